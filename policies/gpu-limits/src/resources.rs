//! Blocks of resources: what a container, or a custom resource in its place, asks for.

use std::borrow::Cow;
use std::fmt;

use policy_kit::accelerator::{self, Unit};
use policy_kit::quantity::Quantity;
use policy_kit::{Container, Json, Map, Place, Pod, Report, Request, Shape, quoted};

use crate::demand::{Demands, Devices};
use crate::settings::Settings;

/// One block of resources and whose it is.
pub(crate) struct Holder<'a> {
    /// The pod that the block belongs to.
    pub(crate) home: Place<'a>,
    /// The block.
    pub(crate) at: Place<'a>,
    /// The name of the container, which may be empty; none where the block stands by itself.
    name: Option<Cow<'a, str>>,
    /// The accelerators among its resources.
    pub(crate) resources: Vec<Resource<'a>>,
    /// Whether cpu is requested or limited, and memory limited.
    pub(crate) cpu: bool,
    pub(crate) memory: bool,
}

/// An accelerator in a block of resources.
pub(crate) struct Resource<'a> {
    /// Its name: `nvidia.com/gpu`.
    pub(crate) name: Cow<'a, str>,
    pub(crate) class: Cow<'a, str>,
    pub(crate) unit: Unit,
    pub(crate) limit: Option<(Place<'a>, Json<'a>)>,
    pub(crate) request: Option<(Place<'a>, Json<'a>)>,
    /// Whether it is a size that comes with a device.
    pub(crate) implies_device: bool,
}

/// What a name among amounts depends on.
struct Around<'s, 'a> {
    /// Whether the schema is not a pod's, so that other names may be devices.
    custom: bool,
    request: &'s Request<'a>,
    settings: &'s Settings<'a>,
}

/// What a device is whose name says no more than that it is one.
pub(crate) const OTHER: (Cow<'static, str>, Unit) = (Cow::Borrowed(accelerator::OTHER), Unit::Device);

impl<'a> Holder<'a> {
    /// The resources of a container.
    pub(crate) fn of_container(
        home: Place<'a>,
        pod: &Pod<'a>,
        container: &Container<'_, 'a>,
        block: &Map<'_, 'a>,
        request: &Request<'a>,
        settings: &Settings<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let mut holder = Holder::new(home, block, Some(container.name()));
        holder.read(block, !pod.is_built_in(), request, settings, report);
        holder
    }

    /// A block that stands by itself in a custom resource.
    pub(crate) fn of_block(
        block: &Map<'_, 'a>,
        request: &Request<'a>,
        settings: &Settings<'a>,
        demands: &Demands<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let mut holder = Holder::new(demands.home(block.here().up()), block, None);
        holder.read(block, true, request, settings, report);
        holder
    }

    /// A field of its own for devices, in a custom resource; what it says of cpu and memory it says elsewhere.
    pub(crate) fn of_field(resource: Resource<'a>, at: &Place<'a>, demands: &Demands<'a>) -> Self {
        let home = demands.home(at.clone().up());
        Holder { home, at: at.clone(), name: None, resources: vec![resource], cpu: true, memory: true }
    }

    fn new(home: Place<'a>, block: &Map<'_, 'a>, name: Option<Cow<'a, str>>) -> Self {
        Holder { home, at: block.here(), name, resources: Vec::new(), cpu: false, memory: false }
    }

    /// Whose it is, for messages.
    pub(crate) fn who(&self) -> impl fmt::Display {
        fmt::from_fn(|f| match self.name.as_deref() {
            None => f.write_str("the workload"),
            Some("") => f.write_str("the container"),
            Some(name) => write!(f, "container {}", quoted(name)),
        })
    }

    /// The devices of all resources that count as such.
    pub(crate) fn devices(&self) -> Devices<'a> {
        let mut devices = Devices::default();
        for resource in &self.resources {
            devices.add(resource.class.clone(), resource.devices());
        }
        devices
    }

    fn read(
        &mut self,
        block: &Map<'_, 'a>,
        custom: bool,
        request: &Request<'a>,
        settings: &Settings<'a>,
        report: &mut Report<'_, 'a>,
    ) {
        let around = Around { custom, request, settings };
        for (key, is_limit) in [("limits", true), ("requests", false)] {
            if let Some(amounts) = report.read(block.map(key)) {
                self.read_amounts(&amounts, is_limit, &around, report);
            }
        }
        if custom && is_of_vllm(block) {
            self.read_amounts(block, true, &around, report);
        }
        // HAMi gives one device to who only says how much of it is needed.
        let nvidia =
            |resource: &Resource<'a>| resource.is_device() && resource.name.starts_with("nvidia.com/");
        if !self.resources.iter().any(nvidia)
            && let Some(size) = self.resources.iter_mut().find(|resource| is_size(&resource.name))
        {
            size.implies_device = true;
        }
    }

    fn read_amounts(
        &mut self,
        amounts: &Map<'_, 'a>,
        is_limit: bool,
        around: &Around<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) {
        for (name, value) in amounts.entries().iter().filter(|(_, value)| !value.is_null()) {
            match name.as_ref() {
                "cpu" => self.cpu = true,
                "memory" => self.memory |= is_limit,
                // Dynamo keeps the names of other resources in a map of their own.
                "custom" if around.custom && value.shape() == Shape::Map => {
                    if let Some(amounts) = report.read(amounts.map("custom")) {
                        self.read_amounts(&amounts, is_limit, around, report);
                    }
                }
                _ => self.add(amounts, name.clone(), *value, is_limit, around),
            }
        }
    }

    fn add(
        &mut self,
        amounts: &Map<'_, 'a>,
        name: Cow<'a, str>,
        value: Json<'a>,
        is_limit: bool,
        around: &Around<'_, 'a>,
    ) {
        let Around { custom, request, settings } = *around;
        let at = amounts.member_at(&name);
        // Neither Dynamo nor the vLLM production stack has the name of the resource for its key.
        let name =
            if custom && name == "gpu" { named_beside(amounts, request).unwrap_or(name) } else { name };
        let other = || (custom && (name == "gpu" || is_declared(request, &name))).then_some(OTHER);
        let Some((class, unit)) = settings.accelerator(&name).or_else(other) else { return };
        let entry = Some((at, value));
        if let Some(resource) = self.resources.iter_mut().find(|resource| resource.name == name) {
            resource.request = entry;
            return;
        }
        let (limit, request) = if is_limit { (entry, None) } else { (None, entry) };
        self.resources.push(Resource { name, class, unit, limit, request, implies_device: false });
    }
}

impl Resource<'_> {
    /// Whether its unit is a device, or a part of one that is handed out like one.
    pub(crate) fn is_device(&self) -> bool {
        self.unit.is_device()
    }

    /// How many devices it stands for. What is no whole number counts as the next one, what is no number as one.
    pub(crate) fn devices(&self) -> u64 {
        if !self.is_device() {
            return u64::from(self.implies_device);
        }
        let amount = self.limit.as_ref().or(self.request.as_ref());
        amount.map_or(0, |(_, value)| {
            Quantity::of(*value).map_or(1, |quantity| u64::try_from(quantity.ceil()).unwrap_or(0))
        })
    }
}

/// Whether HAMi takes the name for a share of a device: `defaultGPUNum` of its configuration is one.
fn is_size(name: &str) -> bool {
    matches!(name, "nvidia.com/gpumem" | "nvidia.com/gpumem-percentage" | "nvidia.com/gpucores")
}

/// Whether a block is one of the vLLM production stack: `{cpu, memory, gpu, gpuType}`. Elsewhere these may be a quota.
pub(crate) fn is_of_vllm(block: &Map<'_, '_>) -> bool {
    block.get("gpu").is_some_and(|gpu| gpu.shape() != Shape::Map)
        && matches!(block.keys().1.as_ref(), "deploymentConfig" | "sidecarConfig")
}

/// The resource that `gpu` stands for: its name stands beside it; Dynamo means NVIDIA's where there is none.
fn named_beside<'a>(amounts: &Map<'_, 'a>, request: &Request<'_>) -> Option<Cow<'a, str>> {
    let dynamo = || (request.kind.group == "nvidia.com").then_some(Cow::Borrowed("nvidia.com/gpu"));
    amounts.text("gpuType").ok().flatten().or_else(dynamo)
}

/// Whether the object itself says that a resource is a GPU: KServe's annotation with a JSON list of names.
fn is_declared(request: &Request<'_>, name: &str) -> bool {
    let names = request.annotation("serving.kserve.io/gpu-resource-types");
    names.is_some_and(|names| {
        let quoted = |listed: Json<'_>| listed.text().is_ok_and(|listed| listed == name);
        Json::parse(&names).and_then(Json::items).is_ok_and(|items| items.into_iter().any(quoted))
    })
}
