//! Blocks of resources: what a container, or a custom resource in its place, asks for.

use policy_kit::accelerator::{self, Unit};
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
    if is_custom && is_of_vllm(&block) {
        reader.read(block, true);
    }
    let mut content = reader.content;
    content.add_device_of_sizes();
    content
}

/// Whether a block is one of the vLLM production stack: `{cpu, memory, gpu, gpuType}`. Elsewhere these may be a quota.
pub(crate) fn is_of_vllm(block: &Map<'_>) -> bool {
    block.get("gpu").is_some_and(|gpu| gpu.shape() != Shape::Map)
        && matches!(block.keys().1, "deploymentConfig" | "sidecarConfig")
}

impl<'a> Reader<'_, 'a> {
    fn read(&mut self, amounts: Map<'a>, is_limit: bool) {
        for (key, value) in amounts.entries().iter().filter(|(_, value)| !value.is_null()) {
            match *key {
                "cpu" => self.content.missing.cpu = false,
                "memory" => self.content.missing.memory &= !is_limit,
                // Dynamo keeps the names of other resources in a map of their own.
                "custom" if self.is_custom && value.shape() == Shape::Map => {
                    if let Some(amounts) = amounts.map("custom") {
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
        // Neither Dynamo nor the vLLM production stack has the name of the resource for its key.
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

/// The resource that `gpu` stands for: its name stands beside it; Dynamo means NVIDIA's where there is none.
fn named_beside<'a>(amounts: Map<'a>, request: &Request<'a>) -> Option<&'a str> {
    let dynamo = || (request.kind.group == "nvidia.com").then_some("nvidia.com/gpu");
    amounts.get("gpuType").and_then(|name| name.text().ok()).or_else(dynamo)
}

/// Whether the object itself says that a resource is a GPU: KServe's annotation with a JSON list of names.
fn is_declared(request: &Request<'_>, name: &str) -> bool {
    let annotations = request.root().get("metadata").and_then(|metadata| metadata.member("annotations"));
    let names =
        annotations.and_then(|annotations| annotations.member("serving.kserve.io/gpu-resource-types"));
    let names = names.and_then(|names| names.embedded().ok()).and_then(|names| names.items().ok());
    let is_listed = |listed: &Json<'_>| listed.text().is_ok_and(|listed| listed == name);
    names.is_some_and(|names| names.iter().any(is_listed))
}
