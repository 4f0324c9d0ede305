//! Devices that are requested and limited differently.

use policy_kit::{Offence, Report, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Kubernetes, "Extended resources": they are never overcommitted, so that both must be equal, and a request
/// needs a limit. Limits alone are enough: the request defaults to them.
pub(crate) static RULE: Rule = Rule {
    id: "requests-equal-limits",
    fix: "state the same number in `limits` and `requests`, or in `limits` alone",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for resource in survey.resources().filter(|resource| resource.unit.is_device()) {
        let Some(request) = &resource.request else { continue };
        let name = quoted(resource.name);
        let Some(limit) = &resource.limit else {
            // The limit may stand in what a patch is merged over.
            if !ctx.request.is_merged(&request.at) {
                let what = format_args!("{name} is requested and not limited");
                report.found(request.at, Offence::None, what);
            }
            continue;
        };
        // What is no quantity is the business of `whole-number`.
        if request.quantity.zip(limit.quantity).is_some_and(|(request, limit)| request != limit) {
            let (request_text, limit_text) = (request.raw, limit.raw);
            let values = ctx.request.keep(format_args!("{request_text} {limit_text}"));
            let what = format_args!("{name} has a request of {request_text} and a limit of {limit_text}");
            report.found(request.at, Offence::Text(values), what);
        }
    }
}
