//! Pods that leave open whether they run as root.

use policy_kit::{Container, Mode, Offence, Report, Rule};

use crate::context::{Context, Facts, who};

/// Source: Pod Security Standards, restricted, "Running as Non-root"; the pod's own `true` holds for containers that say
/// nothing, and since 1.35 a pod with `hostUsers: false` need not say anything.
pub(crate) static RULE: Rule = Rule {
    id: "run-as-non-root",
    default: Mode::Audit,
    fix: "set `runAsNonRoot: true` for the pod or the container",
};

pub(crate) fn check<'a>(
    container: &Container<'_, 'a>,
    context: Option<&Context<'_, 'a>>,
    facts: &Facts,
    report: &mut Report<'_, 'a>,
) {
    if facts.user_namespace || facts.run_as_non_root || !report.wants(&RULE) {
        return;
    }
    if context.and_then(|context| report.read(context.boolean("runAsNonRoot"))).is_none() {
        let what = format_args!("{} may run as root", who(container));
        report.found(&RULE, container.at("securityContext.runAsNonRoot"), Offence::None, what);
    }
}
