//! The custom resources of Kubewarden, with the fields that matter here.

use serde::Deserialize;
use serde_json::Value;

use super::rules::RuleWithOperations;
use crate::module::ContextAwareResource;

/// A ClusterAdmissionPolicy or AdmissionPolicy.
#[derive(Deserialize)]
pub(super) struct PolicyResource {
    pub metadata: ResourceMeta,
    pub spec: PolicySpec,
}

#[derive(Deserialize)]
pub(super) struct ResourceMeta {
    pub name: String,
    pub namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PolicySpec {
    pub module: String,
    #[serde(default)]
    pub settings: Value,
    pub mode: Option<String>,
    pub policy_server: Option<String>,
    #[serde(default)]
    pub context_aware_resources: Vec<ContextAwareResource>,
    #[serde(default)]
    pub mutating: bool,
    pub message: Option<String>,
    #[serde(default)]
    pub rules: Vec<RuleWithOperations>,
    #[serde(default)]
    pub namespace_selector: Value,
    #[serde(default)]
    pub object_selector: Value,
    #[serde(default)]
    pub match_conditions: Value,
}

/// A PolicyServer.
#[derive(Deserialize)]
pub(super) struct ServerResource {
    pub metadata: ResourceMeta,
    #[serde(default)]
    pub spec: ServerSpec,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServerSpec {
    pub namespaced_policies_capabilities: Option<Vec<String>>,
}
