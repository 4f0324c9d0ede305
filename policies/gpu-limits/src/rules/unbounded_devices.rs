//! Claims without a number.

use policy_kit::{Map, Mode, Offence, Report, Rule, quoted};

/// Source: `resource.k8s.io`, `allocationMode: All` takes every device of a node or pool that matches.
pub(crate) static RULE: Rule = Rule {
    id: "unbounded-devices",
    default: Mode::Deny,
    fix: "say how many: `allocationMode: ExactCount` and a `count`",
};

pub(crate) fn found<'a>(request: &Map<'_, 'a>, class: &str, report: &mut Report<'_, 'a>) {
    let what = format_args!("the claim asks for all devices of {}", quoted(class));
    report.found(&RULE, request.at("allocationMode"), Offence::None, what);
}
