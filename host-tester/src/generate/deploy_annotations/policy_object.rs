//! The ClusterAdmissionPolicies among which the rules of one policy are shared out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{EVALUATION_SECONDS, MatchCondition, Selector, not_seconds, yaml};

/// One item of the annotation `objects`. What it leaves out is that of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::generate) struct PolicyObject {
    /// What its name has after that of the policy; empty for the object that has the name of the policy.
    pub(in crate::generate) suffix: String,
    /// The resources that it takes, as they stand in the rules of the metadata (`pods/exec`).
    pub(in crate::generate) resources: Option<Vec<String>>,
    /// The operations that it takes.
    pub(in crate::generate) operations: Option<Vec<String>>,
    /// Whether it takes the custom kinds; without a word, the object that names no resources does.
    pub(in crate::generate) custom_kinds: Option<bool>,
    pub(in crate::generate) failure_policy: Option<FailurePolicy>,
    pub(in crate::generate) timeout_eval_seconds: Option<u8>,
    pub(in crate::generate) background_audit: Option<bool>,
    pub(in crate::generate) namespace_selector: Selector,
    pub(in crate::generate) object_selector: Selector,
    /// Conditions on top of those of the policy.
    pub(in crate::generate) match_conditions: Vec<MatchCondition>,
}

/// What the API server does with a request when the policy does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub(in crate::generate) enum FailurePolicy {
    /// It refuses the request.
    Fail,
    /// It goes on without the policy.
    Ignore,
}

impl FailurePolicy {
    pub(super) fn read(text: &str) -> Result<Self, Vec<String>> {
        match text {
            "Fail" => Ok(Self::Fail),
            "Ignore" => Ok(Self::Ignore),
            _ => Err(vec![format!("`{text}` is neither `Fail` nor `Ignore`")]),
        }
    }
}

impl PolicyObject {
    /// The name of the object of a policy.
    pub(in crate::generate) fn name(&self, policy: &str) -> String {
        if self.suffix.is_empty() { policy.to_owned() } else { format!("{policy}-{}", self.suffix) }
    }

    /// Whether it takes what no other object names.
    pub(in crate::generate) fn takes_the_rest(&self) -> bool {
        self.resources.is_none() && self.operations.is_none()
    }

    /// Whether it takes the custom kinds of the policy.
    pub(in crate::generate) fn takes_custom_kinds(&self) -> bool {
        self.custom_kinds.unwrap_or(self.resources.is_none())
    }

    /// Whether every request goes to one of the two and none to both, as far as their selectors decide.
    pub(in crate::generate) fn is_told_apart_from(&self, other: &Self) -> bool {
        let namespaces = (&self.namespace_selector, &other.namespace_selector);
        let objects = (&self.object_selector, &other.object_selector);
        (namespaces.0 == namespaces.1 && objects.0.is_opposite_of(objects.1))
            || (objects.0 == objects.1 && namespaces.0.is_opposite_of(namespaces.1))
    }

    /// What is wrong with the object by itself; each fault begins with its place in it.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.suffix.is_empty() && !is_label(&self.suffix) {
            faults.push(format!(".suffix: `{}` is no part of a name: small letters, digits and `-`", self.suffix));
        }
        if self.suffix == "crds" || self.suffix.ends_with("-crds") {
            faults.push(format!(".suffix: `{}`: `crds` ends the name of an object for custom kinds", self.suffix));
        }
        if let Some(seconds) = self.timeout_eval_seconds.filter(|seconds| !EVALUATION_SECONDS.contains(seconds)) {
            faults.push(format!(".timeoutEvalSeconds: {}", not_seconds(seconds)));
        }
        for (key, list) in [("resources", &self.resources), ("operations", &self.operations)] {
            if list.as_ref().is_some_and(Vec::is_empty) {
                faults.push(format!(".{key}: is empty; leave it out where it does not matter"));
            }
        }
        let selectors = [("namespaceSelector", &self.namespace_selector), ("objectSelector", &self.object_selector)];
        for (key, selector) in selectors {
            faults.extend(selector.faults().into_iter().map(|what| format!(".{key}{what}")));
        }
        faults
    }
}

/// Reads the annotation; every fault is told.
pub(super) fn read(text: &str) -> Result<Vec<PolicyObject>, Vec<String>> {
    let objects: Vec<PolicyObject> = yaml(text)?;
    let mut faults = Vec::new();
    if objects.is_empty() {
        faults.push("is empty; without the annotation a policy has one object".to_owned());
    }
    let mut suffixes = BTreeSet::new();
    for (index, object) in objects.iter().enumerate() {
        if !suffixes.insert(&object.suffix) {
            faults.push(format!("[{index}].suffix: `{}` stands twice", object.suffix));
        }
        faults.extend(object.faults().into_iter().map(|what| format!("[{index}]{what}")));
    }
    if faults.is_empty() { Ok(objects) } else { Err(faults) }
}

fn is_label(text: &str) -> bool {
    !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
