//! Kubernetes itself, where its kinds hold pods that nobody starts: patterns of admission policies, schemas of custom
//! resources. Source: `k8s.io/api` and `k8s.io/apiextensions-apiserver`.

use super::project::Project;

/// admissionregistration.k8s.io, apiextensions.k8s.io.
pub(super) const PROJECT: Project = Project { starts_no_pods: true, ..Project::NONE };
