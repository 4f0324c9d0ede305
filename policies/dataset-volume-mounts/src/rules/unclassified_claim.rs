//! Claims of which nobody says what they hold.

use policy_kit::{Mode, Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Data without a class is found by nobody who looks for what must be protected.
pub(crate) static RULE: Rule = Rule {
    id: "unclassified-claim",
    default: Mode::Audit,
    severity: Severity::Low,
    standards: &[Standard::Aisvs("1.1.2"), Standard::Aisvs("12.5.1")],
    fix: "label the claim: public, internal, confidential or restricted",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let key = ctx.settings.labels.classification;
    for claim in survey.claims().filter(|claim| claim.labels.get(key).is_none()) {
        let what = format_args!("the claim has no label {}", quoted(key));
        report.found(claim.at.key("metadata.labels"), Offence::None, what);
    }
}
