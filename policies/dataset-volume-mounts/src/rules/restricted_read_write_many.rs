//! Restricted data that many nodes write to.

use policy_kit::{Map, Mode, Offence, Report, Rule};

use crate::settings::Class;

/// What many nodes mount for writing has no one who answers for what is in it.
pub(crate) static RULE: Rule = Rule {
    id: "restricted-read-write-many",
    default: Mode::Warn,
    fix: "use `ReadOnlyMany`, or `ReadWriteOncePod` for whoever writes",
};

pub(crate) fn check<'a>(spec: &Map<'_, 'a>, class: Option<Class>, report: &mut Report<'_, 'a>) {
    if class != Some(Class::Restricted) {
        return;
    }
    let modes = report.each(spec.texts("accessModes"));
    if modes.iter().any(|mode| mode == "ReadWriteMany") {
        let what = format_args!("restricted data is in a claim with `ReadWriteMany`");
        report.found(&RULE, spec.at("accessModes"), Offence::None, what);
    }
}
