//! KAITO. Source: `kaito/api/v1beta1/workspace_types.go`.

use super::project::Project;
use crate::count::{Context, Count};

/// kaito.sh.
pub(super) const PROJECT: Project = Project {
    nodes_per_replica: Some(machines),
    // The adapter that was tuned.
    pushes_images_of: &["output"],
    ..Project::NONE
};

/// So many machines of one type are ordered.
fn machines(at: Context<'_, '_>) -> Option<Count> {
    at.map().member("instanceType").map(|_| at.map().count_or_one("count"))
}
