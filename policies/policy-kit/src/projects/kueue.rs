//! Kueue. Source: `kueue/apis/kueue/v1beta1/workload_types.go`. An AppWrapper repeats the same for its components.

use super::project::{ByKey, Project};
use crate::count::{Context, Count};

/// kueue.x-k8s.io.
pub(super) const PROJECT: Project =
    Project { by_key: ByKey { replicas: &[pods_of_set], ..ByKey::NONE }, ..Project::NONE };

/// The pods of a set are counted by `count`, those of an AppWrapper's set by `replicas`.
fn pods_of_set(at: Context<'_, '_>) -> Option<Count> {
    let set = at.map();
    (at.key(1) == "podSets").then(|| set.count("count").unwrap_or(set.count_or_one("replicas")))
}
