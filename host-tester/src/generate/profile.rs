//! The profiles: every policy as custom resources, once to watch and once to refuse.

use std::collections::BTreeMap;

use policy_test::kinds::Kinds;
use serde::{Serialize, Serializer};
use serde_saphyr::FlowSeq;

use super::hub_annotations::HubAnnotations;
use super::deploy_annotations::DeployAnnotations;
use super::{File, Policy, rules, yaml};
use crate::module::{ContextAwareResource, Rule};

/// Namespaces of Kubernetes itself. A webhook that could refuse their pods could keep a cluster from repairing itself.
const SYSTEM_NAMESPACES: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// The rule of every policy that has no mode: what cannot be read is never accepted.
const MALFORMED: &str = "malformed";

/// How the policies of a profile act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// Nothing is refused; every rule denies, so that each finding shows in logs and policy reports.
    Observe,
    /// Rules have their own modes.
    Enforce,
}

const PROFILES: [Profile; 2] = [Profile::Observe, Profile::Enforce];

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Enforce => "enforce",
        }
    }

    fn path(self, file: &str) -> String {
        format!("artifacthub/profiles/{}/{file}", self.name())
    }

    /// The settings of a policy in this profile.
    pub(super) fn settings(self, policy: &Policy) -> Settings<'_> {
        let rules = policy.description.rules.iter().map(|rule| rule.id.as_str());
        match self {
            Self::Observe => Settings { rules: Some(Denying(rules.filter(|id| *id != MALFORMED).collect())) },
            Self::Enforce => Settings { rules: None },
        }
    }
}

/// One file a profile: the policy, and beside it the one for custom kinds.
pub(super) fn files(
    policy: &Policy,
    hub: &HubAnnotations<'_>,
    deploy: &DeployAnnotations,
    kinds: &Kinds,
) -> Result<Vec<File>, Vec<String>> {
    let custom = rules::of_custom_kinds(&policy.metadata, deploy, kinds);
    let of_profile = |profile: Profile| {
        let mut documents = vec![resource(profile, policy, hub, deploy, "", &policy.metadata.rules)];
        if !custom.is_empty() {
            documents.push(resource(profile, policy, hub, deploy, "-crds", &custom));
        }
        yaml::file(profile.path(&format!("{}.yaml", policy.name)), &documents)
    };
    PROFILES.into_iter().map(of_profile).collect()
}

/// The file of each profile that names the others.
pub(super) fn kustomizations(policies: &[Policy]) -> Result<Vec<File>, Vec<String>> {
    let resources: Vec<_> = policies.iter().map(|policy| format!("{}.yaml", policy.name)).collect();
    let kustomization = Kustomization {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: &resources,
    };
    let of_profile = |profile: Profile| yaml::file(profile.path("kustomization.yaml"), &[&kustomization]);
    PROFILES.into_iter().map(of_profile).collect()
}

fn resource<'a>(
    profile: Profile,
    policy: &'a Policy,
    hub: &HubAnnotations<'a>,
    deploy: &DeployAnnotations,
    suffix: &str,
    rules: &'a [Rule],
) -> ClusterAdmissionPolicy<'a> {
    let module = match hub.digest {
        // The form that Kubewarden itself writes for what cannot change; the version is in the label.
        Some(digest) => format!("registry://{}@{digest}", hub.repository),
        None => format!("registry://{}:v{}", hub.repository, hub.version),
    };
    ClusterAdmissionPolicy {
        api_version: "policies.kubewarden.io/v1",
        kind: "ClusterAdmissionPolicy",
        metadata: ObjectMeta {
            name: format!("{}{suffix}", policy.name),
            labels: BTreeMap::from([
                ("app.kubernetes.io/part-of", hub.provider),
                ("app.kubernetes.io/version", hub.version),
            ]),
            annotations: BTreeMap::from([
                ("io.kubewarden.policy.category", hub.category),
                ("io.kubewarden.policy.severity", hub.severity),
            ]),
        },
        spec: Spec {
            module,
            mode: if profile == Profile::Observe { "monitor" } else { "protect" },
            mutating: policy.metadata.mutating,
            rules: rules.iter().map(WebhookRule::of).collect(),
            settings: profile.settings(policy),
            context_aware_resources: &policy.metadata.context_aware_resources,
            // The controller drops `matchLabels` of a cluster-wide policy; expressions arrive.
            namespace_selector: Selector {
                match_expressions: [Expression {
                    key: "kubernetes.io/metadata.name",
                    operator: "NotIn",
                    values: SYSTEM_NAMESPACES,
                }],
            },
            // To watch must not be able to stop a cluster.
            failure_policy: if profile == Profile::Observe { "Ignore" } else { deploy.failure_policy },
            background_audit: policy.metadata.background_audit,
            timeout_seconds: deploy.timeout_seconds(),
            timeout_eval_seconds: deploy.timeout_eval_seconds,
        },
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kustomization<'a> {
    api_version: &'static str,
    kind: &'static str,
    resources: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterAdmissionPolicy<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta<'a>,
    spec: Spec<'a>,
}

#[derive(Serialize)]
struct ObjectMeta<'a> {
    name: String,
    labels: BTreeMap<&'static str, &'a str>,
    annotations: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec<'a> {
    module: String,
    mode: &'static str,
    mutating: bool,
    rules: Vec<WebhookRule<'a>>,
    settings: Settings<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    context_aware_resources: &'a [ContextAwareResource],
    namespace_selector: Selector,
    failure_policy: &'static str,
    background_audit: bool,
    timeout_seconds: u8,
    timeout_eval_seconds: u8,
}

/// A rule with its short lists on one line.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WebhookRule<'a> {
    api_groups: FlowSeq<&'a [String]>,
    api_versions: FlowSeq<&'a [String]>,
    resources: &'a [String],
    operations: FlowSeq<&'a [String]>,
}

/// Settings of which nothing but modes is known here.
#[derive(Serialize)]
pub(super) struct Settings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Denying<'a>>,
}

/// Rules that deny, in the order of the policy's README.
struct Denying<'a>(Vec<&'a str>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Selector {
    match_expressions: [Expression; 1],
}

#[derive(Serialize)]
struct Expression {
    key: &'static str,
    operator: &'static str,
    values: [&'static str; SYSTEM_NAMESPACES.len()],
}

impl<'a> WebhookRule<'a> {
    fn of(rule: &'a Rule) -> Self {
        Self {
            api_groups: FlowSeq(&rule.api_groups),
            api_versions: FlowSeq(&rule.api_versions),
            resources: &rule.resources,
            operations: FlowSeq(&rule.operations),
        }
    }
}

impl Serialize for Denying<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|rule| (rule, "deny")))
    }
}
