//! More than one unit of a device that is shared in time.

use policy_kit::accelerator::Unit;
use policy_kit::{Mode, Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: NVIDIA's device plug-in, "Shared access to GPUs": more units of a time-sliced device buy no more of its
/// time, and the plug-in refuses them with `failRequestsGreaterThanOne`.
pub(crate) static RULE: Rule = Rule {
    id: "shared-units",
    default: Mode::Warn,
    severity: Severity::Low,
    fix: "ask for one unit, or for a whole device or a MIG profile",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for resource in survey.resources().filter(|resource| resource.unit == Unit::Shared) {
        let count = resource.devices();
        if let Some(amount) = resource.amount().filter(|_| count > 1) {
            let name = quoted(resource.name);
            let what = format_args!("{count} units of {name} are asked for, which are no more than one");
            report.found(amount.at, Offence::Count(count, ""), what);
        }
    }
}
