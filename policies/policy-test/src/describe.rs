//! What a policy of ours says of itself: the answer to the operation `describe`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The answer to `describe`; modules of others do not have the operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Name of the policy.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// Its rules, in the order of its README.
    pub rules: Vec<Rule>,
    /// Every key of its settings.
    pub settings: Vec<String>,
    /// Which requests it judges.
    #[serde(default)]
    pub judges: Judges,
    /// The pod-level fields (`hostAliases`) that its rules read beyond those by which the walk of every policy knows
    /// a part of a pod. A map in which none of either stands is taken for something else: the variants of family
    /// `fragment` fail where one is missing here.
    #[serde(default)]
    pub pod_fields: Vec<String>,
}

/// Which requests a policy judges; it accepts all others before any rule is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Judges {
    /// `CREATE`, `UPDATE`, …
    pub operations: BTreeSet<String>,
    /// The subresources that it judges beside the objects themselves.
    pub sub_resources: BTreeSet<String>,
    /// The kinds of objects.
    pub kinds: JudgedKinds,
}

/// The kinds of objects that a policy judges.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JudgedKinds {
    /// Whatever may start pods.
    Workloads,
    /// Each kind that there is.
    All,
    /// These.
    #[serde(untagged)]
    These(Vec<JudgedKind>),
}

/// A kind that a policy judges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct JudgedKind {
    /// Its API group; empty for the core group.
    pub group: String,
    /// Its name: `Namespace`.
    pub kind: String,
}

/// What a policy judges that says nothing of it: creations and updates of whatever may start pods.
impl Default for Judges {
    fn default() -> Self {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            operations: all(&["CREATE", "UPDATE"]),
            sub_resources: all(&["ephemeralcontainers", "resize", "scale"]),
            kinds: JudgedKinds::Workloads,
        }
    }
}

/// One rule of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Rule {
    /// Its id: `host-path`.
    pub id: String,
    /// What it does unless the settings say otherwise: `deny`, `warn`, `audit` or `off`.
    pub mode: String,
    /// What the author of a refused manifest can do.
    pub fix: String,
    /// The level from which on it applies: `baseline`, `restricted`; none for a rule of every level.
    #[serde(default)]
    pub level: Option<String>,
    /// How bad what it finds is: `low`, `medium`, `high`, `critical`.
    #[serde(default)]
    pub severity: Option<String>,
    /// What it enforces: `pod-security:baseline/hostpath-volumes`.
    #[serde(default)]
    pub standards: Vec<String>,
    /// Whether its messages withhold the values that it has found.
    #[serde(default)]
    pub confidential: bool,
    /// What it files.
    #[serde(default)]
    pub kind: RuleKind,
    /// The keys that a rule of kind `record` writes into the audit annotation `record`.
    #[serde(default)]
    pub keys: Vec<String>,
}

/// What a rule files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// What is wrong with a request.
    #[default]
    Finding,
    /// What is worth keeping of a request, whether it is accepted or not.
    Record,
}

impl Description {
    /// Reads the answer; the error says what is missing.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("the answer to `describe`: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(rest: &str) -> Description {
        let rule = r#"{"id":"host-path","mode":"deny","fix":"mend it"}"#;
        let text =
            format!(r#"{{"policy":"a","version":"0.1.0","rules":[{rule}],"settings":["level"]{rest}}}"#);
        Description::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_policy_that_says_nothing_of_it_judges_creations_and_updates_of_workloads() {
        let plain = described("");
        assert_eq!((&plain.judges, plain.judges.kinds.clone()), (&Judges::default(), JudgedKinds::Workloads));
        assert!(plain.judges.operations.contains("UPDATE") && plain.judges.sub_resources.contains("scale"));
        assert_eq!((plain.pod_fields.len(), plain.rules[0].kind), (0, RuleKind::Finding));
    }

    #[test]
    fn kinds_are_a_word_or_a_list() {
        let kinds = |kinds: &str| {
            let judges = format!(r#"{{"operations":["CONNECT"],"subResources":["exec"],"kinds":{kinds}}}"#);
            described(&format!(r#","judges":{judges},"podFields":["hostAliases"]"#)).judges.kinds
        };
        assert_eq!(kinds(r#""all""#), JudgedKinds::All);
        assert_eq!(kinds(r#""workloads""#), JudgedKinds::Workloads);
        let role = JudgedKind { group: "rbac.authorization.k8s.io".to_owned(), kind: "Role".to_owned() };
        assert_eq!(
            kinds(r#"[{"group":"rbac.authorization.k8s.io","kind":"Role"}]"#),
            JudgedKinds::These(vec![role])
        );
    }
}
