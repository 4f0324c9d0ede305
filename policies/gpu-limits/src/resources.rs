//! Blocks of resources: what a container, or a custom resource in its place, asks for.

use std::borrow::Cow;

use policy_kit::accelerator::{self, Unit};
use policy_kit::quantity::Quantity;
use policy_kit::{Container, Json, Map, Place, Pod, Report, Request, Shape, quoted};

use crate::demand::{Devices, home};
use crate::settings::Settings;

/// One block of resources and whose it is.
pub(crate) struct Holder<'a> {
    /// The pod that the block belongs to.
    pub(crate) home: Place<'a>,
    /// The block.
    pub(crate) at: Place<'a>,
    /// Whose it is, for messages.
    pub(crate) who: String,
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
}

/// What a device is whose name says no more than that it is one.
pub(crate) const OTHER: (Cow<'static, str>, Unit) = (Cow::Borrowed(accelerator::OTHER), Unit::Device);

impl<'a> Holder<'a> {
    /// The resources of a container.
    pub(crate) fn of_container(
        pod: &Pod<'a>,
        container: &Container<'_, 'a>,
        block: &Map<'_, 'a>,
        request: &Request<'a>,
        settings: &Settings<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let name = container.name();
        let who =
            if name.is_empty() { "the container".to_owned() } else { format!("container {}", quoted(&name)) };
        let at_home = if pod.is_spec() || !pod.map().entries().is_empty() {
            pod.map().here()
        } else {
            container.here()
        };
        let mut holder = Holder::new(home(at_home, request), block, who);
        holder.read(block, !pod.is_built_in(), request, settings, report);
        holder
    }

    /// A block that stands by itself in a custom resource.
    pub(crate) fn of_block(
        block: &Map<'_, 'a>,
        request: &Request<'a>,
        settings: &Settings<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Self {
        let mut holder = Holder::new(home(block.here().up(), request), block, "the workload".to_owned());
        holder.read(block, true, request, settings, report);
        holder
    }

    /// A field of its own for devices, in a custom resource; what it says of cpu and memory it says elsewhere.
    pub(crate) fn of_field(resource: Resource<'a>, home: Place<'a>, at: Place<'a>) -> Self {
        let who = "the workload".to_owned();
        Holder { home, at, who, resources: vec![resource], cpu: true, memory: true }
    }

    fn new(home: Place<'a>, block: &Map<'_, 'a>, who: String) -> Self {
        Holder { home, at: block.here(), who, resources: Vec::new(), cpu: false, memory: false }
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
        for (key, is_limit) in [("limits", true), ("requests", false)] {
            let Some(amounts) = report.read(block.map(key)) else { continue };
            for (name, value) in amounts.entries().iter().filter(|(_, value)| !value.is_null()) {
                match name.as_ref() {
                    "cpu" => self.cpu = true,
                    "memory" => self.memory |= is_limit,
                    _ => self.add(&amounts, name.clone(), *value, is_limit, custom, request, settings),
                }
            }
            // Dynamo keeps names of other resources in a map of their own.
            let further = custom && amounts.get("custom").is_some_and(|value| value.shape() == Shape::Map);
            if further && let Some(amounts) = report.read(amounts.map("custom")) {
                for (name, value) in amounts.entries().iter().filter(|(_, value)| !value.is_null()) {
                    self.add(&amounts, name.clone(), *value, is_limit, custom, request, settings);
                }
            }
        }
        // The vLLM production stack: `{cpu, memory, gpu, gpuType}`.
        // Elsewhere a `gpu` that is no amount may be the name of a model.
        let is_amount = |value: &Json<'a>| Quantity::of(*value).is_some() || block.get("gpuType").is_some();
        if custom && let Some(value) = block.get("gpu").filter(is_amount) {
            self.cpu |= block.get("cpu").is_some();
            self.memory |= block.get("memory").is_some();
            let name = block.text("gpuType").ok().flatten().unwrap_or(Cow::Borrowed("gpu"));
            let (class, unit) = settings.accelerator(&name).unwrap_or(OTHER);
            let limit = Some((block.at("gpu"), value));
            self.resources.push(Resource { name, class, unit, limit, request: None });
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a fact of the one entry that is added")]
    fn add(
        &mut self,
        amounts: &Map<'_, 'a>,
        name: Cow<'a, str>,
        value: Json<'a>,
        is_limit: bool,
        custom: bool,
        request: &Request<'a>,
        settings: &Settings<'a>,
    ) {
        let known = settings.accelerator(&name);
        // KServe can be told of further names.
        let other = || match name.as_ref() {
            "gpu" if custom => Some(unnamed(amounts, request, settings)),
            _ => (custom && is_declared(request, &name)).then_some(OTHER),
        };
        let Some((class, unit)) = known.or_else(other) else { return };
        let entry = Some((amounts.member_at(&name), value));
        if let Some(resource) = self.resources.iter_mut().find(|resource| resource.name == name) {
            resource.request = entry;
            return;
        }
        let (limit, request) = if is_limit { (entry, None) } else { (None, entry) };
        self.resources.push(Resource { name, class, unit, limit, request });
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
            return 0;
        }
        let amount = self.limit.as_ref().or(self.request.as_ref());
        amount.map_or(0, |(_, value)| {
            Quantity::of(*value).map_or(1, |quantity| u64::try_from(quantity.ceil()).unwrap_or(0))
        })
    }
}

/// What a `gpu` among amounts is: Dynamo writes its resource beside it, NVIDIA's where it does not.
fn unnamed<'a>(
    amounts: &Map<'_, 'a>,
    request: &Request<'_>,
    settings: &Settings<'a>,
) -> (Cow<'a, str>, Unit) {
    let named = amounts.text("gpuType").ok().flatten();
    let dynamo = || (request.kind.group == "nvidia.com").then_some(Cow::Borrowed("nvidia.com/gpu"));
    named.or_else(dynamo).and_then(|name| settings.accelerator(&name)).unwrap_or(OTHER)
}

/// Whether the object itself says that a resource is a GPU: KServe's annotation with a JSON list of names.
fn is_declared(request: &Request<'_>, name: &str) -> bool {
    let annotations = request.object().and_then(|object| object.member("metadata")?.member("annotations"));
    let names = annotations.and_then(|map| map.member("serving.kserve.io/gpu-resource-types")?.text().ok());
    names.is_some_and(|names| {
        let quoted = |listed: Json<'_>| listed.text().is_ok_and(|listed| listed == name);
        Json::parse(&names).and_then(Json::items).is_ok_and(|items| items.into_iter().any(quoted))
    })
}
