//! Containers that ask to be allowed to gain privileges.

use policy_kit::{Mode, Offence, Report, Rule};

use crate::context::{Context, Facts};

/// Source: Pod Security Standards, restricted, "Privilege Escalation"; Windows has no such field.
pub(crate) static RULE: Rule =
    Rule { id: "explicit-escalation", default: Mode::Warn, fix: "set `allowPrivilegeEscalation: false`" };

pub(crate) fn check<'a>(context: &Context<'_, 'a>, facts: &Facts, report: &mut Report<'_, 'a>) {
    if !context.has_container_fields() || facts.windows {
        return;
    }
    if report.read(context.boolean("allowPrivilegeEscalation")) == Some(true) {
        let what = format_args!("{} allows privilege escalation", context.who());
        report.found(&RULE, context.at("allowPrivilegeEscalation"), Offence::None, what);
    }
}
