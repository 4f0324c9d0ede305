//! Devices that are requested and limited differently.

use policy_kit::quantity::Quantity;
use policy_kit::{Mode, Offence, Report, Request, Rule, quoted};

use crate::resources::Resource;

/// Source: Kubernetes, "Extended resources": they are never overcommitted, so that both must be equal, and a request
/// needs a limit. Limits alone are enough: the request defaults to them.
pub(crate) static RULE: Rule = Rule {
    id: "requests-equal-limits",
    default: Mode::Deny,
    fix: "state the same number in `limits` and `requests`, or in `limits` alone",
};

pub(crate) fn check<'a>(resource: &Resource<'a>, of: &Request<'a>, report: &mut Report<'_, 'a>) {
    let Some((at, request)) = resource.request.as_ref().filter(|_| resource.is_device()) else { return };
    let name = quoted(&resource.name);
    match &resource.limit {
        // The limit may stand in what a patch is merged over.
        None if of.is_merged(at) => {}
        None => {
            let what = format_args!("{name} is requested and not limited");
            report.found(&RULE, at.clone(), Offence::None, what);
        }
        Some((_, limit)) => {
            // What is no quantity is the business of `whole-number`.
            let amounts = Quantity::of(*request).zip(Quantity::of(*limit));
            if amounts.is_some_and(|(request, limit)| request != limit) {
                let values = format!("{} {}", request.raw(), limit.raw());
                let what =
                    format_args!("{name} has a request of {} and a limit of {}", request.raw(), limit.raw());
                report.found(&RULE, at.clone(), Offence::Text(values.into()), what);
            }
        }
    }
}
