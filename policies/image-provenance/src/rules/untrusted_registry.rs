//! Images from registries and repositories that are not allowed.

use policy_kit::images::{Found, Use};
use policy_kit::{Image, Mode, Offence, Report, Rule, quoted};

use crate::settings::Allowed;

/// Only lists of what is allowed are sound: a registry has more names than a list of forbidden ones can hold.
pub(crate) static RULE: Rule = Rule {
    id: "untrusted-registry",
    default: Mode::Deny,
    fix: "use an image of an allowed repository (setting `allowedRepositories`)",
};

pub(crate) fn check<'a>(
    found: &Found<'a>,
    image: &Image<'_>,
    allowed: &Allowed<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    if allowed.repository(image) {
        return;
    }
    let name = format!("{}/{}", image.registry, image.repository);
    let does = match found.usage {
        Use::Pulled => "is pulled from",
        Use::Model => "is a model in",
        Use::Pushed => "is pushed to",
        Use::Missing => return,
    };
    let none = if allowed.any_repository() { "" } else { " (no repository is allowed yet)" };
    let what = format_args!("{} {does} {}, which is not allowed{none}", quoted(&found.text), quoted(&name));
    report.found(&RULE, found.at.clone(), Offence::Text(found.text.clone()), what);
}
