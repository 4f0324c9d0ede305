//! Every bucket at once.

use policy_kit::datasets::Source;
use policy_kit::{Offence, Report, Severity};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::survey::storage::Storage;

/// Google's driver mounts every bucket that the account reaches where the name is `_`, and checks none of them. A
/// PersistentVolume says so by its handle.
pub(crate) static RULE: Rule = Rule {
    id: "wildcard-bucket",
    severity: Severity::High,
    fix: "name the bucket",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let made = match &survey.storage {
        Some(Storage::Volume { sources, .. }) => sources.as_slice(),
        _ => &[],
    };
    for placed in survey.pod_sources().chain(made) {
        let (Source::Bucket(name) | Source::Handle(name)) = placed.source else { continue };
        // What tells several volumes on one bucket apart may follow: `_:first`.
        if name == "_" || name.starts_with("_:") {
            let what = format_args!("`_` stands for every bucket that the account reaches");
            report.found(placed.at, Offence::Text(name), what);
        }
    }
}
