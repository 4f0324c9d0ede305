//! What a policy's metadata says about its deployment, in annotations of this project.

use std::collections::BTreeMap;

use policy_test::kinds::{Kind, Kinds};

use super::Policy;

/// Annotations that begin so are read here, and nowhere else.
const PREFIX: &str = "ai-guardrails.";

/// What decides about the generated custom resources, apart from the metadata that Kubewarden defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeployAnnotations {
    /// `ai-guardrails.kinds`: which kinds of the table the policy sees besides those of its own rules.
    pub(super) kinds: Vec<Wanted>,
    /// `ai-guardrails.failurePolicy`: what the API server does when nobody answers.
    pub(super) failure_policy: &'static str,
    /// `ai-guardrails.timeoutEvalSeconds`: how long one evaluation may take.
    pub(super) timeout_eval_seconds: u8,
    /// `ai-guardrails.unasked`: settings that the form leaves out on purpose.
    pub(super) unasked: Vec<String>,
}

/// Kinds of the table that a policy wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// `containers`: every custom kind in which a container can stand, in whole, in part or in a string.
    Containers,
    /// `*.kaito.sh`: every kind of a group.
    Group(String),
    /// `resourceclaims.resource.k8s.io`: one kind, whether it is built in or not.
    Resource(String, String),
}

impl Default for DeployAnnotations {
    fn default() -> Self {
        Self {
            kinds: vec![Wanted::Containers],
            failure_policy: "Fail",
            timeout_eval_seconds: 2,
            unasked: Vec::new(),
        }
    }
}

impl DeployAnnotations {
    /// Reads the annotations of a policy; every fault is told.
    pub(super) fn read(policy: &Policy, kinds: &Kinds) -> Result<Self, Vec<String>> {
        let place = |wrong| format!("policies/{}/metadata.yml: annotations.{PREFIX}{wrong}", policy.name);
        read(&policy.metadata.annotations, kinds)
            .map_err(|faults| faults.into_iter().map(place).collect::<Vec<_>>())
    }

    /// The limit of the webhook: above that of the evaluation, which also waits for its turn, and at most the 30
    /// seconds that Kubernetes allows.
    pub(super) fn timeout_seconds(&self) -> u8 {
        (self.timeout_eval_seconds + 8).min(30)
    }

    /// Whether the policy wants to see a kind.
    pub(super) fn wants(&self, kind: &Kind) -> bool {
        self.kinds.iter().any(|wanted| wanted.matches(kind))
    }
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('.') {
            None if text == "containers" => Ok(Self::Containers),
            Some(("*", group)) => Ok(Self::Group(group.to_owned())),
            Some((plural, group)) => Ok(Self::Resource(plural.to_owned(), group.to_owned())),
            None => Err(format!(
                "`{text}` is neither `containers` nor a group such as `*.kaito.sh` nor a kind such as \
                 `workspaces.kaito.sh`"
            )),
        }
    }

    fn matches(&self, kind: &Kind) -> bool {
        match self {
            // The groups that the API server itself serves and that run pods have names without a dot.
            Self::Containers => kind.group.contains('.') && can_hold_a_container(kind),
            Self::Group(group) => kind.group == group,
            Self::Resource(plural, group) => kind.plural == plural && kind.group == group,
        }
    }
}

fn can_hold_a_container(kind: &Kind) -> bool {
    let places = [&kind.pod_specs, &kind.containers, &kind.partial_containers, &kind.yaml_strings];
    places.into_iter().any(|places| !places.is_empty())
}

fn read(annotations: &BTreeMap<String, String>, kinds: &Kinds) -> Result<DeployAnnotations, Vec<String>> {
    let mut deploy = DeployAnnotations::default();
    let mut faults = Vec::new();
    for (key, value) in annotations {
        let Some(key) = key.strip_prefix(PREFIX) else { continue };
        let mut wrong = |what: String| faults.push(format!("{key}: {what}"));
        match key {
            "kinds" => {
                deploy.kinds.clear();
                for item in items(value) {
                    match Wanted::parse(item) {
                        Ok(wanted) if kinds.iter().any(|kind| wanted.matches(kind)) => {
                            deploy.kinds.push(wanted);
                        }
                        Ok(_) => wrong(format!("`{item}` is nothing in the table of kinds; add it there")),
                        Err(what) => wrong(what),
                    }
                }
            }
            "failurePolicy" => match ["Fail", "Ignore"].into_iter().find(|known| known == value) {
                Some(known) => deploy.failure_policy = known,
                None => wrong(format!("`{value}` is neither `Fail` nor `Ignore`")),
            },
            "timeoutEvalSeconds" => match value.parse() {
                Ok(seconds @ 2..=25) => deploy.timeout_eval_seconds = seconds,
                _ => wrong(format!("`{value}` is no number from 2 to 25")),
            },
            "unasked" => deploy.unasked = items(value).map(str::to_owned).collect(),
            _ => wrong(
                "is no annotation that is read; known are kinds, failurePolicy, timeoutEvalSeconds, unasked"
                    .to_owned(),
            ),
        }
    }
    if faults.is_empty() { Ok(deploy) } else { Err(faults) }
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deploy(annotations: &[(&str, &str)]) -> Result<DeployAnnotations, Vec<String>> {
        let own = annotations.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        read(&own.collect(), Kinds::builtin())
    }

    fn wants(deploy: &DeployAnnotations, group: &str, kind: &str) -> bool {
        deploy.wants(Kinds::builtin().get(group, kind).unwrap())
    }

    #[test]
    fn without_a_word_a_policy_sees_every_custom_kind_with_a_place_for_a_container() {
        let deploy = deploy(&[("io.kubewarden.policy.title", "x")]).unwrap();
        assert_eq!(deploy, DeployAnnotations::default());
        for (group, kind, wanted) in [
            ("kubeflow.org", "PyTorchJob", true),
            ("apps.nvidia.com", "NIMService", true),
            ("apps", "Deployment", false),
            ("resource.k8s.io", "ResourceClaim", false),
            ("kueue.x-k8s.io", "ClusterQueue", false),
        ] {
            assert_eq!(wants(&deploy, group, kind), wanted, "{kind}");
        }
    }

    #[test]
    fn a_policy_may_name_groups_and_kinds_instead() {
        let deploy = deploy(&[("ai-guardrails.kinds", "*.kaito.sh, resourceclaims.resource.k8s.io")]).unwrap();
        assert!(wants(&deploy, "kaito.sh", "RAGEngine"));
        assert!(wants(&deploy, "resource.k8s.io", "ResourceClaim"));
        assert!(!wants(&deploy, "kubeflow.org", "PyTorchJob"));
        let none = self::deploy(&[("ai-guardrails.kinds", "")]).unwrap();
        assert!(!wants(&none, "kubeflow.org", "PyTorchJob"));
    }

    #[test]
    fn the_limit_of_the_webhook_is_above_that_of_the_evaluation() {
        for (seconds, webhook) in [("2", 10), ("8", 16), ("25", 30)] {
            let deploy = deploy(&[("ai-guardrails.timeoutEvalSeconds", seconds)]).unwrap();
            assert_eq!(deploy.timeout_seconds(), webhook);
            assert!(deploy.timeout_eval_seconds < webhook);
        }
    }

    #[test]
    fn every_fault_is_told() {
        let faults = deploy(&[
            ("ai-guardrails.failurePolicy", "Sometimes"),
            ("ai-guardrails.kind", "containers"),
            ("ai-guardrails.kinds", "pods, *.nowhere.example.com"),
            ("ai-guardrails.timeoutEvalSeconds", "30"),
        ]);
        let faults = faults.unwrap_err();
        for (fault, wanted) in faults.iter().zip([
            "failurePolicy: `Sometimes` is neither",
            "kind: is no annotation that is read",
            "kinds: `pods` is neither `containers` nor",
            "kinds: `*.nowhere.example.com` is nothing in the table of kinds",
            "timeoutEvalSeconds: `30` is no number from 2 to 25",
        ]) {
            assert!(fault.starts_with(wanted), "{fault}");
        }
        assert_eq!(faults.len(), 5);
    }
}
