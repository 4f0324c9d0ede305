//! Kubernetes itself, where its kinds hold pods that nobody starts: patterns of admission policies, schemas of custom
//! resources. Source: `k8s.io/api` and `k8s.io/apiextensions-apiserver`.

use super::project::{Project, Reading};

/// admissionregistration.k8s.io, apiextensions.k8s.io.
pub(super) const PROJECT: Project =
    Project { reading: Reading { starts_no_pods: true, ..Reading::NONE }, ..Project::NONE };
