//! What a policy answers to `validate`, and the findings that our policies put into its audit annotations.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The answer to `validate`, as every Kubewarden policy gives it; absent and `null` members are the same.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Response {
    /// Whether the request may go on.
    pub accepted: bool,
    /// Why it may not, for the user.
    #[serde(default)]
    pub message: Option<String>,
    /// The HTTP status of a refusal.
    #[serde(default)]
    pub code: Option<u16>,
    /// The whole object after the policy's edits.
    #[serde(default)]
    pub mutated_object: Option<Value>,
    /// What goes into the API server's audit log.
    #[serde(default, deserialize_with = "null_as_default")]
    pub audit_annotations: BTreeMap<String, String>,
    /// What kubectl prints.
    #[serde(default, deserialize_with = "null_as_default")]
    pub warnings: Vec<String>,
}

/// One violation that a policy of ours found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    /// Where: `spec.containers[0].securityContext.privileged`.
    pub path: String,
    /// What the rule's mode made of it.
    pub mode: Mode,
}

/// What a finding leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The request is refused.
    Deny,
    /// The user is warned.
    Warn,
    /// It is only recorded.
    Audit,
}

/// The findings of one answer: the listed ones, and how many more were cut to keep the annotation short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Those that speak first.
    pub listed: Vec<Finding>,
    /// Findings that were found and not listed; the first one of each rule is always listed.
    pub more: u64,
}

/// The answer to `validate_settings`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SettingsAnswer {
    /// Whether the policy takes the settings.
    pub valid: bool,
    /// Why it does not.
    #[serde(default)]
    pub message: Option<String>,
}

impl SettingsAnswer {
    /// Reads a policy's answer.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// The message of a refusal as an error.
    pub fn into_result(self) -> Result<(), String> {
        if self.valid { Ok(()) } else { Err(self.message.unwrap_or_default()) }
    }
}

impl Response {
    /// Reads a policy's answer; the error is the text that the real hosts put into their own message.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// The listed findings; none for a policy that keeps no such annotation, or keeps it in another form.
    pub fn findings(&self) -> Vec<Finding> {
        self.read_findings().unwrap_or_default().listed
    }

    /// As [`Response::findings`], with the number of those that were cut, and an error where the annotation
    /// is there and not in the form that our policies write.
    pub fn read_findings(&self) -> Result<Findings, String> {
        #[derive(Deserialize)]
        struct FindingEntry {
            more: Option<u64>,
            rule: Option<String>,
            path: Option<String>,
            mode: Option<Mode>,
        }

        let Some(text) = self.audit_annotations.get("findings") else {
            return Ok(Findings::default());
        };
        let entries: Vec<FindingEntry> =
            serde_json::from_str(text).map_err(|error| format!("audit annotation `findings`: {error}"))?;
        let mut findings = Findings::default();
        for entry in entries {
            match (entry.more, entry.rule, entry.path, entry.mode) {
                (Some(more), None, None, None) => findings.more += more,
                (None, Some(rule), Some(path), Some(mode)) => {
                    findings.listed.push(Finding { rule, path, mode });
                }
                _ => {
                    return Err(
                        "audit annotation `findings`: an entry lacks `rule`, `path` or `mode`".to_owned()
                    );
                }
            }
        }
        Ok(findings)
    }

    /// The rules that speak: those with a finding that denies or warns.
    pub fn speaking(&self) -> BTreeSet<String> {
        self.findings()
            .into_iter()
            .filter(|finding| finding.mode.speaks())
            .map(|finding| finding.rule)
            .collect()
    }

    /// The keys of the audit annotation `record`; none where there is no such annotation, or one in another form.
    pub fn recorded_keys(&self) -> BTreeSet<String> {
        let text = self.audit_annotations.get("record").map(String::as_str).unwrap_or_default();
        let record: BTreeMap<String, Value> = serde_json::from_str(text).unwrap_or_default();
        record.into_keys().collect()
    }
}

impl Mode {
    /// Whether the user hears of it: a denial or a warning.
    pub fn speaks(self) -> bool {
        self != Mode::Audit
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mode::Deny => "deny",
            Mode::Warn => "warn",
            Mode::Audit => "audit",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.mode, self.rule, self.path)
    }
}

fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(findings: &str) -> Response {
        let annotations = BTreeMap::from([("findings".to_owned(), findings.to_owned())]);
        Response { audit_annotations: annotations, ..Response::default() }
    }

    #[test]
    fn absent_and_null_members_are_equal() {
        let nulls = br#"{"accepted":true,"message":null,"code":null,"mutated_object":null,"audit_annotations":null,"warnings":null}"#;
        assert_eq!(Response::parse(nulls), Response::parse(br#"{"accepted":true,"future":1}"#));
    }

    #[test]
    fn an_answer_without_accepted_is_refused() {
        assert_eq!(Response::parse(b"{}").unwrap_err(), "missing field `accepted` at line 1 column 2");
    }

    #[test]
    fn reads_findings_and_the_count_of_those_that_were_cut() {
        let found = response(r#"[{"rule":"privileged","path":"spec.a","mode":"deny"},{"more":12}]"#);
        let findings = found.read_findings().unwrap();
        assert_eq!(findings.more, 12);
        assert_eq!(findings.listed[0].to_string(), "deny privileged spec.a");
    }

    #[test]
    fn only_denials_and_warnings_speak() {
        let found = response(
            r#"[{"rule":"a","path":"p","mode":"audit"},{"rule":"b","path":"p","mode":"warn"},{"rule":"c","path":"p","mode":"deny"}]"#,
        );
        assert_eq!(found.speaking(), BTreeSet::from(["b".to_owned(), "c".to_owned()]));
    }

    #[test]
    fn an_annotation_in_another_form_is_an_error_and_no_finding() {
        let foreign = response("privileged");
        assert_eq!(foreign.findings(), []);
        assert!(foreign.read_findings().unwrap_err().starts_with("audit annotation `findings`: "));
        assert!(response(r#"[{"rule":"a"}]"#).read_findings().is_err());
    }
}
