//! Claims that pods only name. What they hold is written in an object of its own, which is looked up.

use std::borrow::Cow;
use std::mem;

use policy_kit::{Host, Json, Map, Place, Report, Request, quoted};

use crate::claims;
use crate::demand::{Demands, Devices, Statement};
use crate::settings::{Ceilings, Settings};

/// Where claims are read. Versions before it are those of clusters that are out of support.
const VERSION: &str = "resource.k8s.io/v1";

/// A claim, or a template for claims, that is named somewhere.
pub(crate) struct Named<'a> {
    at: Place<'a>,
    is_template: bool,
    name: Cow<'a, str>,
}

/// Notes the claims that a map names: an item of a pod's `resourceClaims`, or of `draResources` of NVIDIA's NIM operator.
pub(crate) fn note<'a>(map: &Map<'_, 'a>, demands: &mut Demands<'a>) {
    for (key, is_template) in [("resourceClaimName", false), ("resourceClaimTemplateName", true)] {
        if let Some(name) = map.get(key).and_then(|name| name.text().ok()) {
            demands.named.push(Named { at: map.at(key), is_template, name });
        }
    }
}

/// Adds the devices of every claim that a pod names, and of every template that a claim is made from for each pod.
/// Nothing else is said of them here: they are judged when they are created. So is what does not exist yet.
pub(crate) fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    ceilings: &Ceilings<'_, 'a>,
    host: &Host<'_, 'a>,
    demands: &mut Demands<'a>,
    report: &mut Report<'_, 'a>,
) {
    // What belongs to no namespace starts nothing by itself.
    let Some(namespace) = request.namespace.as_deref().filter(|_| settings.look_up_claims) else { return };
    for Named { at, is_template, name } in mem::take(&mut demands.named) {
        let kind = if is_template { "ResourceClaimTemplate" } else { "ResourceClaim" };
        let answer = host.get(VERSION, kind, Some(namespace), &name);
        let answer = report.asked(answer, &at, format_args!("{kind} {}", quoted(&name)));
        let Some(Some(object)) = answer else { continue };
        let devices = devices(object, is_template, ceilings, report);
        let (home, statement) = home(at, request, demands);
        if is_template {
            demands.add_all_whole(home, statement, &devices);
        } else {
            demands.add_shared(home, statement, name, devices);
        }
    }
}

/// What the requests of a claim, or of a template, ask for.
fn devices<'a>(
    object: Json<'a>,
    is_template: bool,
    ceilings: &Ceilings<'_, 'a>,
    report: &Report<'_, 'a>,
) -> Devices<'a> {
    let path = if is_template { "spec.spec.devices" } else { "spec.devices" };
    let content = object.down(path).and_then(|devices| devices.entries().ok()).unwrap_or_default();
    claims::devices(&Map::whole(content), ceilings, &mut report.aside())
}

/// The pod that names a claim at this place, `….resourceClaims[0].resourceClaimName`.
fn home<'a>(at: Place<'a>, request: &Request<'a>, demands: &Demands<'a>) -> (Place<'a>, Statement) {
    let list = at.up().up();
    let statement = Statement::at(&list, request);
    let home = demands.home(list.up());
    let patches = statement == Statement::Patch && request.is_merged(&home);
    (home, if patches { Statement::Patch } else { Statement::Pods })
}
