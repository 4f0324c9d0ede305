//! Devices by claim: `resource.k8s.io`, wherever the content of a claim is written.

use std::borrow::Cow;

use policy_kit::accelerator;
use policy_kit::{Map, Report};

use crate::demand::Devices;
use crate::rules::{accelerator_class, unbounded_devices, whole_number};
use crate::settings::Ceilings;

/// The devices that the requests of a claim ask for together: `devices.requests[]` of the versions v1, v1beta2
/// (`exactly`, `firstAvailable`) and v1beta1 (flat). Of alternatives the largest counts, as the quota counts it.
pub(crate) fn devices<'a>(
    devices: &Map<'_, 'a>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Devices<'a> {
    let mut sum = Devices::default();
    for request in report.each(devices.maps("requests")) {
        let alternatives = report.each(request.maps("firstAvailable"));
        if alternatives.is_empty() {
            let exactly = report.read(request.map("exactly"));
            if let Some((class, count)) = one(exactly.as_ref().unwrap_or(&request), ceilings, report) {
                sum.add(class, count);
            }
            continue;
        }
        // The largest of those that one ceiling is about: slices are no excuse for whole devices.
        let (mut apart, mut together) = (Devices::default(), None);
        for (class, count) in alternatives.iter().filter_map(|asked| one(asked, ceilings, report)) {
            if ceilings.is_apart(&class) {
                apart.raise(class, count);
            } else if together.as_ref().is_none_or(|(_, most)| *most < count) {
                together = Some((class, count));
            }
        }
        sum.add_all(&apart);
        if let Some((class, count)) = together {
            sum.add(class, count);
        }
    }
    sum
}

/// What one request of a claim asks for; `None` for access that takes no device away from others.
pub(crate) fn one<'a>(
    request: &Map<'_, 'a>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<(Cow<'a, str>, u64)> {
    if report.read(request.boolean("adminAccess")) == Some(true) {
        return None;
    }
    let class = report.read(request.text("deviceClassName"))?;
    let accelerator = accelerator::of_device_class(&class);
    if !accelerator.unit.is_device() {
        return None;
    }
    let at = request.at("deviceClassName");
    accelerator_class::check_name(at, &class, Cow::Borrowed(accelerator.class), ceilings, report);
    if report.read(request.text("allocationMode")).as_deref() == Some("All") {
        unbounded_devices::found(request, &class, report);
        return None;
    }
    let count =
        request.get("count").map_or(1, |count| whole_number::count_of(request.at("count"), count, report));
    Some((Cow::Borrowed(accelerator.class), count))
}
