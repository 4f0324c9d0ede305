//! Containers without an image.

use policy_kit::images::Found;
use policy_kit::{Mode, Offence, Report, Rule, quoted};

/// A template may leave the image to its controller (a serving runtime, a training runtime), so that this says
/// nothing in most clusters; what the controller fills in is judged when the pod is created.
pub(crate) static RULE: Rule = Rule {
    id: "missing-image",
    default: Mode::Audit,
    fix: "name the image, or have the kinds whose controllers fill it in exempt",
};

pub(crate) fn check<'a>(found: &Found<'a>, report: &mut Report<'_, 'a>) {
    let what = if found.at.leaf() == Some("reference") { "image volume" } else { "container" };
    let what = format_args!("{what} {} has no image", quoted(&found.text));
    report.found(&RULE, found.at.clone(), Offence::None, what);
}
