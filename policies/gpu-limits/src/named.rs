//! Claims that pods only name. What they hold is written in an object of its own, which is looked up.

use policy_kit::{Host, Json, Map, Place, Report, Request, quoted};

use crate::claims;
use crate::demand::{Demands, Devices, Statement};
use crate::settings::{Ceilings, Settings};

/// Where claims are read. Versions before it are those of clusters that are out of support.
const VERSION: &str = "resource.k8s.io/v1";

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
    let mut names = |map: &Map<'_, 'a>| {
        let kinds =
            [("resourceClaimName", "ResourceClaim"), ("resourceClaimTemplateName", "ResourceClaimTemplate")];
        for (key, kind) in kinds {
            let Some(name) = map.get(key).and_then(|name| name.text().ok()) else { continue };
            let at = map.at(key);
            let answer = host.get(VERSION, kind, Some(namespace), &name);
            let answer = report.asked(answer, &at, format_args!("{kind} {}", quoted(&name)));
            let Some(Some(object)) = answer else { continue };
            let devices = devices(object, kind, ceilings, report);
            let (home, statement) = home(at, request, demands);
            if kind == "ResourceClaim" {
                demands.add_shared(home, statement, name, devices);
            } else {
                demands.add_all_whole(home, statement, &devices);
            }
        }
    };
    // The pods of custom resources are visited as all of their maps are, since some name claims elsewhere.
    for pod in request.pods().iter().filter(|pod| pod.is_built_in()) {
        let spec = pod.map();
        for item in spec.maps("resourceClaims").into_iter().flatten().flatten() {
            names(&item);
        }
    }
    request.visit(&mut names);
}

/// What the requests of a claim, or of a template, ask for.
fn devices<'a>(
    object: Json<'a>,
    kind: &str,
    ceilings: &Ceilings<'_, 'a>,
    report: &Report<'_, 'a>,
) -> Devices<'a> {
    let path = if kind == "ResourceClaim" { "spec.devices" } else { "spec.spec.devices" };
    let content = object.down(path).and_then(|devices| devices.entries().ok()).unwrap_or_default();
    claims::devices(&Map::whole(content), ceilings, &mut report.aside())
}

/// The pod that names a claim at this place, `….resourceClaims[0].resourceClaimName`.
fn home<'a>(at: Place<'a>, request: &Request<'a>, demands: &Demands<'a>) -> (Place<'a>, Statement) {
    let item = at.up();
    let list = if item.leaf().is_none() { item.up() } else { item };
    let statement = Statement::at(&list, request);
    let home = demands.home(list.up());
    let patches = statement == Statement::Patch && request.is_merged(&home);
    (home, if patches { Statement::Patch } else { Statement::Pods })
}
