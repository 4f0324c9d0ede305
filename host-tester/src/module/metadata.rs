//! The metadata of a policy, in the form that Kubewarden's tools write and read.

use std::collections::BTreeMap;

use policy_test::stand_in::Grants;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the section `io.kubewarden.metadata` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// `v1`; policy-server refuses a waPC module without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
    /// What the policy wants to see.
    pub rules: Vec<Rule>,
    /// Title, version, description, usage.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Whether the policy may change objects.
    pub mutating: bool,
    /// Whether the audit scanner runs the policy.
    #[serde(default = "yes")]
    pub background_audit: bool,
    /// How the module is run.
    #[serde(default)]
    pub execution_mode: ExecutionMode,
    /// Whether the policy judges admission requests or any JSON.
    #[serde(default)]
    pub policy_type: PolicyType,
    /// Kinds of objects that the policy looks up.
    #[serde(default)]
    pub context_aware_resources: Vec<ContextAwareResource>,
    /// Capabilities that the policy uses. No server enforces the list: it tells an operator what to grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_capabilities: Option<Vec<String>>,
    /// The oldest Kubewarden that runs the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_kubewarden_version: Option<String>,
}

/// A webhook rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// API groups; the core group is the empty string.
    pub api_groups: Vec<String>,
    /// API versions.
    pub api_versions: Vec<String>,
    /// Plurals, with subresources after a slash.
    pub resources: Vec<String>,
    /// CREATE, UPDATE, DELETE, CONNECT or `*`.
    pub operations: Vec<String>,
}

/// A kind of object that the policy reads from the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContextAwareResource {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
}

/// How Kubewarden runs a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExecutionMode {
    /// Calls over the waPC protocol: the only one that is supported here.
    #[default]
    KubewardenWapc,
    /// Compiled Rego.
    Opa,
    /// Compiled Rego with Gatekeeper's conventions.
    Gatekeeper,
    /// A command with standard input and output.
    Wasi,
}

/// What a policy judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyType {
    /// Admission requests.
    #[default]
    Kubernetes,
    /// Any JSON.
    Raw,
}

impl ExecutionMode {
    /// The name as it stands in the metadata.
    pub fn name(self) -> &'static str {
        match self {
            Self::KubewardenWapc => "kubewarden-wapc",
            Self::Opa => "opa",
            Self::Gatekeeper => "gatekeeper",
            Self::Wasi => "wasi",
        }
    }
}

impl Metadata {
    /// The capabilities and kinds that the metadata states; every capability where the metadata states none.
    pub fn grants(&self) -> Grants {
        let resources = self.context_aware_resources.iter().cloned().map(Into::into);
        Grants::of_metadata(self.host_capabilities.as_deref(), resources)
    }
}

impl From<ContextAwareResource> for (String, String) {
    fn from(resource: ContextAwareResource) -> Self {
        (resource.api_version, resource.kind)
    }
}

/// Reads metadata. The error lists everything that `kwctl annotate` would refuse, each with its place, and besides
/// capabilities that no server could grant.
pub fn check(metadata: &Value) -> Result<Metadata, Vec<String>> {
    let read: Metadata = serde_json::from_value(metadata.clone()).map_err(|error| vec![error.to_string()])?;
    let mut wrong = Vec::new();
    for (index, rule) in read.rules.iter().enumerate() {
        let lists = [
            ("apiGroups", &rule.api_groups),
            ("apiVersions", &rule.api_versions),
            ("resources", &rule.resources),
            ("operations", &rule.operations),
        ];
        for (name, list) in lists {
            if list.is_empty() {
                wrong.push(format!("rules[{index}].{name}: must not be empty"));
            }
            if name != "resources" && list.len() > 1 && list.iter().any(|item| item == "*") {
                wrong.push(format!("rules[{index}].{name}: `*` must stand alone"));
            }
        }
        for operation in &rule.operations {
            if !["CREATE", "UPDATE", "DELETE", "CONNECT", "*"].contains(&operation.as_str()) {
                wrong.push(format!("rules[{index}].operations: `{operation}` is no operation"));
            }
        }
    }
    for (index, resource) in read.context_aware_resources.iter().enumerate() {
        if resource.api_version.is_empty() || resource.kind.is_empty() {
            wrong.push(format!("contextAwareResources[{index}]: apiVersion and kind must not be empty"));
        }
    }
    for (index, pattern) in read.host_capabilities.iter().flatten().enumerate() {
        if let Err(error) = Grants::new(std::slice::from_ref(pattern), []) {
            wrong.push(format!("hostCapabilities[{index}]: {error}"));
        }
    }
    if let Some(version) = &read.minimum_kubewarden_version
        && !is_version(version)
    {
        wrong.push(format!("minimumKubewardenVersion: `{version}` is no full version such as `1.36.0`"));
    }
    if wrong.is_empty() { Ok(read) } else { Err(wrong) }
}

fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<_> = core.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn yes() -> bool {
    true
}
