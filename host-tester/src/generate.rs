//! What is written from a policy's own words: custom resources for clusters, packages for Artifact Hub, and the table
//! of the README.
//!
//! Texts and metadata go in, files or faults come out. Who reads them, asks the modules and writes is `cli`.

mod hub;
mod changelog;
mod compare;
mod form;
mod deploy;
mod hub;
mod overview;
mod profile;
mod rules;
mod yaml;

pub use compare::{Difference, difference};
pub use form::{Trial, trials};
pub use yaml::HEADER;

use std::collections::BTreeMap;

use policy_test::describe::Description;
use policy_test::kinds::Kinds;

use crate::module::Metadata;
use hub::HubAnnotations;
use deploy::DeployAnnotations;

/// The folders that hold generated files; only there one may be left over from a policy that is gone.
pub const FOLDERS: [&str; 1] = ["artifacthub"];

/// Everything that is generated from.
#[derive(Debug)]
pub struct Project {
    /// Where modules are pushed to, without a scheme: `registry.example.com/ai-guardrails`.
    pub oci_prefix: String,
    /// Where the project is described.
    pub homepage: String,
    /// The digests of pushed artifacts that are known, by policy: `sha256:…`.
    pub digests: BTreeMap<String, String>,
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

/// Every generated file, or everything that is wrong with what they are generated from.
pub fn files(project: &Project, kinds: &Kinds) -> Result<Vec<File>, Vec<String>> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let of_policies = project.policies.iter().map(|policy| of_policy(project, policy, kinds));
    let readme = overview::readme(project).map(Vec::from_iter);
    for written in of_policies.chain([profile::kustomizations(&project.policies), readme]) {
        match written {
            Ok(written) => files.extend(written),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

fn of_policy(project: &Project, policy: &Policy, kinds: &Kinds) -> Result<Vec<File>, Vec<String>> {
    let read = (DeployAnnotations::read(policy, kinds), HubAnnotations::read(project, policy, kinds), changelog::newest(policy));
    let (deploy, hub, changes) = match read {
        (Ok(deploy), Ok(hub), Ok(changes)) => (deploy, hub, changes),
        (deploy, hub, changes) => {
            let faults = [deploy.err(), hub.err(), changes.err().map(|wrong| vec![wrong])];
            return Err(faults.into_iter().flatten().flatten().collect());
        }
    };
    let faults = rules::faults(policy);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut files = profile::files(policy, &hub, &deploy, kinds)?;
    files.push(hub::package(policy, &hub, &changes)?);
    Ok(files)
}

#[cfg(test)]
mod tests;
