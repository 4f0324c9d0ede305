//! Machine types that are not in the table.

use policy_kit::{Mode, Offence, Report, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// KAITO orders machines by their type. What a new type has is not known; the pods on it are judged.
pub(crate) static RULE: Rule = Rule {
    id: "unknown-machine",
    default: Mode::Audit,
    fix: "check by hand how many devices it has",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for machine in &survey.unknown_machines {
        let what = format_args!("the devices of the machine type {} are not known", quoted(machine.name));
        report.found(machine.at, Offence::Text(machine.name), what);
    }
}
