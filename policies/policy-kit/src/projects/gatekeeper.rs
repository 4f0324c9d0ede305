//! OPA Gatekeeper. Source: `open-policy-agent/gatekeeper/apis`.

use super::project::{Project, Reading};

/// constraints.gatekeeper.sh, mutations.gatekeeper.sh and others: patterns of pods, and what is to be changed in them.
pub(super) const PROJECT: Project =
    Project { reading: Reading { starts_no_pods: true, ..Reading::NONE }, ..Project::NONE };
