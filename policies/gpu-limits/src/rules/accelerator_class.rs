//! Classes of accelerators that a namespace may not use.

use policy_kit::{Offence, Place, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Only with the setting `allowedClasses`: without it every class is allowed. Each alternative of a claim is judged by
/// itself, since any of them may be handed out.
pub(crate) static RULE: Rule = Rule {
    id: "accelerator-class",
    severity: Severity::High,
    fix: "use a class that the namespace may use (setting `allowedClasses`)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let ceilings = ctx.settings.ceilings(ctx.request.namespace);
    let mut found = |at: Place<'a>, name: &str, class: &'a str| {
        if !ceilings.allows(class) {
            let (name, shown) = (quoted(name), quoted(class));
            let what = format_args!("{name} is of the class {shown}, which is not allowed here");
            report.found(at, Offence::Text(class), what);
        }
    };
    for resource in survey.resources().filter(|resource| resource.devices() > 0) {
        if let Some(amount) = resource.amount() {
            found(amount.at, resource.name, resource.class);
        }
    }
    for asked in survey.alternatives().filter(|asked| asked.unit.is_device()) {
        found(asked.at, asked.name, asked.class);
    }
}
