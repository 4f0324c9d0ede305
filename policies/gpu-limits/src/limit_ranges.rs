//! What a LimitRange fills in where a container of its namespace states nothing.

use policy_kit::host::Objects;
use policy_kit::{HostError, Json};

use crate::settings::Ctx;
use crate::survey::Missing;

/// What no LimitRange fills in for the object's pods, or why it is not known. In a Pod it is filled in already.
pub(crate) fn missing<'a>(ctx: &Ctx<'_, 'a>) -> Result<Missing, HostError<'a>> {
    let mut missing = Missing::ALL;
    let asks = ctx.settings.limit_range_defaults && !ctx.request.kind.is("", "Pod");
    let Some(namespace) = ctx.request.namespace.filter(|_| asks) else { return Ok(missing) };
    let objects = Objects {
        api_version: "v1",
        kind: "LimitRange",
        namespace: Some(namespace),
        masks: &["spec.limits"],
        ..Objects::default()
    };
    // A host that may not list them, or reaches nobody, tries again for ever. A host that is asked for one LimitRange
    // says so.
    ctx.host.get(objects.api_version, objects.kind, objects.namespace, "defaults")?;
    for item in ctx.host.list(&objects)? {
        let limits = item.down("spec.limits").and_then(|limits| limits.items().ok());
        for limit in limits.unwrap_or_default() {
            missing = missing.and(missing_in(*limit));
        }
    }
    Ok(missing)
}

/// What an item of a LimitRange does not fill in for containers.
fn missing_in(limit: Json<'_>) -> Missing {
    if limit.member("type").map(Json::raw) != Some("\"Container\"") {
        return Missing::ALL;
    }
    let has = |path| limit.down(path).is_some();
    Missing { cpu: !has("default.cpu") && !has("defaultRequest.cpu"), memory: !has("default.memory") }
}
