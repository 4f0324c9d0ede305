//! Claims of which nobody says what they hold.

use policy_kit::{Map, Mode, Offence, Report, Rule, quoted};

/// Data without a class is found by nobody who looks for what must be protected.
pub(crate) static RULE: Rule = Rule {
    id: "unclassified-claim",
    default: Mode::Audit,
    fix: "label the claim: public, internal, confidential or restricted",
};

pub(crate) fn check<'a>(claim: &Map<'_, 'a>, classified: bool, label: &str, report: &mut Report<'_, 'a>) {
    if !classified {
        let what = format_args!("the claim has no label {}", quoted(label));
        report.found(&RULE, claim.at("metadata.labels"), Offence::None, what);
    }
}
