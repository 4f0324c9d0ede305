//! Pods that ask to run as root.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, restricted, "Running as Non-root" and "Running as Non-root user"; since 1.35
/// a pod with `hostUsers: false` may.
pub(crate) static RULE: Rule = Rule {
    id: "explicit-root",
    default: Mode::Warn,
    level: Level::Restricted,
    severity: Severity::Medium,
    standards: &[Standard::PodSecurity("restricted/running-as-non-root-user"), Standard::Aisvs("4.3.3")],
    fix: "run as another user, or set `hostUsers: false`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        // NVIDIA's NIM operator keeps the user of its containers in `userID`, outside of any security context.
        if pod.spec.integer("userID") == Some(0) {
            report.found(pod.spec.at("userID"), Offence::None, format_args!("the pod runs as user `0`"));
        }
        if pod.defaults.user_namespace {
            continue;
        }
        for (_, context) in pod.contexts() {
            if context.integer("runAsUser") == Some(0) {
                let what = format_args!("{} runs as user `0`", context.who());
                report.found(context.at("runAsUser"), Offence::None, what);
            }
            if context.boolean("runAsNonRoot") == Some(false) {
                let what = format_args!("{} sets `runAsNonRoot` to `false`", context.who());
                report.found(context.at("runAsNonRoot"), Offence::None, what);
            }
        }
    }
}
