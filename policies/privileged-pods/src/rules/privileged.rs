//! Privileged containers: every device and capability of the node.

use policy_kit::{Mode, Offence, Report, Rule};

use crate::context::Context;

/// Source: Pod Security Standards, baseline, "Privileged Containers".
pub(crate) static RULE: Rule = Rule {
    id: "privileged",
    default: Mode::Deny,
    fix: "remove `privileged`; devices are allocated through resources or claims",
};

pub(crate) fn check<'a>(context: &Context<'_, 'a>, report: &mut Report<'_, 'a>) {
    if !context.has_container_fields() {
        return;
    }
    if report.read(context.boolean("privileged")) == Some(true) {
        let what = format_args!("{} is privileged", context.who());
        report.found(&RULE, context.at("privileged"), Offence::None, what);
    }
}
