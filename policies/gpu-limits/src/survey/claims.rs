//! Devices by claim: `resource.k8s.io`, wherever the content of a claim is written.

use policy_kit::{Map, accelerator};

use crate::survey::facts::{Alternative, Amount, Number};

/// What satisfies a request of a claim: an item of `devices.requests` of the versions v1, v1beta2 (`exactly`,
/// `firstAvailable`) and v1beta1 (flat).
pub(crate) fn alternatives(request: Map<'_>) -> Vec<Alternative<'_>> {
    let alternatives = request.maps("firstAvailable");
    if alternatives.is_empty() {
        alternative(request.map("exactly").unwrap_or(request)).into_iter().collect()
    } else {
        alternatives.into_iter().filter_map(alternative).collect()
    }
}

/// What is asked for by a class; `None` for access that takes no device away from others.
pub(crate) fn alternative(asked: Map<'_>) -> Option<Alternative<'_>> {
    if asked.is_true("adminAccess") {
        return None;
    }
    let name = asked.text("deviceClassName")?;
    let known = accelerator::of_device_class(name);
    if !known.unit.is_device() {
        return None;
    }
    let number = if asked.text("allocationMode") == Some("All") {
        Number::All(asked.at("allocationMode"))
    } else {
        let count = asked.get("count");
        count.map_or(Number::Known(1), |count| Number::Written(Amount::of_field(asked.at("count"), count)))
    };
    Some(Alternative { at: asked.at("deviceClassName"), name, class: known.class, unit: known.unit, number })
}
