//! Fluid. Source: `fluid/api/v1alpha1/common.go`.

use super::project::{ByKey, Project};

/// data.fluid.io.
pub(super) const PROJECT: Project =
    Project { by_key: ByKey { image_tags: &["imageTag"], ..ByKey::NONE }, ..Project::NONE };
