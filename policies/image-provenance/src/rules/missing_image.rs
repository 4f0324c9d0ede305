//! Containers without an image.

use policy_kit::{Mode, Offence, Report, Request, Rule, quoted};

/// A template may leave the image to its controller (a serving runtime, a training runtime), so that this says
/// nothing in most clusters; what the controller fills in is judged when the pod is created.
pub(crate) static RULE: Rule = Rule {
    id: "missing-image",
    default: Mode::Audit,
    fix: "name the image, or have the kinds whose controllers fill it in exempt",
};

pub(crate) fn check<'a>(request: &Request<'a>, report: &mut Report<'_, 'a>) {
    if !report.wants(&RULE) {
        return;
    }
    for pod in request.pods().iter().filter(|pod| pod.is_spec()) {
        let spec = pod.map();
        for container in pod.containers(&spec).flatten() {
            if container.get("image").is_none_or(|image| image.raw() == "\"\"") {
                let name = container.name();
                let what = format_args!("container {} has no image", quoted(&name));
                report.found(&RULE, container.at("image"), Offence::None, what);
            }
        }
        for volume in report.each(spec.maps("volumes")) {
            if let Some(image) = report.read(volume.map("image"))
                && image.get("reference").is_none_or(|reference| reference.raw() == "\"\"")
            {
                let what = format_args!("the image volume has no reference");
                report.found(&RULE, image.at("reference"), Offence::None, what);
            }
        }
    }
}
