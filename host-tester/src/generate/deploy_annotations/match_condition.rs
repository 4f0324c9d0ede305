//! Conditions in CEL that keep requests from being sent to a policy at all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// As many as Kubernetes takes for one webhook.
const MOST: usize = 64;

/// The longest name that Kubernetes takes.
const LONGEST_NAME: usize = 63;

/// One condition. A request is sent where all conditions are true.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::generate) struct MatchCondition {
    /// The name of the condition in errors and metrics of the API server.
    pub(in crate::generate) name: String,
    /// CEL over `request`, `object`, `oldObject` and `authorizer`; its grammar is not checked here.
    pub(in crate::generate) expression: String,
}

impl MatchCondition {
    /// Whether one of the two expressions is the other one in `!(…)`.
    pub(super) fn is_opposite_of(&self, other: &Self) -> bool {
        let (one, two) = (self.expression.trim(), other.expression.trim());
        one == format!("!({two})") || two == format!("!({one})")
    }
}

/// What the API server would refuse in the conditions of one webhook; each fault begins with its place in the list.
pub(super) fn faults(conditions: &[&MatchCondition]) -> Vec<String> {
    let mut faults = Vec::new();
    if conditions.len() > MOST {
        faults.push(format!(": are {}, and a webhook takes at most {MOST}", conditions.len()));
    }
    let mut names = BTreeSet::new();
    for (index, condition) in conditions.iter().enumerate() {
        let name = &condition.name;
        if !is_qualified_name(name) {
            faults.push(format!(
                "[{index}].name: `{name}` is no name: letters, digits, `-`, `_` and `.`, at most {LONGEST_NAME} of them, a \
                 letter or a digit first and last"
            ));
        }
        if !names.insert(name) {
            faults.push(format!("[{index}].name: `{name}` stands twice"));
        }
        if condition.expression.trim().is_empty() {
            faults.push(format!("[{index}].expression: is empty"));
        }
    }
    faults
}

fn is_qualified_name(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric();
    (1..=LONGEST_NAME).contains(&name.len())
        && name.starts_with(plain)
        && name.ends_with(plain)
        && name.chars().all(|character| plain(character) || ['-', '_', '.'].contains(&character))
}
