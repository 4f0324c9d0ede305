//! The webhook rules of the policy for custom kinds.

use std::collections::{BTreeMap, BTreeSet};

use policy_test::kinds::{Kind, Kinds};

use super::deploy_annotations::DeployAnnotations;
use super::project::Policy;
use crate::module::{Metadata, Rule};

/// The order of operations in Kubernetes' own texts.
const OPERATIONS: [&str; 4] = ["CREATE", "UPDATE", "DELETE", "CONNECT"];

/// Rules for the kinds of the table that the policy wants to see and its own rules do not name, a group each.
///
/// Their version is `*`: which ones a cluster serves, and whether it knows the kind at all, is then no matter. A rule
/// that names a version of an absent kind would stop the audit of everything else in the policy.
pub(super) fn of_custom_kinds(metadata: &Metadata, deploy: &DeployAnnotations, kinds: &Kinds) -> Vec<Rule> {
    let (operations, scale_operations) = operations(metadata);
    let mut plurals: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut scaled: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for kind in kinds.iter().filter(|kind| deploy.wants(kind) && !names(metadata, kind)) {
        plurals.entry(kind.group).or_default().insert(kind.plural);
        if kind.scale.is_some() {
            scaled.entry(kind.group).or_default().insert(format!("{}/scale", kind.plural));
        }
    }
    let mut rules = Vec::new();
    for (group, plurals) in plurals {
        if !operations.is_empty() {
            rules.push(rule(group, plurals.into_iter().map(str::to_owned), &operations));
        }
        if let Some(scaled) = scaled.remove(group)
            && !scale_operations.is_empty()
        {
            rules.push(rule(group, scaled, &scale_operations));
        }
    }
    rules
}

/// What is wrong with the metadata's own rules: one that is audited names a resource that a cluster may not serve.
pub(super) fn faults(policy: &Policy) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, rule) in policy.metadata.rules.iter().enumerate() {
        let everywhere = |group: &String| !group.contains('.') || group.ends_with(".k8s.io");
        let stable = |version: &String| !version.contains("alpha") && !version.contains("beta");
        let audited = rule.operations.iter().any(|operation| operation == "CREATE")
            && ![&rule.api_groups, &rule.api_versions].into_iter().flatten().any(|name| name == "*");
        if audited && !(rule.api_groups.iter().all(everywhere) && rule.api_versions.iter().all(stable)) {
            faults.push(format!(
                "policies/{}/metadata.yml: rules[{index}]: where a cluster does not serve one of {} in one of {}, the \
                 audit of the whole policy stops; write the version as `*`, or leave the kind to the table of kinds",
                policy.name,
                rule.api_versions.join(", "),
                rule.api_groups.join(", "),
            ));
        }
    }
    faults
}

fn rule(group: &str, resources: impl IntoIterator<Item = String>, operations: &[String]) -> Rule {
    Rule {
        api_groups: vec![group.to_owned()],
        api_versions: vec!["*".to_owned()],
        resources: resources.into_iter().collect(),
        operations: operations.to_vec(),
    }
}

/// The operations that the metadata asks for on objects, and those on the subresource `scale`.
fn operations(metadata: &Metadata) -> (Vec<String>, Vec<String>) {
    let of = |wanted: fn(&str) -> bool| {
        let rules = metadata.rules.iter().filter(|rule| rule.resources.iter().any(|name| wanted(name)));
        let asked: BTreeSet<_> = rules.flat_map(|rule| &rule.operations).map(String::as_str).collect();
        if asked.contains("*") {
            return vec!["*".to_owned()];
        }
        OPERATIONS.iter().filter(|known| asked.contains(**known)).map(|known| (*known).to_owned()).collect()
    };
    (of(|name| !name.contains('/')), of(|name| name.ends_with("/scale")))
}

/// Whether the metadata's own rules name a kind.
fn names(metadata: &Metadata, kind: &Kind) -> bool {
    metadata.rules.iter().any(|rule| {
        let is = |names: &[String], own: &str| names.iter().any(|name| name == own || name == "*");
        is(&rule.api_groups, kind.group) && is(&rule.resources, kind.plural)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn metadata(rules: &serde_json::Value) -> Metadata {
        crate::module::check(&json!({"mutating": false, "rules": rules})).unwrap()
    }

    fn own(resources: &[&str], operations: &[&str]) -> serde_json::Value {
        json!({"apiGroups": [""], "apiVersions": ["v1"], "resources": resources, "operations": operations})
    }

    #[test]
    fn every_group_has_one_rule_for_every_version() {
        let metadata = metadata(&json!([own(&["pods"], &["UPDATE", "CREATE"])]));
        let rules = of_custom_kinds(&metadata, &DeployAnnotations::default(), Kinds::builtin());
        let ray = rules.iter().find(|rule| rule.api_groups == ["ray.io"]).unwrap();
        assert_eq!(ray.api_versions, ["*"]);
        assert_eq!(ray.operations, ["CREATE", "UPDATE"]);
        assert_eq!(ray.resources, ["rayclusters", "raycronjobs", "rayjobs", "rayservices"]);
        let groups: BTreeSet<_> = rules.iter().map(|rule| &rule.api_groups).collect();
        assert_eq!(groups.len(), rules.len());
    }

    #[test]
    fn kinds_are_scaled_where_the_metadata_asks_for_scale() {
        let asked = metadata(&json!([own(&["pods"], &["CREATE"]), own(&["deployments/scale"], &["UPDATE"])]));
        let rules = of_custom_kinds(&asked, &DeployAnnotations::default(), Kinds::builtin());
        let scaled: Vec<_> =
            rules.iter().filter(|rule| rule.resources.iter().any(|name| name.ends_with("/scale"))).collect();
        assert!(scaled.iter().any(|rule| rule.resources == ["leaderworkersets/scale"]), "{scaled:?}");
        assert!(scaled.iter().all(|rule| rule.operations == ["UPDATE"]), "{scaled:?}");
        let silent = metadata(&json!([own(&["pods"], &["CREATE"])]));
        let rules = of_custom_kinds(&silent, &DeployAnnotations::default(), Kinds::builtin());
        assert!(!rules.iter().any(|rule| rule.resources.iter().any(|name| name.contains('/'))), "{rules:?}");
    }

    #[test]
    fn what_the_metadata_names_itself_is_not_named_twice() {
        let own = json!([{"apiGroups": ["ray.io"], "apiVersions": ["v1"], "resources": ["rayjobs"], "operations": ["CREATE"]}]);
        let rules = of_custom_kinds(&metadata(&own), &DeployAnnotations::default(), Kinds::builtin());
        let ray = rules.iter().find(|rule| rule.api_groups == ["ray.io"]).unwrap();
        assert_eq!(ray.resources, ["rayclusters", "raycronjobs", "rayservices"]);
    }
}
