#![doc = include_str!("../README.md")]

mod annotations;
mod claims;
mod custom;
mod demand;
mod limit_ranges;
mod machines;
mod named;
mod resources;
mod rules;
mod scale;
pub mod settings;

use policy_kit::{Host, List, Part, Report, Request, policy};

use crate::demand::{Demands, Statement};
use crate::limit_ranges::LimitRanges;
use crate::resources::Holder;
use crate::rules::{
    accelerator_class, cpu_and_memory, devices_per_container, devices_per_pod, devices_per_workload,
    requests_equal_limits, shared_units, whole_number,
};
use crate::settings::{Ceilings, Settings};

policy! { settings: Settings, rules: rules::ALL, check: check }

fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    if request.sub_resource.as_deref() == Some("scale") {
        return scale::check(request, settings, host, report);
    }
    let ceilings = settings.ceilings(request.namespace.as_deref());
    let mut demands = demands(request, settings, &ceilings, host, report);
    named::check(request, settings, &ceilings, host, &mut demands, report);
    for pod in demands.pods() {
        devices_per_pod::check(pod, &ceilings, report);
    }
    devices_per_workload::check(request, &demands, &ceilings, report);
}

/// What the pods of the object ask for, each by itself. Files what is to be said of the parts of a pod.
fn demands<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    ceilings: &Ceilings<'_, 'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Demands<'a> {
    let ranges = LimitRanges::of(request, settings, host);
    let mut demands = Demands::new(request);
    for pod in request.pods() {
        let spec = pod.map();
        let at = spec.here();
        let statement = Statement::at(&at, request);
        let home = demands.home(at);
        let pod_level = report.read(spec.map("resources"));
        for container in pod.containers(&spec) {
            let Some(container) = report.one(container) else { continue };
            let Some(block) = report.read(container.map("resources")) else { continue };
            let holder =
                Holder::of_container(home.clone(), pod, &container, &block, request, settings, report);
            check_holder(&holder, request, ceilings, report);
            if statement == Statement::Pods && pod.part() != Part::Fragment {
                let pod_level = pod_level.as_ref().filter(|_| pod.is_spec());
                cpu_and_memory::check(&holder, pod_level, &ranges, report);
            }
            // Dynamo's main container states again what its service asks for: the larger number counts.
            let (mut statement, mut list) = (statement, container.list());
            if statement == Statement::Patch && !request.is_merged(&home) {
                statement = Statement::Pods;
                list = if list == List::Single { List::Init } else { list };
            }
            demands.add(home.clone(), statement, list, &holder.devices());
        }
        if pod.is_built_in() {
            for item in spec.maps("resourceClaims").into_iter().flatten().flatten() {
                named::note(&item, &mut demands);
            }
        }
        // A template's annotations reach each of its pods once.
        if pod.part() != Part::Fragment {
            annotations::of_pod(pod, home, statement, ceilings, &mut demands, report);
        }
    }
    annotations::of_object(request, ceilings, &mut demands, report);
    custom::check(request, settings, ceilings, &ranges, &mut demands, report);
    demands
}

/// The rules about one block of resources.
fn check_holder<'a>(
    holder: &Holder<'a>,
    request: &Request<'a>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for resource in &holder.resources {
        whole_number::check(resource, request, report);
        requests_equal_limits::check(resource, request, report);
        shared_units::check(resource, report);
        accelerator_class::check(resource, ceilings, report);
    }
    devices_per_container::check(holder, ceilings, report);
}
