//! Who may do what: subject access reviews, decided as by rules of RBAC.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::stand_in::call::Review;

/// What is allowed; `*` stands for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// To a user of this name; with neither this nor `groups`, to everybody.
    pub user: Option<String>,
    /// To the members of one of these groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// `get`, `create`, …
    pub verb: String,
    /// The core group when absent.
    #[serde(default)]
    pub group: String,
    /// The resource's plural.
    pub resource: String,
    /// `exec`, `scale`, …; when absent the resource itself, and for the resource `*` also all below.
    #[serde(default)]
    pub subresource: String,
    /// In this namespace; everywhere when absent.
    pub namespace: Option<String>,
    /// On the object of this name; on all when absent.
    pub name: Option<String>,
}

/// Members of this group may do anything, whatever the rules say.
const MASTERS: &str = "system:masters";

/// The status of a review.
pub(in crate::stand_in) fn answer(allowed: &[Allowed], review: &Review) -> Value {
    let groups = review.groups.as_deref().unwrap_or_default();
    let any = groups.iter().any(|group| group == MASTERS) || allowed.iter().any(|item| item.allows(review));
    json!({"allowed": any})
}

impl Allowed {
    fn allows(&self, review: &Review) -> bool {
        let wanted = &review.resource_attributes;
        let text = |attribute: &Option<String>| attribute.as_deref().unwrap_or_default().to_owned();
        let only = |limit: &Option<String>, attribute: &Option<String>| {
            limit.as_ref().is_none_or(|limit| *limit == text(attribute))
        };
        let subresource = text(&wanted.subresource);
        self.is_about(review)
            && stands_for(&self.verb, &wanted.verb)
            && stands_for(&self.group, &text(&wanted.group))
            && stands_for(&self.resource, &wanted.resource)
            && (stands_for(&self.subresource, &subresource)
                || (self.resource == "*" && self.subresource.is_empty()))
            && only(&self.namespace, &wanted.namespace)
            && only(&self.name, &wanted.name)
    }

    fn is_about(&self, review: &Review) -> bool {
        let groups = review.groups.as_deref().unwrap_or_default();
        match &self.user {
            Some(user) if *user == review.user => true,
            None if self.groups.is_empty() => true,
            _ => self.groups.iter().any(|group| groups.contains(group)),
        }
    }
}

/// A star in the rule is everything; a star in the question is nothing but a star.
fn stands_for(rule: &str, wanted: &str) -> bool {
    rule == "*" || rule == wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(rule: &Value, question: &Value) -> bool {
        let allowed: Allowed = serde_json::from_value(rule.clone()).unwrap();
        let mut review = json!({"user": "alex", "groups": ["ml"], "resource_attributes": {"resource": "pods", "verb": "get"}});
        let (attributes, subject): (Vec<_>, Vec<_>) = question
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .partition(|(key, _)| !["user", "groups"].contains(&key.as_str()));
        for (key, value) in subject {
            review[key] = value;
        }
        for (key, value) in attributes {
            review["resource_attributes"][key] = value;
        }
        answer(&[allowed], &serde_json::from_value(review).unwrap())["allowed"] == true
    }

    fn rule(more: &Value) -> Value {
        let mut rule = json!({"verb": "get", "resource": "pods"});
        for (key, value) in more.as_object().unwrap() {
            rule[key] = value.clone();
        }
        rule
    }

    #[test]
    fn an_item_without_subject_means_everybody() {
        assert!(may(&rule(&json!({})), &json!({})));
        assert!(may(&rule(&json!({"user": "alex"})), &json!({})));
        assert!(!may(&rule(&json!({"user": "kim"})), &json!({})));
        assert!(may(&rule(&json!({"groups": ["ops", "ml"]})), &json!({})));
        assert!(may(&rule(&json!({"user": "kim", "groups": ["ml"]})), &json!({})), "either of them will do");
        assert!(!may(&rule(&json!({"groups": ["ops"]})), &json!({"groups": null})));
    }

    #[test]
    fn a_star_stands_for_anything_and_asks_for_everything() {
        assert!(may(&rule(&json!({"verb": "*", "group": "*"})), &json!({"verb": "create", "group": "apps"})));
        assert!(!may(&rule(&json!({})), &json!({"verb": "*"})));
        assert!(may(&rule(&json!({"resource": "*"})), &json!({"resource": "secrets", "subresource": "x"})));
        assert!(!may(&rule(&json!({})), &json!({"group": "apps"})), "the core group is meant");
    }

    #[test]
    fn a_subresource_is_a_right_of_its_own() {
        assert!(!may(&rule(&json!({})), &json!({"subresource": "exec"})));
        assert!(may(&rule(&json!({"subresource": "exec"})), &json!({"subresource": "exec"})));
        assert!(!may(&rule(&json!({"subresource": "exec"})), &json!({})));
    }

    #[test]
    fn a_rule_of_a_namespace_or_name_allows_nothing_beyond() {
        assert!(may(&rule(&json!({"namespace": "ml"})), &json!({"namespace": "ml"})));
        assert!(!may(&rule(&json!({"namespace": "ml"})), &json!({"namespace": "web"})));
        assert!(
            !may(&rule(&json!({"namespace": "ml"})), &json!({})),
            "without a namespace all are asked for"
        );
        assert!(!may(&rule(&json!({"name": "a"})), &json!({})), "without a name all are asked for");
        assert!(may(&rule(&json!({})), &json!({"namespace": "ml", "name": "a", "version": "v1"})));
    }

    #[test]
    fn masters_may_do_anything() {
        assert!(may(
            &rule(&json!({"user": "kim"})),
            &json!({"verb": "delete", "groups": ["system:masters"]})
        ));
    }
}
