//! Windows containers that run as processes of the node.

use policy_kit::{Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "HostProcess".
pub(crate) static RULE: Rule = Rule {
    id: "windows-host-process",
    severity: Severity::Critical,
    standards: &[Standard::PodSecurity("baseline/hostprocess"), Standard::Aisvs("4.3.3")],
    fix: "remove `hostProcess`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for context in survey.contexts() {
        let Some(options) = context.map("windowsOptions") else { continue };
        if options.is_true("hostProcess") {
            let what = format_args!("{} runs as a process of the node", context.who());
            report.found(options.at("hostProcess"), Offence::None, what);
        }
    }
}
