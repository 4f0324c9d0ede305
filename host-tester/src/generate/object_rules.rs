//! Which webhook rules each ClusterAdmissionPolicy of a policy has.
//!
//! An object that names resources or operations takes those; an object that names neither takes what no other object
//! names.

use std::collections::BTreeSet;

use super::deploy_annotations::PolicyObject;
use crate::module::{Metadata, Rule};

/// The operations that `*` stands for.
const OPERATIONS: [&str; 4] = ["CREATE", "UPDATE", "DELETE", "CONNECT"];
const ANY: &str = "*";

/// The rules of one object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ObjectRules {
    /// Those that the metadata names.
    pub(super) own: Vec<Rule>,
    /// Those for custom kinds of the table.
    pub(super) custom: Vec<Rule>,
}

/// A part of what the rules of a policy describe: one operation on one resource, or on all custom kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part<'a> {
    /// The resource as it stands in the metadata; none for the custom kinds.
    resource: Option<&'a str>,
    operation: &'a str,
}

/// How an object takes a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// The object names the resource or the operation.
    Named,
    /// The object takes what no other object names.
    Rest,
}

/// The rules of each object, in the order of the objects; or what goes to no object or to two.
pub(super) fn share_out(
    metadata: &Metadata,
    custom: &[Rule],
    objects: &[PolicyObject],
) -> Result<Vec<ObjectRules>, Vec<String>> {
    let faults = faults(metadata, custom, objects);
    if !faults.is_empty() {
        return Err(faults);
    }
    let rules_of = |object| ObjectRules {
        own: metadata.rules.iter().flat_map(|rule| taken(rule, false, object, objects)).collect(),
        custom: custom.iter().flat_map(|rule| taken(rule, true, object, objects)).collect(),
    };
    Ok(objects.iter().map(rules_of).collect())
}

fn faults(metadata: &Metadata, custom: &[Rule], objects: &[PolicyObject]) -> Vec<String> {
    let own = metadata.rules.iter().flat_map(|rule| parts(rule, false));
    let parts: BTreeSet<_> = own.chain(custom.iter().flat_map(|rule| parts(rule, true))).collect();
    let mut faults = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        let unknown = |list: &Option<Vec<String>>, known: &dyn Fn(&str) -> bool| -> Vec<String> {
            list.iter().flatten().filter(|name| !known(name.as_str())).cloned().collect()
        };
        for name in unknown(&object.resources, &|name| parts.iter().any(|part| part.resource == Some(name))) {
            faults.push(format!("[{index}].resources: no rule of the metadata names `{name}`"));
        }
        for name in unknown(&object.operations, &|name| parts.iter().any(|part| part.operation == name)) {
            faults.push(format!("[{index}].operations: no rule of the metadata asks for `{name}`"));
        }
        if object.custom_kinds == Some(true) && custom.is_empty() {
            faults.push(format!("[{index}].customKinds: the policy sees no custom kinds"));
        }
        if !parts.iter().any(|part| takers(*part, objects).contains(&object)) {
            faults.push(format!(
                "[{index}]: no request is left for this object; others name all of its requests"
            ));
        }
    }
    faults.extend(parts.iter().filter_map(|part| fault_of_takers(*part, objects)));
    faults
}

/// Why requests of a part are lost or asked about twice.
fn fault_of_takers(part: Part<'_>, objects: &[PolicyObject]) -> Option<String> {
    let resource = part.resource.map_or("the custom kinds".to_owned(), |name| format!("`{name}`"));
    let requests = format!("{} of {resource}", part.operation);
    let takers = takers(part, objects);
    if part.operation == "CONNECT" && takers.iter().any(|taker| taker.selects_objects()) {
        return Some(format!(
            "{requests} is lost: an objectSelector selects no CONNECT, which carries no labels"
        ));
    }
    match takers.as_slice() {
        [] => {
            Some(format!("{requests} goes to no object; name it in one, or add an object that names nothing"))
        }
        [one] if one.is_unconditional() => None,
        [_] => Some(format!(
            "{requests} is lost where the selectors or conditions of its object do not match; add an object with the \
             opposite ones, or state them for the whole policy in ai-guardrails.matchConditions"
        )),
        [one, two] if one.is_told_apart_from(two) => None,
        several => Some(format!(
            "{requests} goes to {} objects; name it in one, or in two that one selector or condition tells apart \
             (`In` and `NotIn` of the same values, `Exists` and `DoesNotExist`, `x` and `!(x)`)",
            several.len()
        )),
    }
}

/// The objects that take a part.
fn takers<'o>(part: Part<'_>, objects: &'o [PolicyObject]) -> Vec<&'o PolicyObject> {
    let with = |wanted: Claim| objects.iter().filter(move |object| claim(part, object) == Some(wanted));
    let named: Vec<_> = with(Claim::Named).collect();
    if named.is_empty() { with(Claim::Rest).collect() } else { named }
}

fn claim(part: Part<'_>, object: &PolicyObject) -> Option<Claim> {
    let names_operation = match &object.operations {
        Some(operations) if !operations.iter().any(|name| name == part.operation) => return None,
        operations => operations.is_some(),
    };
    let names_resource = match (part.resource, &object.resources) {
        (Some(resource), Some(resources)) => {
            if !resources.iter().any(|name| name == resource) {
                return None;
            }
            true
        }
        (Some(_), None) => false,
        (None, resources) => match object.custom_kinds {
            Some(true) => true,
            None if resources.is_none() => false,
            Some(false) | None => return None,
        },
    };
    Some(if names_operation || names_resource { Claim::Named } else { Claim::Rest })
}

fn parts(rule: &Rule, custom: bool) -> impl Iterator<Item = Part<'_>> {
    rule.resources.iter().flat_map(move |resource| {
        let resource = (!custom).then_some(resource.as_str());
        operations(rule).into_iter().map(move |operation| Part { resource, operation })
    })
}

fn operations(rule: &Rule) -> Vec<&str> {
    if rule.operations.iter().any(|name| name == ANY) {
        return OPERATIONS.to_vec();
    }
    rule.operations.iter().map(String::as_str).collect()
}

/// What an object has of a rule: the rule itself where the object takes all of it, or else one rule for all resources
/// of which the object takes the same operations.
fn taken(rule: &Rule, custom: bool, object: &PolicyObject, objects: &[PolicyObject]) -> Vec<Rule> {
    let takes = |part: Part<'_>| takers(part, objects).contains(&object);
    if parts(rule, custom).all(takes) {
        return vec![rule.clone()];
    }
    let mut rules: Vec<Rule> = Vec::new();
    for resource in &rule.resources {
        let resource_of_part = (!custom).then_some(resource.as_str());
        let operations = operations(rule)
            .into_iter()
            .filter(|operation| takes(Part { resource: resource_of_part, operation }));
        let operations: Vec<_> = operations.map(str::to_owned).collect();
        if operations.is_empty() {
            continue;
        }
        match rules.iter_mut().find(|rule| rule.operations == operations) {
            Some(rule) => rule.resources.push(resource.clone()),
            None => rules.push(Rule { resources: vec![resource.clone()], operations, ..rule.clone() }),
        }
    }
    rules
}

#[cfg(test)]
mod tests;
