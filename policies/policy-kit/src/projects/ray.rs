//! KubeRay. Source: `kuberay/ray-operator/apis/ray/v1/raycluster_types.go`. AIBrix embeds the same specs.

use super::project::{ByKey, Project};
use crate::count::{Context, Count};

/// ray.io.
pub(super) const PROJECT: Project = Project {
    by_key: ByKey {
        multipliers: &["numOfHosts"],
        replicas: &[workers],
        is_switched_off: &[is_suspended],
        item_names: &["groupName"],
        ..ByKey::NONE
    },
    ..Project::NONE
};

/// The default of `maxReplicas`: no maximum.
const NO_MAXIMUM: u64 = 2_147_483_647;

/// Where autoscaling is on, a group grows to its maximum.
fn workers(at: Context<'_, '_>) -> Option<Count> {
    if !is_worker_group(at) {
        return None;
    }
    let group = at.map();
    let on = at.outer(2).is_some_and(|spec| spec.is_true("enableInTreeAutoscaling"));
    let maximum = group.known("maxReplicas").filter(|maximum| on && *maximum != NO_MAXIMUM);
    Some(group.count_or_one("replicas").or_more(group.known("minReplicas")).or_more(maximum))
}

/// KubeRay deletes the pods of a suspended group.
fn is_suspended(at: Context<'_, '_>) -> bool {
    is_worker_group(at) && at.map().is_true("suspend")
}

fn is_worker_group(at: Context<'_, '_>) -> bool {
    at.key(1) == "workerGroupSpecs"
}
