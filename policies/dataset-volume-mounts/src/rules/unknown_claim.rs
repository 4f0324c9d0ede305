//! Claims that do not exist.

use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::uses::find::uses;

/// What is not there cannot be told from a dataset: whoever makes the claim later decides what the pod mounts.
pub(crate) static RULE: Rule = Rule {
    id: "unknown-claim",
    severity: Severity::Medium,
    fix: "create the claim first; in an enclave every claim has to be known",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for claim in &uses(survey, ctx, report).missing {
        let what = format_args!("claim {} does not exist", quoted(claim.name));
        report.found(claim.at, Offence::Text(claim.name), what);
    }
}
