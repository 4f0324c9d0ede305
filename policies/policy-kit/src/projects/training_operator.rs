//! Kubeflow's training operator. Source: `training-operator/pkg/apis/kubeflow.org/v1`.

use super::project::{ByKey, Project};
use crate::count::{Context, Count, known};

/// kubeflow.org: PyTorchJob, MPIJob and others.
pub(super) const PROJECT: Project = Project {
    by_key: ByKey { replicas: &[elastic_workers], suspended_in: &["runPolicy"], ..ByKey::NONE },
    ..Project::NONE
};

/// Workers of a PyTorchJob grow to the maximum of its `elasticPolicy`.
fn elastic_workers(at: Context<'_, '_>) -> Option<Count> {
    if (at.key(1), at.key(0)) != ("pytorchReplicaSpecs", "Worker") {
        return None;
    }
    let elastic = at.outer(2).and_then(|spec| spec.member("elasticPolicy"));
    let maximum = elastic.and_then(|elastic| known(elastic.member("maxReplicas")));
    Some(at.map().count_or_one("replicas").or_more(maximum))
}
