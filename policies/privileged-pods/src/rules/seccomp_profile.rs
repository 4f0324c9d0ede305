//! Containers without a seccomp profile.

use policy_kit::{Container, Mode, Offence, Report, Rule};

use crate::context::{Context, Facts, who};

/// Source: Pod Security Standards, restricted, "Seccomp"; the pod's own profile holds for containers that have
/// none, and Windows has none.
pub(crate) static RULE: Rule = Rule {
    id: "seccomp-profile",
    default: Mode::Audit,
    fix: "set `seccompProfile.type: RuntimeDefault` for the pod or the container",
};

pub(crate) fn check<'a>(
    container: &Container<'_, 'a>,
    context: Option<&Context<'_, 'a>>,
    facts: &Facts,
    report: &mut Report<'_, 'a>,
) {
    if facts.windows || facts.seccomp || !report.wants(&RULE) {
        return;
    }
    if context.is_none_or(|context| context.get("seccompProfile").is_none()) {
        let what = format_args!("{} has no seccomp profile", who(container));
        report.found(&RULE, container.at("securityContext.seccompProfile"), Offence::None, what);
    }
}
