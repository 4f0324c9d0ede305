//! Windows containers that run as processes of the node.

use policy_kit::{Mode, Offence, Report, Rule};

use crate::context::Context;

/// Source: Pod Security Standards, baseline, "HostProcess".
pub(crate) static RULE: Rule =
    Rule { id: "windows-host-process", default: Mode::Deny, fix: "remove `hostProcess`" };

pub(crate) fn check<'a>(context: &Context<'_, 'a>, report: &mut Report<'_, 'a>) {
    let Some(options) = report.read(context.map("windowsOptions")) else {
        return;
    };
    if report.read(options.boolean("hostProcess")) == Some(true) {
        let what = format_args!("{} runs as a process of the node", context.who());
        report.found(&RULE, options.at("hostProcess"), Offence::None, what);
    }
}
