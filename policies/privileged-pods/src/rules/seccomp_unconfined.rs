//! Seccomp profiles that confine nothing.

use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::context::Context;

/// Source: Pod Security Standards, baseline, "Seccomp".
pub(crate) static RULE: Rule = Rule {
    id: "seccomp-unconfined",
    default: Mode::Deny,
    fix: "use `RuntimeDefault` or a `Localhost` profile",
};

pub(crate) fn check<'a>(context: &Context<'_, 'a>, report: &mut Report<'_, 'a>) {
    let Some(profile) = report.read(context.map("seccompProfile")) else {
        return;
    };
    let kind = report.read(profile.text("type")).unwrap_or_default();
    if !matches!(kind.as_ref(), "RuntimeDefault" | "Localhost") {
        let what = format_args!("{} sets the seccomp profile {}", context.who(), quoted(&kind));
        report.found(&RULE, profile.at("type"), Offence::Text(kind.clone()), what);
    }
}
