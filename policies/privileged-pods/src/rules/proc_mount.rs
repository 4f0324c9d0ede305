//! The masks over `/proc`.

use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::context::{Context, Facts};

/// Source: Pod Security Standards, baseline, "/proc Mount Type"; since 1.35 a pod with `hostUsers: false` may
/// unmask it.
pub(crate) static RULE: Rule =
    Rule { id: "proc-mount", default: Mode::Deny, fix: "remove `procMount`, or set `hostUsers: false`" };

/// Source: Pod Security Standards, restricted, "/proc Mount Type": also with `hostUsers: false`.
pub(crate) static RESTRICTED: Rule =
    Rule { id: "restricted-proc-mount", default: Mode::Warn, fix: "remove `procMount`" };

pub(crate) fn check<'a>(context: &Context<'_, 'a>, facts: &Facts, report: &mut Report<'_, 'a>) {
    if !context.has_container_fields() {
        return;
    }
    let Some(value) = report.read(context.text("procMount")).filter(|value| value != "Default") else {
        return;
    };
    let rule = if facts.user_namespace { &RESTRICTED } else { &RULE };
    let what = format_args!("{} sets `procMount` to {}", context.who(), quoted(&value));
    report.found(rule, context.at("procMount"), Offence::Text(value.clone()), what);
}
