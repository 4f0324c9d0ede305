//! Too many devices in one pod.

use policy_kit::{Report, Severity};

use crate::demand::Demands;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::settings::Scope;
use crate::survey::Survey;

/// A pod runs on one node. Its need is what the scheduler adds up: containers and sidecars together, init containers
/// one after the other; a claim alone is held to the same ceiling.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-pod",
    severity: Severity::High,
    fix: "ask for fewer; a larger job takes several pods",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let ceilings = ctx.settings.ceilings(ctx.request.namespace);
    for pod in Demands::of(survey, ctx, report).pods() {
        for excess in ceilings.exceeded(&pod.devices(), Scope::Pod) {
            report.found(pod.home.at, excess.offence(), format_args!("{} {excess}", pod.who()));
        }
    }
}
