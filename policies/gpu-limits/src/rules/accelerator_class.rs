//! Classes of accelerators that a namespace may not use.

use std::borrow::Cow;

use policy_kit::{Mode, Offence, Place, Report, Rule, quoted};

use crate::resources::Resource;
use crate::settings::Ceilings;

/// Only with the setting `allowedClasses`: without it every class is allowed.
pub(crate) static RULE: Rule = Rule {
    id: "accelerator-class",
    default: Mode::Deny,
    fix: "use a class that the namespace may use (setting `allowedClasses`)",
};

/// Checks a resource of a container, or of a custom resource in its place.
pub(crate) fn check<'a>(resource: &Resource<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    let place = resource.limit.as_ref().or(resource.request.as_ref());
    if let Some((at, _)) = place.filter(|_| resource.devices() > 0 && !ceilings.allows(&resource.class)) {
        found(at.clone(), &resource.name, resource.class.clone(), report);
    }
}

/// Checks what names a class in another way: a claim, each of its alternatives by itself, since any of them may be
/// handed out; an annotation; the type of a machine.
pub(crate) fn check_name<'a>(
    at: Place<'a>,
    name: &str,
    class: Cow<'a, str>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    if !ceilings.allows(&class) {
        found(at, name, class, report);
    }
}

fn found<'a>(at: Place<'a>, name: &str, class: Cow<'a, str>, report: &mut Report<'_, 'a>) {
    let shown = quoted(&class).to_string();
    let what = format_args!("{} is of the class {shown}, which is not allowed here", quoted(name));
    report.found(&RULE, at, Offence::Text(class), what);
}
