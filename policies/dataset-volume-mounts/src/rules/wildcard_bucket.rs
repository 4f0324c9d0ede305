//! Every bucket at once.

use std::borrow::Cow;

use policy_kit::{Map, Mode, Offence, Place, Report, Rule};

use crate::source;

/// Google's driver mounts every bucket that the account reaches where the name is `_`, and checks none of them. A
/// PersistentVolume says so by its handle.
pub(crate) static RULE: Rule = Rule { id: "wildcard-bucket", default: Mode::Deny, fix: "name the bucket" };

pub(crate) fn check<'a>(csi: &Map<'_, 'a>, report: &mut Report<'_, 'a>) {
    if let Some(attributes) = report.map(csi, "volumeAttributes") {
        for (name, at) in source::attributes(&attributes, &|key| key.eq_ignore_ascii_case("bucketName")) {
            found(name, at, report);
        }
    }
    if report.text(csi, "driver").is_some_and(|driver| driver == "gcsfuse.csi.storage.gke.io")
        && let Some(name) = report.text(csi, "volumeHandle")
    {
        found(name, csi.at("volumeHandle"), report);
    }
}

fn found<'a>(name: Cow<'a, str>, at: Place<'a>, report: &mut Report<'_, 'a>) {
    if name == "_" {
        let what = format_args!("`_` stands for every bucket that the account reaches");
        report.found(&RULE, at, Offence::Text(name), what);
    }
}
