//! Every bucket at once.

use policy_kit::{Mode, Offence, Report, Rule};

use crate::source::{Placed, Source};

/// Google's driver mounts every bucket that the account reaches where the name is `_`, and checks none of them. A
/// PersistentVolume says so by its handle.
pub(crate) static RULE: Rule = Rule { id: "wildcard-bucket", default: Mode::Deny, fix: "name the bucket" };

pub(crate) fn check<'a>(placed: &Placed<'a>, report: &mut Report<'_, 'a>) {
    let (Source::Bucket(name) | Source::Handle(name)) = &placed.source else { return };
    // What tells several volumes on one bucket apart may follow: `_:first`.
    if name == "_" || name.starts_with("_:") {
        let what = format_args!("`_` stands for every bucket that the account reaches");
        report.found(&RULE, placed.at.clone(), Offence::Text(name.clone()), what);
    }
}
