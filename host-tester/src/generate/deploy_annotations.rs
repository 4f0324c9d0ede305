//! The annotations of this project in a policy's metadata: how the policy is deployed.

mod failure_policy;
mod match_condition;
mod policy_object;
mod selector;
mod value;
mod wanted_kinds;

pub(super) use failure_policy::FailurePolicy;
pub(super) use match_condition::MatchCondition;
pub(super) use policy_object::PolicyObject;
pub(super) use selector::{Expression, Operator};
pub(super) use value::at;
pub(super) use wanted_kinds::WantedKinds;

use std::collections::BTreeMap;

use policy_test::kinds::{Kind, Kinds};

use super::project::Policy;
use value::{items, seconds, yaml};

/// Annotations with this prefix are read here, and nowhere else.
const PREFIX: &str = "ai-guardrails.";

const KNOWN: [&str; 6] =
    ["kinds", "failurePolicy", "timeoutEvalSeconds", "matchConditions", "objects", "unasked"];

/// What decides about the generated ClusterAdmissionPolicies, apart from the metadata that Kubewarden defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeployAnnotations {
    /// `ai-guardrails.kinds`: the kinds of the table that the policy sees besides those of its own rules.
    pub(super) kinds: Vec<WantedKinds>,
    /// `ai-guardrails.failurePolicy`: what the API server does when nobody answers.
    pub(super) failure_policy: FailurePolicy,
    /// `ai-guardrails.timeoutEvalSeconds`: how long one evaluation may take.
    pub(super) timeout_eval_seconds: u8,
    /// `ai-guardrails.matchConditions`: what a request has to meet to be sent at all.
    pub(super) match_conditions: Vec<MatchCondition>,
    /// `ai-guardrails.objects`: the ClusterAdmissionPolicies among which the rules are shared out; never empty.
    pub(super) objects: Vec<PolicyObject>,
    /// `ai-guardrails.unasked`: settings that the form leaves out on purpose.
    pub(super) unasked: Vec<String>,
}

impl Default for DeployAnnotations {
    fn default() -> Self {
        Self {
            kinds: vec![WantedKinds::Containers],
            failure_policy: FailurePolicy::Fail,
            timeout_eval_seconds: 2,
            match_conditions: Vec::new(),
            objects: vec![PolicyObject::default()],
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

    /// Whether the policy wants to see a kind.
    pub(super) fn wants(&self, kind: &Kind) -> bool {
        self.kinds.iter().any(|wanted| wanted.include(kind))
    }

    /// The conditions of one object: those of the policy, then its own.
    pub(super) fn match_conditions_of<'a>(&'a self, object: &'a PolicyObject) -> Vec<&'a MatchCondition> {
        self.match_conditions.iter().chain(&object.match_conditions).collect()
    }
}

fn read(annotations: &BTreeMap<String, String>, kinds: &Kinds) -> Result<DeployAnnotations, Vec<String>> {
    let mut deploy = DeployAnnotations::default();
    let mut faults = Vec::new();
    for (key, value) in annotations {
        let Some(key) = key.strip_prefix(PREFIX) else { continue };
        let read = match key {
            "kinds" => wanted_kinds::read(value, kinds).map(|wanted| deploy.kinds = wanted),
            "failurePolicy" => FailurePolicy::read(value).map(|known| deploy.failure_policy = known),
            "timeoutEvalSeconds" => seconds(value).map(|seconds| deploy.timeout_eval_seconds = seconds),
            "matchConditions" => yaml(value).map(|conditions| deploy.match_conditions = conditions),
            "objects" => policy_object::read(value).map(|objects| deploy.objects = objects),
            "unasked" => {
                deploy.unasked = items(value).map(str::to_owned).collect();
                Ok(())
            }
            _ => Err(vec![format!("is no annotation that is read; known are {}", KNOWN.join(", "))]),
        };
        faults.extend(read.err().into_iter().flatten().map(|what| at(key, &what)));
    }
    faults.extend(faults_of_conditions(&deploy));
    if faults.is_empty() { Ok(deploy) } else { Err(faults) }
}

/// What is wrong with the conditions of the policy, or else with those of its objects, which come on top.
fn faults_of_conditions(deploy: &DeployAnnotations) -> Vec<String> {
    let own = deploy.match_conditions.iter().collect::<Vec<_>>();
    let own = match_condition::faults(&own);
    if !own.is_empty() {
        return own.into_iter().map(|what| format!("matchConditions{what}")).collect();
    }
    let of_objects = deploy.objects.iter().enumerate().flat_map(|(index, object)| {
        let faults = match_condition::faults(&deploy.match_conditions_of(object)).into_iter();
        faults.map(move |what| {
            format!("objects[{index}]: with the conditions of the policy: matchConditions{what}")
        })
    });
    of_objects.collect()
}

#[cfg(test)]
mod tests;
