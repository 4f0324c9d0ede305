//! Devices by annotation.

use policy_kit::accelerator::{self, NVIDIA_GPU, Unit};
use policy_kit::{Pod, Request, devices};

use crate::survey::facts::{Alternative, Amount, DeviceRequest, Home, Number, Share, Statement};
use crate::survey::homes::Homes;

/// Fractions of a pod's devices: KAI Scheduler and Run:ai hand them out by annotations of the pod. A fraction is legal
/// there, and takes a whole device from everybody else's count.
pub(crate) fn fractions<'a>(pod: Pod<'a>, home: Home<'a>) -> Option<DeviceRequest<'a>> {
    let (mut at, mut number) = (None, Number::Known(1));
    for annotation in pod.annotations("gpu-") {
        match annotation.key {
            "gpu-fraction-num-devices" => {
                if let Some(text) = annotation.text() {
                    number = Number::Written(Amount::of_text(annotation.at, text));
                }
            }
            "gpu-fraction" | "gpu-memory" => {}
            _ => continue,
        }
        at = Some(annotation.at);
    }
    let (class, unit) = (NVIDIA_GPU, Unit::Device);
    let alternative = Alternative { at: at?, name: "gpu-fraction", class, unit, number };
    // A template's annotations reach each of its pods once.
    Some(DeviceRequest { home, share: Share::Once, alternatives: vec![alternative] })
}

/// The claims that are made for pods out of annotations of the object: one for each pod of the model.
pub(crate) fn claims<'a>(request: &Request<'a>, homes: &Homes<'_, 'a>) -> Vec<DeviceRequest<'a>> {
    let Some(keys) = devices::claim_annotations(&request.kind) else { return Vec::new() };
    let (class, count) = (request.annotation(keys.class), request.annotation(keys.count));
    if class.is_none() && count.is_none() {
        return Vec::new();
    }
    let annotation = |key| request.place("metadata.annotations").member(key);
    let number = count.map(|count| Number::Written(Amount::of_text(annotation(keys.count), count)));
    let name = class.unwrap_or_default();
    let known = accelerator::of_device_class(name);
    let at = annotation(keys.class);
    let claim_of = |home| {
        let number = number.unwrap_or(Number::Known(1));
        let alternatives = vec![Alternative { at, name, class: known.class, unit: known.unit, number }];
        DeviceRequest { home, share: Share::Whole, alternatives }
    };
    // The router is no pod of the model.
    let of_model = request.pods().iter().filter(|pod| pod.is_spec() && !pod.here().has_key("router"));
    let claims: Vec<_> = of_model.map(|pod| claim_of(homes.pods_home(pod.here()))).collect();
    if claims.is_empty() {
        // The templates of its pods stand in another object.
        let home = Home { at: request.place("spec"), statement: Statement::Pods };
        return vec![claim_of(home)];
    }
    claims
}
