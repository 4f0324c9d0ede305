//! Images whose content can change under their name.

use policy_kit::images::Named;
use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// A tag names whatever was pushed last, on every node and in every mirror something else; a digest names one
/// content wherever it comes from.
pub(crate) static RULE: Rule = Rule {
    id: "digest-required",
    severity: Severity::Medium,
    standards: &[Standard::Aisvs("10.1.1")],
    fix: "pin it: `name:tag@sha256:…` (`crane digest`, `docker buildx imagetools inspect`)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let allowed = ctx.settings.allowed_in(ctx.request.namespace);
    for Named { found, image } in survey.pulled() {
        let text = quoted(found.text);
        let mut refuse = |what| report.found(found.at, Offence::Text(found.text), what);
        match (image.algorithm(), image.tag) {
            (Some(algorithm), _) if ctx.settings.accepts_algorithm(algorithm) => {}
            (Some(algorithm), _) => refuse(format_args!(
                "{text} has a digest of {algorithm}, which is not among `digestAlgorithms`"
            )),
            (None, tag) if allowed.tag(tag.unwrap_or("latest")) => {}
            (None, Some(tag)) => {
                refuse(format_args!("{text} has the tag {} and no digest", quoted(tag)));
            }
            (None, None) => {
                refuse(format_args!("{text} has neither tag nor digest, so it means `latest`"));
            }
        }
    }
}
