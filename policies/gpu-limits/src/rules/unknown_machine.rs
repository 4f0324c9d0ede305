//! Machine types that are not in the table.

use std::borrow::Cow;

use policy_kit::{Map, Mode, Offence, Report, Rule, quoted};

/// KAITO orders machines by their type. What a new type has is not known; the pods on it are judged.
pub(crate) static RULE: Rule =
    Rule { id: "unknown-machine", default: Mode::Audit, fix: "check by hand how many devices it has" };

pub(crate) fn found<'a>(map: &Map<'_, 'a>, machine: Cow<'a, str>, report: &mut Report<'_, 'a>) {
    let shown = quoted(&machine).to_string();
    let what = format_args!("the devices of the machine type {shown} are not known");
    report.found(&RULE, map.at("instanceType"), Offence::Text(machine), what);
}
