//! What is written from a policy's own words: custom resources for clusters, packages for Artifact Hub, the table of
//! the README, and texts that every policy has.
//!
//! Texts and metadata go in, files or faults come out. Who reads them, asks the modules and writes is `cli`.

mod changelog;
mod common_settings;
mod compare;
mod custom_resource;
mod deploy_annotations;
mod form;
mod hub_annotations;
mod hub_package;
mod object_rules;
mod profile;
mod profile_files;
mod project;
mod project_readme;
mod shared_texts;
mod trial;
mod webhook_rules;
mod yaml;

pub use common_settings::CommonSettings;
pub use compare::{Difference, difference};
pub use project::{File, Policy, Project};
pub use shared_texts::fill;
pub use trial::Trial;
pub use yaml::HEADER;

use policy_test::kinds::Kinds;

use custom_resource::Deployment;
use deploy_annotations::DeployAnnotations;
use hub_annotations::HubAnnotations;

/// The folders that hold generated files; only there one may be left over from a policy that is gone.
pub const FOLDERS: [&str; 1] = ["artifacthub"];

/// Every generated file, or everything that is wrong with what they are generated from.
pub fn files(project: &Project, kinds: &Kinds) -> Result<Vec<File>, Vec<String>> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let of_policies = project.policies.iter().map(|policy| of_policy(project, policy, kinds));
    let readme = project_readme::readme(project).map(Vec::from_iter);
    for written in of_policies.chain([profile_files::kustomizations(&project.policies), readme]) {
        match written {
            Ok(written) => files.extend(written),
            Err(wrong) => faults.extend(wrong),
        }
    }
    let descriptions: Vec<_> = project.policies.iter().map(|policy| &policy.description).collect();
    faults.extend(project.common.faults(&descriptions));
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// The settings that the form and the profiles of a policy would set, each of which its module has to accept; or what
/// is wrong with the form by itself.
pub fn trials(project: &Project, policy: &Policy, kinds: &Kinds) -> Result<Vec<Trial>, Vec<String>> {
    let mut trials = form::trials(policy, kinds)?;
    trials.extend(profile::trials(policy, &project.common)?);
    Ok(trials)
}

fn of_policy(project: &Project, policy: &Policy, kinds: &Kinds) -> Result<Vec<File>, Vec<String>> {
    let annotations = DeployAnnotations::read(policy, kinds);
    let hub = HubAnnotations::read(project, policy, kinds);
    let (annotations, hub, changes) = match (annotations, hub, changelog::newest(policy)) {
        (Ok(annotations), Ok(hub), Ok(changes)) => (annotations, hub, changes),
        (annotations, hub, changes) => {
            let faults = [annotations.err(), hub.err(), changes.err().map(|wrong| vec![wrong])];
            return Err(faults.into_iter().flatten().flatten().collect());
        }
    };
    let faults = webhook_rules::faults(policy);
    if !faults.is_empty() {
        return Err(faults);
    }
    let deployment = Deployment { policy, hub: &hub, annotations: &annotations, common: &project.common };
    let mut files = profile_files::files(&deployment, kinds)?;
    files.extend(shared_texts::files(policy));
    files.push(hub_package::package(policy, &hub, &changes)?);
    Ok(files)
}

#[cfg(test)]
mod tests;
