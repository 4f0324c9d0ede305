//! The files of the profiles: every policy as custom resources, once to watch and once to refuse.

use policy_test::kinds::Kinds;
use serde::Serialize;

use super::custom_resource::{Deployment, Share};
use super::deploy_annotations::at;
use super::object_rules::share_out;
use super::profile::PROFILES;
use super::project::{File, Policy};
use super::{webhook_rules, yaml};

/// One file a profile: the objects of the policy, each with one for custom kinds beside it.
pub(super) fn files(deployment: &Deployment<'_>, kinds: &Kinds) -> Result<Vec<File>, Vec<String>> {
    let Deployment { policy, annotations, .. } = deployment;
    let custom = webhook_rules::of_custom_kinds(&policy.metadata, annotations, kinds);
    let rules = share_out(&policy.metadata, &custom, &annotations.objects).map_err(|faults| {
        let place = |fault: String| {
            let fault = at("objects", &fault);
            format!("policies/{}/metadata.yml: annotations.ai-guardrails.{fault}", policy.name)
        };
        faults.into_iter().map(place).collect::<Vec<_>>()
    })?;
    PROFILES
        .into_iter()
        .map(|profile| {
            let mut documents = Vec::new();
            for (object, rules) in annotations.objects.iter().zip(&rules) {
                for (suffix, rules) in [("", &rules.own), ("-crds", &rules.custom)] {
                    if !rules.is_empty() {
                        documents.push(deployment.resource(profile, &Share { object, suffix, rules }));
                    }
                }
            }
            yaml::file(profile.path(&format!("{}.yaml", policy.name)), &documents)
        })
        .collect()
}

/// The file of each profile that names the others.
pub(super) fn kustomizations(policies: &[Policy]) -> Result<Vec<File>, Vec<String>> {
    let resources: Vec<_> = policies.iter().map(|policy| format!("{}.yaml", policy.name)).collect();
    let kustomization = Kustomization {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: &resources,
    };
    PROFILES
        .into_iter()
        .map(|profile| yaml::file(profile.path("kustomization.yaml"), &[&kustomization]))
        .collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kustomization<'a> {
    api_version: &'static str,
    kind: &'static str,
    resources: &'a [String],
}
