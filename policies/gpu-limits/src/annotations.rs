//! Devices by annotation.

use std::borrow::Cow;

use policy_kit::accelerator;
use policy_kit::{Json, Place, Pod, Report, Request};

use crate::demand::{Demands, Devices, Statement, home};
use crate::rules::{accelerator_class, whole_number};
use crate::settings::Ceilings;

/// KAI Scheduler and Run:ai hand out fractions of devices by annotations of the pod; a fraction is legal there, and
/// takes a whole device from everybody else's count.
pub(crate) fn of_pod<'a>(
    pod: &Pod<'a>,
    request: &Request<'a>,
    ceilings: &Ceilings<'_, 'a>,
    demands: &mut Demands<'a>,
    report: &mut Report<'_, 'a>,
) {
    let (mut fraction, mut devices) = (None, 1);
    for (place, value) in pod.annotations("gpu-") {
        match place.leaf() {
            Some("gpu-fraction" | "gpu-memory") => fraction = Some(place),
            Some("gpu-fraction-num-devices") => {
                fraction.get_or_insert_with(|| place.clone());
                if let Some(text) = report.read(value) {
                    devices = whole_number::count_of_text(place, text, report);
                }
            }
            _ => {}
        }
    }
    let Some(place) = fraction else { return };
    let class = accelerator::NVIDIA_GPU;
    let name = place.leaf().unwrap_or_default().to_owned();
    accelerator_class::check_name(place, &name, class, ceilings, report);
    let at = pod.map().here();
    let statement = Statement::at(&at, request);
    let mut asked = Devices::default();
    asked.add(Cow::Borrowed(class), devices);
    demands.annotate(home(at, request), statement, &asked);
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
    let annotations = request.object().and_then(|object| object.member("metadata")?.member("annotations"));
    let text = |key: &str| annotations.and_then(|annotations: Json<'a>| annotations.member(key)?.text().ok());
    let (class, count) = (text(CLASS), text(COUNT));
    if class.is_none() && count.is_none() {
        return;
    }
    let annotation = |key| Place::default().key("metadata.annotations").member(key);
    let count = count.map_or(1, |count| whole_number::count_of_text(annotation(COUNT), count, report));
    let known = class.as_deref().map(accelerator::of_device_class);
    if known.is_some_and(|known| !known.unit.is_device()) {
        return;
    }
    let (key, name) = class.map_or((COUNT, Cow::Borrowed(COUNT)), |class| (CLASS, class));
    let class = known.map_or(accelerator::OTHER, |known| known.class);
    accelerator_class::check_name(annotation(key), &name, class, ceilings, report);
    let class = Cow::Borrowed(class);
    // Those of the model's pods; the router is not among them.
    let mut given = false;
    for pod in request.pods().iter().filter(|pod| pod.is_spec()) {
        let at = pod.map().here();
        if !at.has_key("router") {
            given = true;
            let statement = Statement::at(&at, request);
            demands.add_whole(home(at, request), statement, class.clone(), count);
        }
    }
    if !given {
        demands.add_whole(Place::default().key("spec"), Statement::Pods, class, count);
    }
}
