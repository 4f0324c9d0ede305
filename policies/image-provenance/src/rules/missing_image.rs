//! Containers and image volumes without an image.

use policy_kit::{Mode, Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// A template may leave the image to its controller (a serving runtime, a training runtime), so that this says
/// nothing in most clusters; what the controller fills in is judged when the pod is created.
pub(crate) static RULE: Rule = Rule {
    id: "missing-image",
    default: Mode::Audit,
    severity: Severity::Low,
    fix: "name the image, or have the kinds whose controllers fill it in exempt",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for found in &survey.missing {
        let owner = if found.at.leaf() == Some("reference") { "image volume" } else { "container" };
        let what = format_args!("{owner} {} has no image", quoted(found.text));
        report.found(found.at, Offence::None, what);
    }
}
