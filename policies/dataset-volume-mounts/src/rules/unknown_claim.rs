//! Claims that do not exist.

use std::borrow::Cow;

use policy_kit::{Mode, Offence, Place, Report, Rule, quoted};

/// What is not there cannot be told from a dataset: whoever makes the claim later decides what the pod mounts.
pub(crate) static RULE: Rule = Rule {
    id: "unknown-claim",
    default: Mode::Deny,
    fix: "create the claim first; in an enclave every claim has to be known",
};

pub(crate) fn found<'a>(claim: &str, at: Place<'a>, report: &mut Report<'_, 'a>) {
    let what = format_args!("claim {} does not exist", quoted(claim));
    report.found(&RULE, at, Offence::Text(Cow::Owned(claim.to_owned())), what);
}
