//! What a LimitRange fills in where a container of its namespace states nothing.

use policy_kit::host::Objects;
use policy_kit::{Host, HostError, Json, Request};

use crate::settings::Settings;

/// The defaults of the namespace, asked for where somebody wants to know.
pub(crate) struct LimitRanges<'r, 'h, 'a> {
    host: &'r Host<'h, 'a>,
    namespace: Option<&'r str>,
}

/// What is filled in.
#[derive(Clone, Copy, Default)]
pub(crate) struct Defaults {
    /// A request of cpu.
    pub(crate) cpu: bool,
    /// A limit of memory.
    pub(crate) memory: bool,
}

impl<'r, 'h, 'a> LimitRanges<'r, 'h, 'a> {
    /// Those that the object's pods will meet. A Pod has met them already.
    pub(crate) fn of(request: &'r Request<'a>, settings: &Settings<'a>, host: &'r Host<'h, 'a>) -> Self {
        let asks = settings.limit_range_defaults && !request.kind.is("", "Pod");
        let namespace = request.namespace.as_deref().filter(|_| asks);
        LimitRanges { host, namespace }
    }

    /// The defaults, or why they are not known.
    pub(crate) fn defaults(&self) -> Result<Defaults, HostError<'a>> {
        let mut defaults = Defaults::default();
        let Some(namespace) = self.namespace else { return Ok(defaults) };
        let objects = Objects {
            api_version: "v1",
            kind: "LimitRange",
            namespace: Some(namespace),
            masks: &["spec.limits"],
            ..Objects::default()
        };
        // A host that may not list them, or reaches nobody, tries again for ever. To be asked for one it says so.
        self.host.get(objects.api_version, objects.kind, objects.namespace, "defaults")?;
        for item in self.host.list(&objects)? {
            let limits = item.down("spec.limits").and_then(|limits| limits.items().ok());
            for limit in limits.unwrap_or_default() {
                defaults.add(limit);
            }
        }
        Ok(defaults)
    }
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
