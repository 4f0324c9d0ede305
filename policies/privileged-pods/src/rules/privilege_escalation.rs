//! Containers that leave privilege escalation at its default, which allows it.

use policy_kit::{Container, Mode, Offence, Report, Rule};

use crate::context::{Context, Facts, who};

/// Source: Pod Security Standards, restricted, "Privilege Escalation"; Windows has no such field.
pub(crate) static RULE: Rule =
    Rule { id: "privilege-escalation", default: Mode::Audit, fix: "set `allowPrivilegeEscalation: false`" };

pub(crate) fn check<'a>(
    container: &Container<'_, 'a>,
    context: Option<&Context<'_, 'a>>,
    facts: &Facts,
    report: &mut Report<'_, 'a>,
) {
    if facts.windows || !report.wants(&RULE) {
        return;
    }
    if context.and_then(|context| report.read(context.boolean("allowPrivilegeEscalation"))).is_none() {
        let what = format_args!("{} does not forbid privilege escalation", who(container));
        report.found(&RULE, container.at("securityContext.allowPrivilegeEscalation"), Offence::None, what);
    }
}
