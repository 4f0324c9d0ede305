//! Kubeflow's Spark operator. Source: `spark-operator/api/v1beta2/sparkapplication_types.go`.

use super::project::{ByKey, Counting, DeviceCount, DeviceKeys, Project};
use crate::count::{Context, Count, largest};
use crate::json::Json;

/// sparkoperator.k8s.io.
pub(super) const PROJECT: Project = Project {
    counting: Counting { replicas: Some(executors), ..Counting::NONE },
    by_key: ByKey {
        replicas: &[executors_of_others],
        devices: DeviceKeys {
            counts: &[DeviceCount { map: "gpu", name: "name", count: "quantity" }],
            ..DeviceKeys::NONE
        },
        ..ByKey::NONE
    },
    ..Project::NONE
};

/// Spark starts two executors unless it is told otherwise.
fn executors(at: Context<'_, '_>) -> Option<Count> {
    count(at, 2)
}

/// An `executor` of another kind is one.
fn executors_of_others(at: Context<'_, '_>) -> Option<Count> {
    count(at, 1)
}

/// As many executors as are stated, or as allocation while the application runs may reach.
fn count(at: Context<'_, '_>, default: u64) -> Option<Count> {
    if at.key(0) != "executor" {
        return None;
    }
    let dynamic = at.outer(1).and_then(|spec| spec.member("dynamicAllocation"));
    let dynamic = dynamic.filter(|dynamic| dynamic.member("enabled").is_some_and(Json::is_true));
    let bounds = ["maxExecutors", "initialExecutors", "minExecutors"];
    let most = dynamic.and_then(|dynamic| largest(dynamic, &bounds));
    let default = Count::Known(if dynamic.is_some() { 1 } else { default });
    Some(at.map().count("instances").unwrap_or(default).or_more(most))
}
