//! A policy's package for Artifact Hub, as `kwctl scaffold artifacthub` writes it and with what that leaves out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::changelog::{Change, Section};
use super::hub_annotations::HubAnnotations;
use super::project::{File, Policy};
use super::yaml;

/// The chart of the controller that runs the policies, for readers who do not have it yet.
const CONTROLLER: &str = "https://artifacthub.io/packages/helm/kubewarden/admission-controller";

/// The package of a policy.
pub(super) fn package(
    policy: &Policy,
    hub: &HubAnnotations<'_>,
    newest: &Section,
) -> Result<File, Vec<String>> {
    let image = format!("{}:v{}", hub.repository, hub.version);
    let package = Package {
        version: hub.version,
        name: &policy.name,
        display_name: hub.display_name,
        created_at: newest.date.format("%Y-%m-%dT00:00:00Z").to_string(),
        description: hub.description,
        category: "security",
        digest: hub.digest,
        license: hub.license,
        home_url: hub.url,
        containers_images: [Image { name: "policy", image: &image }],
        contains_security_updates: newest.changes.iter().any(|change| change.kind == "security"),
        prerelease: !newest.released,
        keywords: &hub.keywords,
        links: [Link { name: "source", url: hub.source }],
        readme: &policy.readme,
        install: install(&image),
        changes: &newest.changes,
        maintainers: hub.authors.iter().map(|(name, email)| Maintainer { name, email }).collect(),
        provider: Provider { name: hub.provider },
        recommendations: [Recommendation { url: CONTROLLER }],
        annotations: annotations(policy, hub)?,
    };
    yaml::file(format!("artifacthub/{}/artifacthub-pkg.yml", policy.name), &[package])
}

fn annotations(
    policy: &Policy,
    hub: &HubAnnotations<'_>,
) -> Result<BTreeMap<&'static str, String>, Vec<String>> {
    let metadata = &policy.metadata;
    let mut annotations = BTreeMap::from([
        ("kubewarden/mutation", metadata.mutating.to_string()),
        ("kubewarden/resources", hub.resources.to_owned()),
        ("kubewarden/rules", yaml::text(&metadata.rules)?),
        ("kubewarden/questions-ui", policy.questions.clone()),
    ]);
    if !metadata.context_aware_resources.is_empty() {
        let resources = yaml::text(&metadata.context_aware_resources)?;
        annotations.insert("kubewarden/contextAwareResources", resources);
    }
    if let Some(hidden) = hub.hidden {
        annotations.insert("kubewarden/hidden-ui", hidden.to_owned());
    }
    Ok(annotations)
}

fn install(image: &str) -> String {
    format!(
        "Fetch the policy with [kwctl](https://docs.kubewarden.io/howtos/install-kwctl):\n\
         ```console\n\
         kwctl pull registry://{image}\n\
         ```\n\
         Then write a manifest and adapt its settings:\n\
         ```console\n\
         kwctl scaffold manifest -t ClusterAdmissionPolicy registry://{image}\n\
         ```\n"
    )
}

/// Every field that is stated, in the order of Artifact Hub's own description.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    version: &'a str,
    name: &'a str,
    display_name: &'a str,
    created_at: String,
    description: &'a str,
    category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'a str>,
    license: &'a str,
    #[serde(rename = "homeURL")]
    home_url: &'a str,
    containers_images: [Image<'a>; 1],
    contains_security_updates: bool,
    prerelease: bool,
    keywords: &'a [&'a str],
    links: [Link<'a>; 1],
    readme: &'a str,
    install: String,
    changes: &'a [Change],
    maintainers: Vec<Maintainer<'a>>,
    provider: Provider<'a>,
    recommendations: [Recommendation; 1],
    annotations: BTreeMap<&'static str, String>,
}

/// Artifact Hub takes no other name for the image of a policy.
#[derive(Serialize)]
struct Image<'a> {
    name: &'static str,
    image: &'a str,
}

#[derive(Serialize)]
struct Link<'a> {
    name: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Maintainer<'a> {
    name: &'a str,
    email: &'a str,
}

#[derive(Serialize)]
struct Provider<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Recommendation {
    url: &'static str,
}
