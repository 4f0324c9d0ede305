//! Devices in fields of custom resources that are no container's.

use policy_kit::accelerator::Unit;
use policy_kit::devices::{CLAIM_CONTENTS, CLAIM_LISTS, DEVICE_LISTS, Machines};
use policy_kit::{Json, Map, Pod, Shape, devices, kinds};

use crate::settings::Ctx;
use crate::survey::blocks::{self, Content, OTHER};
use crate::survey::claim_names::claim_names;
use crate::survey::claims;
use crate::survey::facts::{
    Alternative, Amount, Block, DeviceRequest, ExtendedResource, Home, MachineType, Missing, Number, Share,
    Statement, Survey,
};
use crate::survey::homes::Homes;
use crate::survey::places::Places;

/// What the fields of an object are read with.
struct Reader<'c, 'a> {
    ctx: &'c Ctx<'c, 'a>,
    homes: &'c Homes<'c, 'a>,
    /// The blocks that belong to containers, which are surveyed with them.
    of_containers: Places<'a>,
    /// The machines that the object may order.
    machines: Option<&'static Machines>,
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
    let machines = devices::machines(&ctx.request.kind);
    let mut reader = Reader { ctx, homes, of_containers, machines, survey };
    ctx.request.visit(&mut |map| reader.add(map));
}

impl<'a> Reader<'_, 'a> {
    /// Adds the devices of a map, whatever it turns out to be.
    fn add(&mut self, map: Map<'a>) {
        let (key, around) = map.keys();
        if key == "resourceClaims" || CLAIM_LISTS.contains(&key) {
            self.survey.claim_names.extend(claim_names(map, self.homes));
        }
        if let Some(block) = self.block(map) {
            self.survey.blocks.push(block);
        } else if key == "devices" && map.get("requests").is_some_and(Json::holds_objects) {
            self.add_claim(map);
        } else if key == "devices" && around == "domain" {
            self.add_virtual_machine(map);
        } else if CLAIM_CONTENTS.contains(&key) {
            self.add_claims_of_list(map);
        } else if let Some(machines) = self.machines {
            self.add_machine(map, machines);
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

    /// A number of devices with the name of their resource beside it.
    fn field(&self, key: &str, map: Map<'a>) -> Option<ExtendedResource<'a>> {
        let mut counts = devices::counts_under(key);
        let (members, json) = counts.find_map(|members| Some((members, map.get(members.count)?)))?;
        let name = map.get(members.name).and_then(|name| name.text().ok()).unwrap_or("gpu");
        let (class, unit) = self.ctx.settings.accelerator(name).unwrap_or(OTHER);
        let limit = Some(Amount::of_resource(map.at(members.count), json));
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

    /// The content of a claim that is made for an item of a list, which stands beside the pods.
    fn add_claims_of_list(&mut self, spec: Map<'a>) {
        let home = self.homes.pods_home(spec.here().up().up().up());
        for device in spec.maps("devices") {
            self.add_request(home, Share::Whole, claims::alternative(device).into_iter().collect());
        }
    }

    /// `domain.devices`, where each item of some lists is one device of the resource that it names. What is named by a
    /// claim counts where the claim is created.
    fn add_virtual_machine(&mut self, devices: Map<'a>) {
        let home = Home { at: devices.here().up(), statement: Statement::Pods };
        for list in DEVICE_LISTS {
            for device in devices.maps(list.key) {
                let Some(name) = device.text(list.name) else { continue };
                let other = || list.accelerators_only.then_some(OTHER);
                let known = self.ctx.settings.accelerator(name).or_else(other);
                let Some((class, unit)) = known.filter(|(_, unit)| unit.is_device()) else { continue };
                let (at, number) = (device.at(list.name), Number::Known(1));
                self.add_request(home, Share::Main, vec![Alternative { at, name, class, unit, number }]);
            }
        }
    }

    /// Machines are ordered by their type; each has so many devices.
    fn add_machine(&mut self, map: Map<'a>, machines: &'static Machines) {
        let Some(name) = map.text(machines.key) else { return };
        let at = map.at(machines.key);
        let Some((class, each)) = (machines.devices)(name) else {
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
    named && (is_map("limits") || is_map("requests") || blocks::is_plain(&map))
}
