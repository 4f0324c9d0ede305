//! Devices of pods: what their containers and their annotations ask for.

use policy_kit::{List, Map, Part, Pod};

use crate::settings::Ctx;
use crate::survey::claim_names::claim_names;
use crate::survey::facts::{Block, Home, Missing, Share, Statement, Survey};
use crate::survey::homes::Homes;
use crate::survey::{annotations, blocks};

/// Adds what a pod asks for, or a part of one.
pub(crate) fn add<'a>(pod: Pod<'a>, homes: &Homes<'_, 'a>, ctx: &Ctx<'_, 'a>, survey: &mut Survey<'a>) {
    let spec = pod.map();
    let home = Home { at: homes.pod_of(spec.here()), statement: homes.statement_at(&spec.here()) };
    // Dynamo's main container states again what its service asks for: the larger number counts.
    let is_repeated = home.statement == Statement::Patch && homes.statement_at(&home.at) == Statement::Pods;
    // What a patch or a fragment leaves out may be stated elsewhere.
    let is_complete = home.statement == Statement::Pods && pod.part() != Part::Fragment;
    let pod_level = spec.map("resources").filter(|_| pod.is_spec());
    let mut missing_in_pod = None;
    for container in pod.containers() {
        let Some(map) = container.map("resources") else { continue };
        let content = blocks::read(map, !pod.is_built_in(), ctx);
        if content.resources.is_empty() {
            continue;
        }
        let mut block = Block {
            at: map.here(),
            container: Some(container.name()),
            home: if is_repeated { Home { statement: Statement::Pods, ..home } } else { home },
            share: match container.list() {
                List::Single if is_repeated => Share::Init,
                list => list.into(),
            },
            resources: content.resources,
            missing: if is_complete { content.missing } else { Missing::default() },
        };
        if is_complete && block.holds_devices() {
            let missing_in_pod = missing_in_pod.get_or_insert_with(|| missing_in(pod_level));
            block.missing = block.missing.and(*missing_in_pod);
        }
        survey.blocks.push(block);
    }
    if pod.is_built_in() {
        let claims = spec.maps("resourceClaims");
        survey.claim_names.extend(claims.into_iter().flat_map(|claim| claim_names(claim, homes)));
    }
    if pod.part() != Part::Fragment {
        survey.requests.extend(annotations::fractions(pod, home));
    }
}

/// What the resources of the pod's own level do not state.
fn missing_in(resources: Option<Map<'_>>) -> Missing {
    let amounts = |key| resources.and_then(|resources| resources.map(key));
    let (limits, requests) = (amounts("limits"), amounts("requests"));
    let has = |amounts: Option<Map<'_>>, name| amounts.is_some_and(|amounts| amounts.has(name));
    Missing { cpu: !has(limits, "cpu") && !has(requests, "cpu"), memory: !has(limits, "memory") }
}
