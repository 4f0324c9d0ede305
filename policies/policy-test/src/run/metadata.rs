//! What a policy's `metadata.yml` says of the requests that it wants to see, and of what it looks up.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::stand_in::Grants;
use crate::yaml;

/// The parts of a `metadata.yml` that the harness reads.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MetadataFile {
    /// The requests that are sent to the policy.
    #[serde(default)]
    pub(crate) rules: Vec<WebhookRule>,
    /// Whether the policy edits objects.
    #[serde(default)]
    pub(crate) mutating: bool,
    /// Texts for people and for the generator.
    #[serde(default)]
    pub(crate) annotations: BTreeMap<String, String>,
    /// Patterns of capabilities that it uses.
    pub(crate) host_capabilities: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) context_aware_resources: Vec<ReadableKind>,
}

/// One rule of a webhook.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookRule {
    /// API groups, or `*`.
    pub(crate) api_groups: Vec<String>,
    /// Plurals with their subresources: `pods`, `pods/exec`, `*/scale`.
    pub(crate) resources: Vec<String>,
    /// `CREATE`, …, or `*`.
    pub(crate) operations: Vec<String>,
}

/// A kind of objects that the policy may read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadableKind {
    pub(crate) api_version: String,
    pub(crate) kind: String,
}

impl MetadataFile {
    /// Reads the file of the policy in this folder; none where there is no such file. The error names file, line and
    /// column.
    pub(crate) fn load(folder: &Path) -> Result<Option<Self>, String> {
        let path = folder.join("metadata.yml");
        if !path.is_file() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        yaml::read(&text).map(Some).map_err(|error| format!("{}:{error}", path.display()))
    }

    /// Whether requests with an operation are sent to the policy.
    pub(crate) fn asks_for(&self, operation: &str) -> bool {
        let mut asked = self.rules.iter().flat_map(|rule| &rule.operations);
        asked.any(|asked| asked == operation || asked == "*")
    }

    /// What the policy may ask its host: what it states, and every capability where it states none.
    pub(crate) fn grants(self) -> Grants {
        let kinds = self.context_aware_resources.into_iter();
        let kinds = kinds.map(|readable| (readable.api_version, readable.kind));
        Grants::of_metadata(self.host_capabilities.as_deref(), kinds)
    }
}
