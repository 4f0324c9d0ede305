//! Seccomp profiles that confine nothing.

use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "Seccomp".
pub(crate) static RULE: Rule = Rule {
    id: "seccomp-unconfined",
    severity: Severity::High,
    standards: &[Standard::PodSecurity("baseline/seccomp"), Standard::Aisvs("4.3.3")],
    fix: "use `RuntimeDefault` or a `Localhost` profile",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for context in survey.contexts() {
        let Some(profile) = context.map("seccompProfile") else { continue };
        let kind = profile.text("type").unwrap_or_default();
        if !matches!(kind, "RuntimeDefault" | "Localhost") {
            let what = format_args!("{} sets the seccomp profile {}", context.who(), quoted(kind));
            report.found(profile.at("type"), Offence::Text(kind), what);
        }
    }
}
