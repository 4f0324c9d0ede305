//! Evidence for pinned memory in claims: a container that uses one of an RDMA device class.

use std::borrow::Cow;

use policy_kit::{Container, Host, Json, Map, Report, Request, quoted};

use crate::settings::Settings;

/// The pod whose claims are looked up, and who can be asked.
#[derive(Clone, Copy)]
pub(crate) struct Claims<'t, 'h, 'a> {
    pub(crate) spec: &'t Map<'t, 'a>,
    pub(crate) request: &'t Request<'a>,
    pub(crate) settings: &'t Settings<'a>,
    pub(crate) host: &'t Host<'h, 'a>,
}

impl<'a> Claims<'_, '_, 'a> {
    /// Whether the container itself uses a claim, or one made from a template, for a device of an RDMA class. What
    /// does not exist yet is no evidence, and neither is what cannot be looked up.
    pub(crate) fn are_for_fabric(&self, container: &Container<'_, 'a>, report: &mut Report<'_, 'a>) -> bool {
        if self.settings.rdma_device_classes.is_empty() {
            return false;
        }
        let Some(resources) = report.map(container, "resources") else { return false };
        let used = report.each(resources.maps("claims"));
        let claims = report.each(self.spec.maps("resourceClaims"));
        used.iter().any(|used| {
            let name = report.text(used, "name");
            let part = report.text(used, "request");
            claims.iter().any(|claim| {
                report.text(claim, "name") == name && self.is_for_fabric(claim, part.as_deref(), report)
            })
        })
    }

    /// Whether a claim of the pod, or the part of it that is used, asks for such a device.
    fn is_for_fabric(&self, claim: &Map<'_, 'a>, part: Option<&str>, report: &mut Report<'_, 'a>) -> bool {
        let Some(namespace) = self.request.namespace.as_deref() else { return false };
        let kinds =
            [("resourceClaimName", "ResourceClaim"), ("resourceClaimTemplateName", "ResourceClaimTemplate")];
        kinds.into_iter().any(|(key, kind)| {
            let Some(name) = report.text(claim, key) else { return false };
            let answer = self.host.get("resource.k8s.io/v1", kind, Some(namespace), &name);
            let answer = report.asked(answer, &claim.at(key), format_args!("{kind} {}", quoted(&name)));
            let path =
                if kind == "ResourceClaim" { "spec.devices.requests" } else { "spec.spec.devices.requests" };
            let requests = answer.flatten().and_then(|object| object.down(path)?.items().ok());
            requests.unwrap_or_default().into_iter().any(|request| self.asks_for_fabric(request, part))
        })
    }

    /// Whether a request of a claim is for such a device; of alternatives, which are not known apart, all have to be.
    fn asks_for_fabric(&self, request: Json<'a>, part: Option<&str>) -> bool {
        // `request` or `request/alternative`.
        let wanted = part.map(|part| part.split_once('/').map_or(part, |(request, _)| request));
        if wanted.is_some_and(|wanted| text(request, "name").as_deref() != Some(wanted)) {
            return false;
        }
        let known = |asked: Json<'a>| {
            let class = text(asked, "deviceClassName");
            class.is_some_and(|class| self.settings.rdma_device_classes.contains(&class))
        };
        let alternatives = request.member("firstAvailable").and_then(|list| list.items().ok());
        match alternatives {
            Some(alternatives) if !alternatives.is_empty() => alternatives.into_iter().all(known),
            _ => request.member("exactly").is_some_and(known),
        }
    }
}

fn text<'a>(json: Json<'a>, key: &str) -> Option<Cow<'a, str>> {
    json.member(key)?.text().ok()
}
