//! Every bucket at once.

use policy_kit::{Map, Mode, Offence, Report, Rule};

use crate::source;

/// Google's driver mounts every bucket that the account reaches where the name is `_`, and checks none of them. A
/// PersistentVolume says so by its handle.
pub(crate) static RULE: Rule = Rule { id: "wildcard-bucket", default: Mode::Deny, fix: "name the bucket" };

pub(crate) fn check<'a>(csi: &Map<'_, 'a>, report: &mut Report<'_, 'a>) {
    let mut names = Vec::new();
    if let Some(attributes) = report.map(csi, "volumeAttributes") {
        names = source::attributes(&attributes, &|key| key.eq_ignore_ascii_case("bucketName"));
    }
    if report.text(csi, "driver").is_some_and(|driver| driver == "gcsfuse.csi.storage.gke.io") {
        names.extend(report.text(csi, "volumeHandle").map(|name| (name, csi.at("volumeHandle"))));
    }
    for (name, at) in names.into_iter().filter(|(name, _)| name == "_") {
        let what = format_args!("`_` stands for every bucket that the account reaches");
        report.found(&RULE, at, Offence::Text(name), what);
    }
}
