//! Containers without an image.

use policy_kit::{Container, Map, Mode, Offence, Report, Rule, quoted};

/// A template may leave the image to its controller (a serving runtime, a training runtime), so that this says
/// nothing in most clusters; what the controller fills in is judged when the pod is created.
pub(crate) static RULE: Rule = Rule {
    id: "missing-image",
    default: Mode::Audit,
    fix: "name the image, or have the kinds whose controllers fill it in exempt",
};

/// Files a container of a pod spec that names none.
pub(crate) fn in_container<'a>(container: &Container<'_, 'a>, report: &mut Report<'_, 'a>) {
    if report.wants(&RULE) {
        let name = container.name();
        let what = format_args!("container {} has no image", quoted(&name));
        report.found(&RULE, container.at("image"), Offence::None, what);
    }
}

/// Files an image volume that names none.
pub(crate) fn in_volume<'a>(image: &Map<'_, 'a>, report: &mut Report<'_, 'a>) {
    report.found(
        &RULE,
        image.at("reference"),
        Offence::None,
        format_args!("the image volume has no reference"),
    );
}
