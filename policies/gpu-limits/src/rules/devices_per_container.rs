//! Too many devices in one container.

use policy_kit::{Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::settings::Scope;
use crate::survey::Survey;

/// A container that asks for more devices than any node has is admitted and never runs.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-container",
    severity: Severity::High,
    standards: &[Standard::Aisvs("9.1.1")],
    fix: "ask for fewer; a larger job takes several pods",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let ceilings = ctx.settings.ceilings(ctx.request.namespace);
    for block in &survey.blocks {
        for excess in ceilings.exceeded(&block.devices(), Scope::Container) {
            report.found(block.at, excess.offence(), format_args!("{} asks for {excess}", block.who()));
        }
    }
}
