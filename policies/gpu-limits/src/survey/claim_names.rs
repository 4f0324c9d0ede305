//! Claims that pods only name.

use policy_kit::Map;

use crate::survey::facts::{ClaimName, Home, Statement};
use crate::survey::homes::Homes;

/// The claim that a map names, and the template: an item of a pod's `resourceClaims`, or of `draResources` of NVIDIA's
/// NIM operator.
pub(crate) fn claim_names<'a>(map: Map<'a>, homes: &Homes<'_, 'a>) -> impl Iterator<Item = ClaimName<'a>> {
    let names = [("resourceClaimName", false), ("resourceClaimTemplateName", true)];
    names.into_iter().filter_map(move |(key, is_template)| {
        let name = map.get(key)?.text().ok()?;
        Some(ClaimName { at: map.at(key), name, is_template, home: home_of(map, homes) })
    })
}

/// The pod that has this item in its list of claims. Dynamo's `extraPodSpec` is merged over the pod of its own service.
fn home_of<'a>(map: Map<'a>, homes: &Homes<'_, 'a>) -> Home<'a> {
    let list = map.here().up();
    let home = homes.pods_home(list.up());
    let patches = [list, home.at].iter().all(|at| homes.statement_at(at) == Statement::Patch);
    if patches { Home { statement: Statement::Patch, ..home } } else { home }
}
