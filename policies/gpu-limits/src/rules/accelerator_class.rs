//! Classes of accelerators that a namespace may not use.

use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::demand::Demand;
use crate::resources::Resource;
use crate::settings::Ceilings;

/// Only with the setting `allowedClasses`: without it every class is allowed.
pub(crate) static RULE: Rule = Rule {
    id: "accelerator-class",
    default: Mode::Deny,
    fix: "use a class that the namespace may use (setting `allowedClasses`)",
};

/// Checks a resource by its name.
pub(crate) fn check<'a>(resource: &Resource<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    let place = resource.limit.as_ref().or(resource.request.as_ref());
    if let Some((at, _)) = place.filter(|_| resource.devices() > 0 && !ceilings.allows(&resource.class)) {
        let (name, class) = (quoted(&resource.name), quoted(&resource.class));
        let what = format_args!("{name} is of the class {class}, which is not allowed here");
        report.found(&RULE, at.clone(), Offence::Text(resource.class.clone()), what);
    }
}

/// Checks what a pod asks for in another way: by claim, by annotation, by machine type.
pub(crate) fn check_pod<'a>(pod: &Demand<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    for (class, _) in pod.whole().iter().filter(|(class, _)| !ceilings.allows(class)) {
        let what = format_args!("devices of the class {} are not allowed here", quoted(class));
        report.found(&RULE, pod.at.clone(), Offence::Text(class.clone()), what);
    }
}
