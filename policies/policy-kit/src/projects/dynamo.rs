//! NVIDIA Dynamo. Source: `dynamo/deploy/operator/api/v1alpha1/dynamocomponentdeployment_types.go`, `v1beta1`.

use super::project::{ByKey, Project};
use crate::count::{Context, Count};

/// nvidia.com.
pub(super) const PROJECT: Project = Project {
    merged: &["extraPodSpec"],
    by_key: ByKey { nodes_per_replica: &[nodes], ..ByKey::NONE },
    ..Project::NONE
};

fn nodes(at: Context<'_, '_>) -> Option<Count> {
    Count::of(at.map().member("multinode")?.member("nodeCount"))
}
