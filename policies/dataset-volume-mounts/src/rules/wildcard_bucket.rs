//! Every bucket at once.

use policy_kit::{Map, Mode, Offence, Report, Rule, quoted};

use crate::source;

/// Google's driver mounts every bucket that the account reaches where the name is `_`, and checks none of them. A
/// PersistentVolume says so by its handle.
pub(crate) static RULE: Rule = Rule { id: "wildcard-bucket", default: Mode::Deny, fix: "name the bucket" };

pub(crate) fn check<'a>(csi: &Map<'_, 'a>, report: &mut Report<'_, 'a>) {
    let attributes = report.read(csi.map("volumeAttributes"));
    let bucket = attributes
        .and_then(|attributes| source::attribute(&attributes, |key| key.eq_ignore_ascii_case("bucketName")));
    let gcs = report.read(csi.text("driver")).is_some_and(|driver| driver == "gcsfuse.csi.storage.gke.io");
    let handle =
        report.read(csi.text("volumeHandle")).filter(|_| gcs).map(|handle| (handle, csi.at("volumeHandle")));
    for (name, at) in bucket.into_iter().chain(handle).filter(|(name, _)| name == "_") {
        let what = format_args!("{} stands for every bucket that the account reaches", quoted(&name));
        report.found(&RULE, at, Offence::Text(name.clone()), what);
    }
}
