//! The masks over `/proc` in pods with a user namespace of their own.

use policy_kit::{Level, Mode, Report, Severity, Standard};

use crate::rules::proc_mount::report_unmasked;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, restricted, "/proc Mount Type": also with `hostUsers: false`.
pub(crate) static RULE: Rule = Rule {
    id: "restricted-proc-mount",
    default: Mode::Warn,
    level: Level::Restricted,
    severity: Severity::Medium,
    standards: &[Standard::PodSecurity("restricted/proc-mount-type"), Standard::Aisvs("4.3.3")],
    fix: "remove `procMount`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    report_unmasked(survey, true, report);
}
