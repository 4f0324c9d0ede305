//! Seldon Core. Source: `seldon-core/operator/apis/machinelearning.seldon.io/v1/seldondeployment_types.go`.

use super::project::{Counting, Project};
use crate::count::{Context, Count};

/// machinelearning.seldon.io.
pub(super) const PROJECT: Project =
    Project { counting: Counting { replicas: Some(innermost), ..Counting::NONE }, ..Project::NONE };

/// The innermost number of replicas replaces those around it.
fn innermost(at: Context<'_, '_>) -> Option<Count> {
    let is_replaced = at.inner().any(|level| level.member("replicas").is_some());
    is_replaced.then_some(Count::Known(1))
}
