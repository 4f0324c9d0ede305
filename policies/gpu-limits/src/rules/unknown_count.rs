//! Workloads that do not say how many pods they have.

use policy_kit::{Count, Mode, Offence, Report, Severity};

use crate::demand::Demands;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::workload::Workload;

/// A number of pods that is no number counts as one.
pub(crate) static RULE: Rule = Rule {
    id: "unknown-count",
    default: Mode::Audit,
    severity: Severity::Low,
    fix: "write the number out to have the workload judged here; its pods are judged when they are created",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let workload = Workload::of(&Demands::of(survey, ctx, report));
    for part in workload.parts.iter().filter(|part| matches!(part.count, Count::Unknown(_))) {
        let what = format_args!("the number of pods is not known: it is no whole number");
        report.found(part.at, Offence::None, what);
    }
}
