//! The ClusterAdmissionPolicies among which the rules of one policy are shared out.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::failure_policy::FailurePolicy;
use super::match_condition::MatchCondition;
use super::selector::Selector;
use super::value::{EVALUATION_SECONDS, not_seconds, yaml};

/// One item of the annotation `objects`. What an item leaves out is that of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::generate) struct PolicyObject {
    /// What the name of the object has after that of the policy; empty for the object with the name of the policy.
    pub(in crate::generate) suffix: String,
    /// The resources that the object takes, as they stand in the rules of the metadata (`pods/exec`).
    pub(in crate::generate) resources: Option<Vec<String>>,
    /// The operations that the object takes.
    pub(in crate::generate) operations: Option<Vec<String>>,
    /// Whether the object takes the custom kinds; when absent, an object that names no resources does.
    pub(in crate::generate) custom_kinds: Option<bool>,
    pub(in crate::generate) failure_policy: Option<FailurePolicy>,
    pub(in crate::generate) timeout_eval_seconds: Option<u8>,
    pub(in crate::generate) background_audit: Option<bool>,
    pub(in crate::generate) namespace_selector: Selector,
    pub(in crate::generate) object_selector: Selector,
    /// Conditions on top of those of the policy.
    pub(in crate::generate) match_conditions: Vec<MatchCondition>,
}

impl PolicyObject {
    /// The name of the object of a policy.
    pub(in crate::generate) fn name(&self, policy: &str) -> String {
        if self.suffix.is_empty() { policy.to_owned() } else { format!("{policy}-{}", self.suffix) }
    }

    /// Whether the object takes every request of its resources and operations.
    pub(in crate::generate) fn is_unconditional(&self) -> bool {
        self.narrowings() == 0
    }

    /// Whether every request goes to exactly one of the two objects, by one selector or one condition of each.
    ///
    /// Two things stay outside of it: a request about a cluster-wide resource, which no namespace selector keeps away,
    /// goes to both; so does an update that changes the label of an object selector.
    pub(in crate::generate) fn is_told_apart_from(&self, other: &Self) -> bool {
        let conditions = match (self.match_conditions.as_slice(), other.match_conditions.as_slice()) {
            ([one], [two]) => one.is_opposite_of(two),
            _ => false,
        };
        (self.narrowings(), other.narrowings()) == (1, 1)
            && (conditions
                || self.namespace_selector.is_opposite_of(&other.namespace_selector)
                || self.object_selector.is_opposite_of(&other.object_selector))
    }

    /// Whether the object asks for labels of objects, which what a CONNECT carries does not have.
    pub(in crate::generate) fn selects_objects(&self) -> bool {
        !self.object_selector.selects_everything()
    }

    /// How many selectors and conditions keep requests from the object.
    fn narrowings(&self) -> usize {
        let selectors = [&self.namespace_selector, &self.object_selector];
        selectors.iter().filter(|selector| !selector.selects_everything()).count()
            + self.match_conditions.len()
    }

    /// What is wrong with the object by itself; each fault begins with its place in it.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.suffix.is_empty() && !is_label(&self.suffix) {
            faults.push(format!(
                ".suffix: `{}` is no part of a name: small letters, digits and `-`",
                self.suffix
            ));
        }
        if self.suffix == "crds" || self.suffix.ends_with("-crds") {
            faults.push(format!(
                ".suffix: `{}`: `crds` ends the name of an object for custom kinds",
                self.suffix
            ));
        }
        if let Some(seconds) =
            self.timeout_eval_seconds.filter(|seconds| !EVALUATION_SECONDS.contains(seconds))
        {
            faults.push(format!(".timeoutEvalSeconds: {}", not_seconds(seconds)));
        }
        for (key, list) in [("resources", &self.resources), ("operations", &self.operations)] {
            if list.as_ref().is_some_and(Vec::is_empty) {
                faults.push(format!(".{key}: is empty; leave it out where it does not matter"));
            }
        }
        let selectors =
            [("namespaceSelector", &self.namespace_selector), ("objectSelector", &self.object_selector)];
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
