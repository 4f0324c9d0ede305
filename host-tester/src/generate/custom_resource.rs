//! A policy as ClusterAdmissionPolicies.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_saphyr::FlowSeq;

use super::common_settings::CommonSettings;
use super::deploy_annotations::{
    DeployAnnotations, Expression, FailurePolicy, MatchCondition, Operator, PolicyObject,
};
use super::hub_annotations::HubAnnotations;
use super::profile::{Profile, Settings};
use super::project::Policy;
use crate::module::{ContextAwareResource, Rule};

/// Namespaces of Kubernetes itself. A webhook that could refuse their pods could keep a cluster from repairing itself.
const SYSTEM_NAMESPACES: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// How many seconds the webhook waits longer than one evaluation, which also waits for its turn.
const WEBHOOK_MARGIN_SECONDS: u8 = 8;

/// The seconds that Kubernetes lets a webhook wait.
const MOST_WEBHOOK_SECONDS: u8 = 30;

/// Everything that the custom resources of one policy are made of.
pub(super) struct Deployment<'a> {
    pub(super) policy: &'a Policy,
    pub(super) hub: &'a HubAnnotations<'a>,
    pub(super) annotations: &'a DeployAnnotations,
    pub(super) common: &'a CommonSettings,
}

/// What one custom resource has of its policy.
pub(super) struct Share<'a> {
    pub(super) object: &'a PolicyObject,
    /// The end of the name.
    pub(super) suffix: &'static str,
    pub(super) rules: &'a [Rule],
}

impl Deployment<'_> {
    /// A custom resource in a profile.
    pub(super) fn resource<'s>(&'s self, profile: Profile, share: &Share<'s>) -> ClusterAdmissionPolicy<'s> {
        let Self { policy, hub, .. } = self;
        ClusterAdmissionPolicy {
            api_version: "policies.kubewarden.io/v1",
            kind: "ClusterAdmissionPolicy",
            metadata: ObjectMeta {
                name: format!("{}{}", share.object.name(&policy.name), share.suffix),
                labels: BTreeMap::from([
                    ("app.kubernetes.io/part-of", hub.provider),
                    ("app.kubernetes.io/version", hub.version),
                ]),
                annotations: BTreeMap::from([
                    ("io.kubewarden.policy.category", hub.category),
                    ("io.kubewarden.policy.severity", hub.severity),
                ]),
            },
            spec: self.spec(profile, share),
        }
    }

    fn spec<'s>(&'s self, profile: Profile, share: &Share<'s>) -> Spec<'s> {
        let Self { policy, annotations, common, .. } = self;
        let object = share.object;
        let timeout_eval_seconds = object.timeout_eval_seconds.unwrap_or(annotations.timeout_eval_seconds);
        Spec {
            module: self.module(),
            mode: if profile == Profile::Observe { "monitor" } else { "protect" },
            mutating: policy.metadata.mutating,
            rules: share.rules.iter().map(WebhookRule::of).collect(),
            settings: profile.settings(policy, common),
            context_aware_resources: &policy.metadata.context_aware_resources,
            namespace_selector: LabelSelector {
                match_expressions: std::iter::once(outside_of_the_system())
                    .chain(object.namespace_selector.match_expressions.iter().cloned())
                    .collect(),
            },
            object_selector: LabelSelector {
                match_expressions: object.object_selector.match_expressions.clone(),
            },
            match_conditions: annotations.match_conditions_of(object),
            failure_policy: match profile {
                // To watch must not be able to stop a cluster.
                Profile::Observe => FailurePolicy::Ignore,
                Profile::Enforce => object.failure_policy.unwrap_or(annotations.failure_policy),
            },
            background_audit: object.background_audit.unwrap_or(policy.metadata.background_audit),
            timeout_seconds: (timeout_eval_seconds + WEBHOOK_MARGIN_SECONDS).min(MOST_WEBHOOK_SECONDS),
            timeout_eval_seconds,
        }
    }

    fn module(&self) -> String {
        match self.hub.digest {
            // The form that Kubewarden itself writes for what cannot change; the version is in the label.
            Some(digest) => format!("registry://{}@{digest}", self.hub.repository),
            None => format!("registry://{}:v{}", self.hub.repository, self.hub.version),
        }
    }
}

/// The controller drops `matchLabels` of a cluster-wide policy; expressions arrive.
fn outside_of_the_system() -> Expression {
    Expression {
        key: "kubernetes.io/metadata.name".to_owned(),
        operator: Operator::NotIn,
        values: SYSTEM_NAMESPACES.map(str::to_owned).to_vec(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClusterAdmissionPolicy<'a> {
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
    namespace_selector: LabelSelector,
    #[serde(skip_serializing_if = "LabelSelector::is_empty")]
    object_selector: LabelSelector,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    match_conditions: Vec<&'a MatchCondition>,
    failure_policy: FailurePolicy,
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LabelSelector {
    match_expressions: Vec<Expression>,
}

impl LabelSelector {
    fn is_empty(&self) -> bool {
        self.match_expressions.is_empty()
    }
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
