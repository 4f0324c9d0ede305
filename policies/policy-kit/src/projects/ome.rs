//! OME, which grew out of KServe. Source: `ome/pkg/apis/ome/v1beta1/inference_service.go`.

use super::project::{Counting, Images, Project};
use crate::count::{Context, Count};

/// ome.io.
pub(super) const PROJECT: Project = Project {
    counting: Counting { nodes_per_replica: Some(workers), ..Counting::NONE },
    images: Images { models_in_oracle: true, ..Images::NONE },
    ..Project::NONE
};

/// Workers stand beside the one leader.
fn workers(at: Context<'_, '_>) -> Option<Count> {
    (at.key(0) == "worker").then(|| at.map().count_or_one("size"))
}
