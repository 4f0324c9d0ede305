//! What files are generated from, and what a generated file is.

use std::collections::BTreeMap;

use policy_test::describe::Description;

use super::common_settings::CommonSettings;
use crate::module::Metadata;

/// Everything that is generated from.
#[derive(Debug)]
pub struct Project {
    /// Where modules are pushed to, without a scheme: `registry.example.com/ai-guardrails`.
    pub oci_prefix: String,
    /// Where the project is described.
    pub homepage: String,
    /// The digests of pushed artifacts that are known, by policy: `sha256:…`.
    pub digests: BTreeMap<String, String>,
    /// The settings that a profile states once for all policies.
    pub common: CommonSettings,
    /// Every policy, by name.
    pub policies: Vec<Policy>,
    /// The project's `README.md`, if there is one.
    pub readme: Option<String>,
}

/// One policy, as its folder and its module describe it.
#[derive(Debug)]
pub struct Policy {
    /// The name of its folder.
    pub name: String,
    /// Its `metadata.yml`.
    pub metadata: Metadata,
    /// What its module says of its rules and settings.
    pub description: Description,
    /// Its `README.md`.
    pub readme: String,
    /// Its `CHANGELOG.md`.
    pub changelog: String,
    /// Its `questions-ui.yml`.
    pub questions: String,
}

/// A generated file.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the project, with slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}
