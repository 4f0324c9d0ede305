//! Devices in fields of custom resources that are no container's.

use policy_kit::accelerator::Unit;
use policy_kit::{Json, Map, Pod, Shape, kinds};

use crate::settings::Ctx;
use crate::survey::blocks::{self, Content, OTHER};
use crate::survey::claim_names::claim_names;
use crate::survey::claims;
use crate::survey::facts::{
    Alternative, Amount, Block, DeviceRequest, ExtendedResource, Home, MachineType, Missing, Number, Share,
    Statement, Survey,
};
use crate::survey::homes::Homes;
use crate::survey::machine_types;
use crate::survey::places::Places;

/// What the fields of an object are read with.
struct Reader<'c, 'a> {
    ctx: &'c Ctx<'c, 'a>,
    homes: &'c Homes<'c, 'a>,
    /// The blocks that belong to containers, which are surveyed with them.
    of_containers: Places<'a>,
    survey: &'c mut Survey<'a>,
}

/// Adds the devices of every such field.
pub(crate) fn add<'a>(ctx: &Ctx<'_, 'a>, homes: &Homes<'_, 'a>, survey: &mut Survey<'a>) {
    if kinds::pod_spec_path(&ctx.request.kind).is_some() {
        return;
    }
    let mut of_containers = Places::default();
    for container in ctx.request.pods().iter().flat_map(Pod::containers) {
        of_containers.add(container.at("resources"));
    }
    let mut reader = Reader { ctx, homes, of_containers, survey };
    ctx.request.visit(&mut |map| reader.add(map));
}

impl<'a> Reader<'_, 'a> {
    /// Adds the devices of a map, whatever it turns out to be.
    fn add(&mut self, map: Map<'a>) {
        let (key, around) = map.keys();
        if matches!(key, "resourceClaims" | "draResources") {
            self.survey.claim_names.extend(claim_names(map, self.homes));
        }
        if let Some(block) = self.block(map) {
            self.survey.blocks.push(block);
        } else if key == "devices" && map.get("requests").is_some_and(Json::holds_objects) {
            self.add_claim(map);
        } else if key == "devices" && around == "domain" {
            self.add_virtual_machine(map);
        } else if key == "claimCreationSpec" {
            self.add_claims_of_nim(map);
        } else if self.ctx.request.kind.group == "kaito.sh" {
            self.add_machine(map);
        }
    }

    /// A block of resources, or a field of its own for devices.
    fn block(&self, map: Map<'a>) -> Option<Block<'a>> {
        let (key, around) = map.keys();
        let at = map.here();
        let content = if is_block(key, map) {
            if self.of_containers.have(&at) {
                return None;
            }
            blocks::read(map, true, self.ctx)
        } else {
            // Cpu and memory are stated beside the field.
            Content { resources: vec![self.field(key, map)?], missing: Missing::default() }
        };
        if content.resources.is_empty() {
            return None;
        }
        // A WorkspaceKind offers configurations to choose from.
        let is_offer = around == "spec" && self.ctx.request.kind.kind == "WorkspaceKind";
        let statement = match self.homes.statement_at(&at) {
            Statement::Pods if is_offer => Statement::Offer,
            statement => statement,
        };
        let is_complete = statement == Statement::Pods;
        let missing = if is_complete { content.missing } else { Missing::default() };
        Some(Block {
            at,
            container: None,
            home: Home { at: self.homes.pod_of(at.up()), statement },
            share: Share::Main,
            resources: content.resources,
            missing,
        })
    }

    /// A number of devices with the name of their resource beside it. Spark's operator: `gpu: {name, quantity}` of
    /// driver and executor. Kubeflow Pipelines: `accelerator: {type, count}`, by newer compilers
    /// `{resourceType, resourceCount}`, or `acceleratorType` and `acceleratorCount`.
    fn field(&self, key: &str, map: Map<'a>) -> Option<ExtendedResource<'a>> {
        let members: &[_] = match key {
            "gpu" => &[("name", "quantity")],
            "accelerator" => &[("resourceType", "resourceCount"), ("type", "count")],
            _ => &[("acceleratorType", "acceleratorCount")],
        };
        let written = |&(named, counted): &(_, &'static str)| Some((named, counted, map.get(counted)?));
        let (named, counted, json) = members.iter().find_map(written)?;
        let name = map.get(named).and_then(|name| name.text().ok()).unwrap_or("gpu");
        let (class, unit) = self.ctx.settings.accelerator(name).unwrap_or(OTHER);
        let limit = Some(Amount::of_resource(map.at(counted), json));
        Some(ExtendedResource { name, class, unit, limit, request: None, implies_device: false })
    }

    /// The content of a claim, which stands by itself or in a custom resource.
    fn add_claim(&mut self, devices: Map<'a>) {
        let is_claim = self.ctx.request.kind.group == "resource.k8s.io";
        let statement = if is_claim { Statement::Claim } else { Statement::Pods };
        let home = Home { at: devices.here(), statement };
        for request in devices.maps("requests") {
            self.add_request(home, Share::Main, claims::alternatives(request));
        }
    }

    /// NVIDIA's NIM operator: `draResources[].claimCreationSpec.devices[]`.
    fn add_claims_of_nim(&mut self, spec: Map<'a>) {
        let home = self.homes.pods_home(spec.here().up().up().up());
        for device in spec.maps("devices") {
            self.add_request(home, Share::Whole, claims::alternative(device).into_iter().collect());
        }
    }

    /// KubeVirt: `domain.devices`, where each item of two lists is one device of the resource that it names. What is
    /// named by a claim counts where the claim is created.
    fn add_virtual_machine(&mut self, devices: Map<'a>) {
        let home = Home { at: devices.here().up(), statement: Statement::Pods };
        for list in ["gpus", "hostDevices"] {
            for device in devices.maps(list) {
                let Some(name) = device.text("deviceName") else { continue };
                // Among the other devices of the host are network cards and disks.
                let other = || (list == "gpus").then_some(OTHER);
                let known = self.ctx.settings.accelerator(name).or_else(other);
                let Some((class, unit)) = known.filter(|(_, unit)| unit.is_device()) else { continue };
                let (at, number) = (device.at("deviceName"), Number::Known(1));
                self.add_request(home, Share::Main, vec![Alternative { at, name, class, unit, number }]);
            }
        }
    }

    /// KAITO orders machines by their type; each has so many devices.
    fn add_machine(&mut self, map: Map<'a>) {
        let Some(name) = map.text("instanceType") else { return };
        let at = map.at("instanceType");
        let Some((class, each)) = machine_types::devices(name) else {
            self.survey.unknown_machines.push(MachineType { at, name });
            return;
        };
        let home = Home { at: map.here(), statement: Statement::Machine };
        let (unit, number) = (Unit::Device, Number::Known(each));
        self.add_request(home, Share::Whole, vec![Alternative { at, name, class, unit, number }]);
    }

    fn add_request(&mut self, home: Home<'a>, share: Share, alternatives: Vec<Alternative<'a>>) {
        if !alternatives.is_empty() {
            self.survey.requests.push(DeviceRequest { home, share, alternatives });
        }
    }
}

/// Whether a map holds amounts of resources: `resources`, `resourcesPerNode`, `podResources`. Other maps with
/// `limits` are budgets, of a Karpenter NodePool for one.
fn is_block(key: &str, map: Map<'_>) -> bool {
    let is_map = |name| map.get(name).is_some_and(|value| value.shape() == Shape::Map);
    let named = key.contains("esources") || key == "resource";
    named && (is_map("limits") || is_map("requests") || blocks::is_of_vllm(&map))
}
