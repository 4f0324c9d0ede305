//! What a LimitRange fills in where a container of its namespace states nothing.

use policy_kit::host::Objects;
use policy_kit::{HostError, Json};

use crate::settings::Ctx;

/// What is filled in.
#[derive(Clone, Copy, Default)]
pub(crate) struct Defaults {
    /// A request of cpu.
    pub(crate) cpu: bool,
    /// A limit of memory.
    pub(crate) memory: bool,
}

/// The defaults that the object's pods will meet, or why they are not known. A Pod has met them already.
pub(crate) fn defaults<'a>(ctx: &Ctx<'_, 'a>) -> Result<Defaults, HostError<'a>> {
    let mut defaults = Defaults::default();
    let asks = ctx.settings.limit_range_defaults && !ctx.request.kind.is("", "Pod");
    let Some(namespace) = ctx.request.namespace.filter(|_| asks) else { return Ok(defaults) };
    let objects = Objects {
        api_version: "v1",
        kind: "LimitRange",
        namespace: Some(namespace),
        masks: &["spec.limits"],
        ..Objects::default()
    };
    // A host that may not list them, or reaches nobody, tries again for ever. Asked for one of them it says so.
    ctx.host.get(objects.api_version, objects.kind, objects.namespace, "defaults")?;
    for item in ctx.host.list(&objects)? {
        let limits = item.down("spec.limits").and_then(|limits| limits.items().ok());
        for limit in limits.unwrap_or_default() {
            defaults.add(*limit);
        }
    }
    Ok(defaults)
}

impl Defaults {
    fn add(&mut self, limit: Json<'_>) {
        if limit.member("type").map(Json::raw) != Some("\"Container\"") {
            return;
        }
        let states = |path| limit.down(path).is_some();
        self.cpu |= states("default.cpu") || states("defaultRequest.cpu");
        self.memory |= states("default.memory");
    }
}
