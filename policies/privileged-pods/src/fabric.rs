//! Evidence for pinned memory: a container that uses a device of an RDMA fabric, by a resource or by a claim.

use policy_kit::accelerator::is_fabric;
use policy_kit::{Container, Json, Map, Report, quoted};

use crate::settings::Ctx;

/// Whether the container itself asks for a network device of a GPU fabric, or uses a claim for one. What does not exist
/// yet is no evidence, and neither is what cannot be looked up.
pub(crate) fn is_used_by<'a>(
    container: Container<'a>,
    spec: Map<'a>,
    ctx: &Ctx<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> bool {
    let Some(resources) = container.map("resources") else { return false };
    if asks_for_fabric(resources) {
        return true;
    }
    if ctx.settings.rdma_device_classes.is_empty() {
        return false;
    }
    let claims = spec.maps("resourceClaims");
    resources.maps("claims").iter().any(|used| {
        let (name, part) = (used.filled("name"), used.filled("request"));
        let mut claims = claims.iter().filter(|claim| claim.filled("name") == name);
        claims.any(|claim| is_for_fabric(*claim, part, ctx, report))
    })
}

/// Whether a block of resources has a network device of a GPU fabric.
fn asks_for_fabric(resources: Map<'_>) -> bool {
    ["limits", "requests"].into_iter().any(|key| {
        let amounts = resources.map(key);
        let amounts = amounts.map(|amounts| amounts.entries()).unwrap_or_default();
        amounts.iter().any(|(name, amount)| is_fabric(name) && asks_for_any(*amount))
    })
}

/// Whether an amount is a positive whole number, as a number or as a string; `0` asks for nothing.
fn asks_for_any(amount: Json<'_>) -> bool {
    let text = amount.text().unwrap_or(amount.raw());
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0')
}

/// Whether a claim of the pod, or the part of it that is used, asks for such a device.
fn is_for_fabric<'a>(
    claim: Map<'a>,
    part: Option<&str>,
    ctx: &Ctx<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> bool {
    let Some(namespace) = ctx.request.namespace else { return false };
    let kinds = [
        ("resourceClaimName", "ResourceClaim", "spec.devices.requests"),
        ("resourceClaimTemplateName", "ResourceClaimTemplate", "spec.spec.devices.requests"),
    ];
    kinds.into_iter().any(|(key, kind, path)| {
        let Some(name) = claim.filled(key) else { return false };
        let answer = ctx.host.get("resource.k8s.io/v1", kind, Some(namespace), name);
        let answer = report.asked(answer, claim.at(key), format_args!("{kind} {}", quoted(name)));
        let requests = answer.flatten().and_then(|object| object.down(path)?.items().ok());
        requests.unwrap_or_default().iter().any(|request| is_request_for_fabric(*request, part, ctx))
    })
}

/// Whether a request of a claim is for such a device; of alternatives, which are not known apart, all have to be.
fn is_request_for_fabric(request: Json<'_>, part: Option<&str>, ctx: &Ctx<'_, '_>) -> bool {
    // A container uses `request` or `request/alternative`.
    let wanted = part.map(|part| part.split_once('/').map_or(part, |(request, _)| request));
    if wanted.is_some() && wanted != text(request, "name") {
        return false;
    }
    let is_known = |asked: &Json<'_>| {
        let class = text(*asked, "deviceClassName");
        class.is_some_and(|class| ctx.settings.rdma_device_classes.contains(&class))
    };
    let alternatives = request.member("firstAvailable").and_then(|list| list.items().ok());
    match alternatives {
        Some(alternatives) if !alternatives.is_empty() => alternatives.iter().all(is_known),
        _ => request.member("exactly").is_some_and(|exactly| is_known(&exactly)),
    }
}

fn text<'a>(json: Json<'a>, key: &str) -> Option<&'a str> {
    json.member(key)?.text().ok()
}
