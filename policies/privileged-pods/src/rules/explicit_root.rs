//! Pods that ask to run as root.

use policy_kit::{Map, Mode, Offence, Report, Rule};

use crate::context::{Context, Facts};

/// Source: Pod Security Standards, restricted, "Running as Non-root" and "Running as Non-root user"; since 1.35
/// a pod with `hostUsers: false` may.
pub(crate) static RULE: Rule =
    Rule { id: "explicit-root", default: Mode::Warn, fix: "run as another user, or set `hostUsers: false`" };

pub(crate) fn check<'a>(context: &Context<'_, 'a>, facts: &Facts, report: &mut Report<'_, 'a>) {
    if facts.user_namespace {
        return;
    }
    if report.read(context.integer("runAsUser")) == Some(0) {
        let what = format_args!("{} runs as user `0`", context.who());
        report.found(&RULE, context.at("runAsUser"), Offence::None, what);
    }
    if report.read(context.boolean("runAsNonRoot")) == Some(false) {
        let what = format_args!("{} sets `runAsNonRoot` to `false`", context.who());
        report.found(&RULE, context.at("runAsNonRoot"), Offence::None, what);
    }
}

/// NVIDIA's NIM operator keeps the user of its containers in `userID`, outside of any security context.
pub(crate) fn check_user_id<'a>(spec: &Map<'_, 'a>, report: &mut Report<'_, 'a>) {
    if report.read(spec.integer("userID")) == Some(0) {
        report.found(&RULE, spec.at("userID"), Offence::None, format_args!("the pod runs as user `0`"));
    }
}
