//! Devices by annotation.

use std::borrow::Cow;

use policy_kit::accelerator;
use policy_kit::{Place, Pod, Report, Request};

use crate::demand::{Demands, Statement};
use crate::rules::{accelerator_class, whole_number};
use crate::settings::Ceilings;

/// KAI Scheduler and Run:ai hand out fractions of devices by annotations of the pod; a fraction is legal there, and
/// takes a whole device from everybody else's count.
pub(crate) fn of_pod<'a>(
    pod: &Pod<'a>,
    home: Place<'a>,
    statement: Statement,
    ceilings: &Ceilings<'_, 'a>,
    demands: &mut Demands<'a>,
    report: &mut Report<'_, 'a>,
) {
    let (mut fraction, mut devices) = (None, 1);
    for (place, value) in pod.annotations("gpu-") {
        if place.leaf() == Some("gpu-fraction-num-devices") {
            if let Some(text) = report.read(value) {
                devices = whole_number::count_of_text(place.clone(), text, report);
            }
        } else if !matches!(place.leaf(), Some("gpu-fraction" | "gpu-memory")) {
            continue;
        }
        fraction = Some(place);
    }
    if let Some(place) = fraction {
        accelerator_class::check_name(
            place,
            "gpu-fraction",
            Cow::Borrowed(accelerator::NVIDIA_GPU),
            ceilings,
            report,
        );
        demands.add_fractions(home, statement, devices);
    }
}

/// KServe makes a claim for its pods out of annotations of the object.
pub(crate) fn of_object<'a>(
    request: &Request<'a>,
    ceilings: &Ceilings<'_, 'a>,
    demands: &mut Demands<'a>,
    report: &mut Report<'_, 'a>,
) {
    const CLASS: &str = "serving.kserve.io/exp-dra-device-class";
    const COUNT: &str = "serving.kserve.io/exp-dra-device-count";
    if request.kind.group != "serving.kserve.io" {
        return;
    }
    let (class, count) = (request.annotation(CLASS), request.annotation(COUNT));
    if class.is_none() && count.is_none() {
        return;
    }
    let annotation = |key| Place::default().key("metadata.annotations").member(key);
    let count = count.map_or(1, |count| whole_number::count_of_text(annotation(COUNT), count, report));
    let name = class.unwrap_or_default();
    let known = accelerator::of_device_class(&name);
    if !known.unit.is_device() {
        return;
    }
    accelerator_class::check_name(annotation(CLASS), &name, Cow::Borrowed(known.class), ceilings, report);
    // Those of the model's pods; the router is not among them. Their templates may stand in another object.
    let mut given = false;
    for pod in request.pods().iter().filter(|pod| pod.is_spec()) {
        let at = pod.map().here();
        if !at.has_key("router") {
            given = true;
            demands.add_whole(demands.home(at), Statement::Pods, Cow::Borrowed(known.class), count);
        }
    }
    if !given {
        let at = Place::default().key("spec");
        demands.add_whole(at, Statement::Pods, Cow::Borrowed(known.class), count);
    }
}
