//! Devices in fields of custom resources that are no container's.

use std::borrow::Cow;

use policy_kit::text::contains;
use policy_kit::{Json, List, Map, Report, Request, Shape, kinds};

use crate::check_holder;
use crate::claims;
use crate::demand::{Demands, Devices, Places, Statement};
use crate::limit_ranges::LimitRanges;
use crate::machines;
use crate::named;
use crate::resources::{Holder, OTHER, Resource, is_of_vllm};
use crate::rules::{accelerator_class, cpu_and_memory, unknown_machine};
use crate::settings::{Ceilings, Settings};

/// Adds the devices of every such field, and checks its block of resources like a container's.
pub(crate) fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    ceilings: &Ceilings<'_, 'a>,
    ranges: &LimitRanges<'_, '_, 'a>,
    demands: &mut Demands<'a>,
    report: &mut Report<'_, 'a>,
) {
    if kinds::pod_spec_path(&request.kind).is_some() {
        return;
    }
    let of_containers = places_of_container_blocks(request);
    let is_claim = request.kind.group == "resource.k8s.io";
    request.visit(&mut |map| {
        let (key, around) = map.keys();
        if matches!(key.as_ref(), "resourceClaims" | "draResources") {
            named::note(map, demands);
        }
        let here = map.here();
        let holder = if is_block(&key, map) {
            let own = !of_containers.have(&here);
            own.then(|| Holder::of_block(map, request, settings, demands, report))
        } else {
            of_field(&key, map, settings).map(|resource| Holder::of_field(resource, &here, demands))
        };
        if let Some(holder) = holder.filter(|holder| !holder.resources.is_empty()) {
            check_holder(&holder, request, ceilings, report);
            // A WorkspaceKind offers configurations to choose from.
            let statement = match Statement::at(&here, request) {
                Statement::Pods if around == "spec" && request.kind.kind == "WorkspaceKind" => {
                    Statement::Offer
                }
                statement => statement,
            };
            if statement == Statement::Pods {
                cpu_and_memory::check(&holder, None, ranges, report);
            }
            demands.add(holder.home.clone(), statement, List::Single, &holder.devices());
        } else if key == "devices" && map.get("requests").is_some_and(Json::holds_objects) {
            let statement = if is_claim { Statement::Claim } else { Statement::Pods };
            let devices = claims::devices(map, ceilings, report);
            demands.add(here, statement, List::Single, &devices);
        } else if key == "devices" && around == "domain" {
            let devices = of_virtual_machine(map, settings, ceilings, report);
            demands.add(here.up(), Statement::Pods, List::Single, &devices);
        } else if key == "claimCreationSpec" {
            // NVIDIA's NIM operator: `draResources[].claimCreationSpec.devices[]`.
            let mut devices = Devices::default();
            for device in report.each(map.maps("devices")) {
                if let Some((class, count)) = claims::one(&device, ceilings, report) {
                    devices.add(class, count);
                }
            }
            let at = demands.home(here.up().up().up());
            for (class, count) in devices.iter() {
                demands.add_whole(at.clone(), Statement::Pods, class.clone(), count);
            }
        } else if request.kind.group == "kaito.sh"
            && let Some(machine) = report.read(map.text("instanceType"))
        {
            of_kaito(map, machine, ceilings, demands, report);
        }
    });
}

/// The blocks that belong to containers, which are judged with them.
fn places_of_container_blocks<'a>(request: &Request<'a>) -> Places<'a> {
    let mut places = Places::default();
    for pod in request.pods() {
        let spec = pod.map();
        for container in pod.containers(&spec).flatten() {
            places.add(container.at("resources"));
        }
    }
    places
}

/// Whether a map holds amounts of resources: `resources`, `resourcesPerNode`, `podResources`. Other maps with
/// `limits` are budgets, of a Karpenter NodePool for one.
fn is_block(key: &str, map: &Map<'_, '_>) -> bool {
    let is_map = |name| map.get(name).is_some_and(|value| value.shape() == Shape::Map);
    let named = contains(key, "esources") || key == "resource";
    named && (is_map("limits") || is_map("requests") || is_of_vllm(map))
}

/// A number of devices with the name of their resource beside it. Spark's operator: `gpu: {name, quantity}` of driver
/// and executor. Kubeflow Pipelines: `accelerator: {type, count}`, by newer compilers `{resourceType, resourceCount}`,
/// or `acceleratorType` and `acceleratorCount`.
fn of_field<'a>(key: &str, map: &Map<'_, 'a>, settings: &Settings<'a>) -> Option<Resource<'a>> {
    let members: &[_] = match key {
        "gpu" => &[("name", "quantity")],
        "accelerator" => &[("resourceType", "resourceCount"), ("type", "count")],
        _ => &[("acceleratorType", "acceleratorCount")],
    };
    let (named, counted) = members.iter().find(|(_, counted)| map.get(counted).is_some())?;
    let name = map.text(named).ok().flatten().unwrap_or(Cow::Borrowed("gpu"));
    let (class, unit) = settings.accelerator(&name).unwrap_or(OTHER);
    let limit = map.get(counted).map(|quantity| (map.at(counted), quantity));
    Some(Resource { name, class, unit, limit, request: None, implies_device: false })
}

/// KubeVirt: `domain.devices`, where each item of two lists is one device of the resource that it names. What is named
/// by a claim counts where the claim is created.
fn of_virtual_machine<'a>(
    devices: &Map<'_, 'a>,
    settings: &Settings<'a>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Devices<'a> {
    let mut sum = Devices::default();
    for list in ["gpus", "hostDevices"] {
        for device in report.each(devices.maps(list)) {
            let Some(name) = report.read(device.text("deviceName")) else { continue };
            // Among the others are network cards and disks.
            let other = || (list == "gpus").then_some(OTHER);
            let Some((class, unit)) = settings.accelerator(&name).or_else(other) else { continue };
            if unit.is_device() {
                accelerator_class::check_name(
                    device.at("deviceName"),
                    &name,
                    class.clone(),
                    ceilings,
                    report,
                );
                sum.add(class, 1);
            }
        }
    }
    sum
}

/// KAITO orders machines: each has so many devices, and there are `count` of them.
fn of_kaito<'a>(
    map: &Map<'_, 'a>,
    machine: Cow<'a, str>,
    ceilings: &Ceilings<'_, 'a>,
    demands: &mut Demands<'a>,
    report: &mut Report<'_, 'a>,
) {
    let Some((class, each)) = machines::devices(&machine) else {
        unknown_machine::found(map, machine, report);
        return;
    };
    accelerator_class::check_name(map.at("instanceType"), &machine, Cow::Borrowed(class), ceilings, report);
    demands.add_whole(map.here(), Statement::Machine, Cow::Borrowed(class), each);
}
