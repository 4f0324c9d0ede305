//! Claims without a number.

use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Number, Survey};

/// Source: `resource.k8s.io`, `allocationMode: All` takes every device of a node or pool that matches.
pub(crate) static RULE: Rule = Rule {
    id: "unbounded-devices",
    severity: Severity::High,
    fix: "say how many: `allocationMode: ExactCount` and a `count`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for asked in survey.alternatives() {
        if let Number::All(at) = asked.number {
            let what = format_args!("the claim asks for all devices of {}", quoted(asked.name));
            report.found(at, Offence::None, what);
        }
    }
}
