//! Blocks of resources: what a container, or a custom resource in its place, asks for.

use policy_kit::accelerator::{self, Unit};
use policy_kit::devices::{self, GPU_NAMES, MORE_AMOUNTS, NAME_LISTS, PLAIN_BLOCKS};
use policy_kit::{Json, Map, Request, Shape};

use crate::settings::Ctx;
use crate::survey::facts::{Amount, ExtendedResource, Missing};

/// What a block of resources states.
pub(crate) struct Content<'a> {
    /// The accelerators among the resources.
    pub(crate) resources: Vec<ExtendedResource<'a>>,
    /// What it does not state.
    pub(crate) missing: Missing,
}

/// Reads one block of resources.
struct Reader<'c, 'a> {
    ctx: &'c Ctx<'c, 'a>,
    /// Whether the schema is not a pod's, so that other names may be devices.
    is_custom: bool,
    content: Content<'a>,
}

/// What a device is whose name says no more than that it is one.
pub(crate) const OTHER: (&str, Unit) = (accelerator::OTHER, Unit::Device);

/// What a block states; `is_custom` tells that its schema is not that of a container.
pub(crate) fn read<'a>(block: Map<'a>, is_custom: bool, ctx: &Ctx<'_, 'a>) -> Content<'a> {
    let content = Content { resources: Vec::new(), missing: Missing::ALL };
    let mut reader = Reader { ctx, is_custom, content };
    for (key, is_limit) in [("limits", true), ("requests", false)] {
        if let Some(amounts) = block.map(key) {
            reader.read(amounts, is_limit);
        }
    }
    if is_custom && is_plain(&block) {
        reader.read(block, true);
    }
    let mut content = reader.content;
    content.add_device_of_sizes();
    content
}

/// Whether a block holds amounts as members of its own: `{cpu, memory, gpu}`. Elsewhere these may be a quota.
pub(crate) fn is_plain(block: &Map<'_>) -> bool {
    block.get("gpu").is_some_and(|gpu| gpu.shape() != Shape::Map) && PLAIN_BLOCKS.contains(&block.keys().1)
}

impl<'a> Reader<'_, 'a> {
    fn read(&mut self, amounts: Map<'a>, is_limit: bool) {
        for (key, value) in amounts.entries().iter().filter(|(_, value)| !value.is_null()) {
            match *key {
                "cpu" => self.content.missing.cpu = false,
                "memory" => self.content.missing.memory &= !is_limit,
                key if self.is_custom && value.shape() == Shape::Map && MORE_AMOUNTS.contains(&key) => {
                    if let Some(amounts) = amounts.map(key) {
                        self.read(amounts, is_limit);
                    }
                }
                key => {
                    if let Some(resource) = self.accelerator(key, amounts) {
                        let amount = Amount::of_resource(amounts.member_at(key), *value);
                        self.content.add(resource, amount, is_limit);
                    }
                }
            }
        }
    }

    /// The accelerator that has this key among amounts, if it is one.
    fn accelerator(&self, key: &'a str, amounts: Map<'a>) -> Option<ExtendedResource<'a>> {
        let Reader { ctx, is_custom, .. } = self;
        // Some projects have another key than the name of the resource.
        let is_plain = *is_custom && key == "gpu";
        let name = if is_plain { named_beside(amounts, ctx.request).unwrap_or(key) } else { key };
        let other = || (*is_custom && (name == "gpu" || is_declared(ctx.request, name))).then_some(OTHER);
        let (class, unit) = ctx.settings.accelerator(name).or_else(other)?;
        Some(ExtendedResource { name, class, unit, limit: None, request: None, implies_device: false })
    }
}

impl<'a> Content<'a> {
    /// Adds an accelerator, or the request of one that has a limit.
    fn add(&mut self, resource: ExtendedResource<'a>, amount: Amount<'a>, is_limit: bool) {
        match self.resources.iter_mut().find(|known| known.name == resource.name) {
            Some(known) => known.request = Some(amount),
            None if is_limit => self.resources.push(ExtendedResource { limit: Some(amount), ..resource }),
            None => self.resources.push(ExtendedResource { request: Some(amount), ..resource }),
        }
    }

    /// HAMi gives one device to whoever only says how much of it is needed.
    fn add_device_of_sizes(&mut self) {
        let is_nvidia = |resource: &ExtendedResource<'_>| {
            resource.unit.is_device() && resource.name.starts_with("nvidia.com/")
        };
        if !self.resources.iter().any(is_nvidia)
            && let Some(size) = self.resources.iter_mut().find(|resource| is_size(resource.name))
        {
            size.implies_device = true;
        }
    }
}

/// Whether HAMi takes the name for a share of a device: `defaultGPUNum` of its configuration is one.
fn is_size(name: &str) -> bool {
    matches!(name, "nvidia.com/gpumem" | "nvidia.com/gpumem-percentage" | "nvidia.com/gpucores")
}

/// The resource that `gpu` stands for: its name stands beside it, or the kind means one resource only.
fn named_beside<'a>(amounts: Map<'a>, request: &Request<'a>) -> Option<&'a str> {
    let beside = GPU_NAMES.iter().find_map(|key| amounts.get(key)?.text().ok());
    beside.or_else(|| devices::gpu(&request.kind))
}

/// Whether the object itself says that a resource is a GPU: an annotation with a JSON list of names.
fn is_declared(request: &Request<'_>, name: &str) -> bool {
    let annotations = request.root().get("metadata").and_then(|metadata| metadata.member("annotations"));
    let is_listed = |listed: &Json<'_>| listed.text().is_ok_and(|listed| listed == name);
    annotations.is_some_and(|annotations| {
        let lists =
            NAME_LISTS.iter().filter_map(|key| annotations.member(key)?.embedded().ok()?.items().ok());
        lists.flatten().any(is_listed)
    })
}
