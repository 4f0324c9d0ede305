//! Images from registries and repositories that are not allowed.

use policy_kit::images::{Named, Use};
use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Only lists of what is allowed are sound: a registry has more names than a list of forbidden ones can hold.
pub(crate) static RULE: Rule = Rule {
    id: "untrusted-registry",
    severity: Severity::High,
    standards: &[Standard::Aisvs("6.1.2")],
    fix: "use an image of an allowed repository (setting `allowedRepositories`)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let any_is_allowed = ctx.settings.allowed_in(ctx.request.namespace).any_repository();
    let none = if any_is_allowed { "" } else { " (no repository is allowed yet)" };
    for Named { found, image } in &survey.not_allowed {
        let does = match found.usage {
            Use::Pulled | Use::Missing => "is pulled from",
            Use::Model => "is a model in",
            Use::Pushed => "is pushed to",
        };
        let (text, name) = (quoted(found.text), format!("{}/{}", image.registry, image.repository));
        let what = format_args!("{text} {does} {}, which is not allowed{none}", quoted(&name));
        report.found(found.at, Offence::Text(found.text), what);
    }
}
