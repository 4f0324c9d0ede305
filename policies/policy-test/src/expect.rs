//! What is expected of an answer, and how an answer that differs is put into words.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::edits::{self, Edit};
use crate::outcome::Fault;
use crate::response::{Finding, Response};

/// What a policy does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Lets it pass without a word.
    Accepts,
    /// Lets it pass and warns the user.
    Warns,
    /// Refuses it.
    Rejects,
    /// Lets it pass and edits its object.
    Mutates,
}

/// What is expected of one evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// `validate_settings` refuses, with a message that names this path.
    InvalidSettings(String),
    /// `validate` answers so.
    Verdict(Verdict),
}

/// What is expected of an answer to `validate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// Whether a stricter decision will do, too.
    pub or_stricter: bool,
    /// The rules that speak; unchecked when absent, as they are before a case is blessed for the first time.
    pub rules: Option<BTreeSet<String>>,
    /// The findings that speak, with their paths; unchecked when absent, as where some were cut.
    pub findings: Option<BTreeSet<Finding>>,
    /// The edits of the object; unchecked when absent.
    pub edits: Option<BTreeSet<Edit>>,
    /// Rules that must be recorded as audit, besides any others.
    pub audited: BTreeSet<String>,
    /// Rules that must not even be recorded.
    pub unrecorded: BTreeSet<String>,
    /// Whether the object may be edited where it is accepted.
    pub may_edit: bool,
    /// What the message and the warnings have to say.
    pub says: Vec<String>,
    /// What neither the message nor a warning may say.
    pub never_says: Vec<String>,
}

/// How an answer differs from what was expected: one line a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The differences.
    pub what: Vec<String>,
}

/// Compares an evaluation of a request with this object with what was expected of it.
pub fn judge(
    expectation: &Expectation,
    object: Option<&Value>,
    result: &Result<Response, Fault>,
) -> Result<(), Mismatch> {
    let what = match (expectation, result) {
        (Expectation::InvalidSettings(path), Err(Fault::Settings(message))) => {
            if message.contains(path.as_str()) {
                Vec::new()
            } else {
                vec![format!("the settings are refused, but not at `{path}`: {message}")]
            }
        }
        (Expectation::InvalidSettings(path), Ok(_)) => {
            vec![format!("expected settings refused at `{path}`, but they are accepted")]
        }
        (Expectation::InvalidSettings(_) | Expectation::Verdict(_), Err(fault)) => {
            vec![fault.to_string()]
        }
        (Expectation::Verdict(verdict), Ok(response)) => verdict.differences(object, response),
    };
    if what.is_empty() { Ok(()) } else { Err(Mismatch { what }) }
}

impl Decision {
    /// What an answer decides.
    pub fn of(response: &Response) -> Self {
        match response {
            Response { accepted: false, .. } => Decision::Rejects,
            Response { mutated_object: Some(_), .. } => Decision::Mutates,
            Response { warnings, .. } if !warnings.is_empty() => Decision::Warns,
            _ => Decision::Accepts,
        }
    }

    fn strictness(self) -> u8 {
        match self {
            Decision::Accepts | Decision::Mutates => 0,
            Decision::Warns => 1,
            Decision::Rejects => 2,
        }
    }
}

impl Verdict {
    /// A decision and nothing else.
    pub fn of(decision: Decision) -> Self {
        Self {
            decision,
            or_stricter: false,
            rules: None,
            findings: None,
            edits: None,
            audited: BTreeSet::new(),
            unrecorded: BTreeSet::new(),
            may_edit: false,
            says: Vec::new(),
            never_says: Vec::new(),
        }
    }

    /// This decision or a stricter one: a warning may become a refusal, and neither may become silence.
    pub fn at_least(decision: Decision) -> Self {
        Self { or_stricter: true, ..Self::of(decision) }
    }

    fn differences(&self, object: Option<&Value>, response: &Response) -> Vec<String> {
        let mut what = inconsistencies(response);
        let decision = match Decision::of(response) {
            Decision::Mutates if self.may_edit => Decision::Accepts,
            decision => decision,
        };
        let stricter = self.or_stricter && decision.strictness() > self.decision.strictness();
        if decision != self.decision && !stricter {
            let said = said(response);
            what.push(format!("expected `{}`, but the policy `{decision}`{said}", self.decision));
        }
        let found = match response.read_findings() {
            Ok(found) => found,
            Err(error) => {
                what.push(error);
                return what;
            }
        };
        let speaking: BTreeSet<Finding> =
            found.listed.iter().filter(|one| one.mode.speaks()).cloned().collect();
        let rules: BTreeSet<String> = speaking.iter().map(|one| one.rule.clone()).collect();
        if let Some(expected) = self.rules.as_ref().filter(|expected| **expected != rules) {
            what.push(format!("expected {} to speak, but {} did", list(expected), list(&rules)));
        } else if let Some(expected) = self.findings.as_ref().filter(|_| found.more == 0) {
            what.extend(expected.difference(&speaking).map(|one| format!("missing: {one}")));
            what.extend(speaking.difference(expected).map(|one| format!("unexpected: {one}")));
        }
        if let Some(expected) = &self.edits {
            let made = object.zip(response.mutated_object.as_ref());
            let made = made.map(|(before, after)| edits::between(before, after)).unwrap_or_default();
            let made: BTreeSet<_> = made.into_iter().collect();
            what.extend(expected.difference(&made).map(|edit| format!("missing edit: {edit}")));
            what.extend(made.difference(expected).map(|edit| format!("unexpected edit: {edit}")));
        }
        let recorded: BTreeSet<_> = found.listed.iter().map(|one| &one.rule).collect();
        let silent = self.audited.iter().filter(|rule| !recorded.contains(rule));
        what.extend(silent.map(|rule| format!("expected `{rule}` to be recorded as audit")));
        let loud = self.unrecorded.iter().filter(|rule| recorded.contains(rule));
        what.extend(loud.map(|rule| format!("expected `{rule}` not even to be recorded")));
        let text = said(response);
        let unsaid = self.says.iter().filter(|one| !text.contains(one.as_str()));
        what.extend(unsaid.map(|one| format!("expected the answer to say `{one}`{text}")));
        let stray = self.never_says.iter().filter(|one| text.contains(one.as_str()));
        what.extend(stray.map(|one| format!("expected the answer not to say `{one}`{text}")));
        what
    }
}

/// What contradicts itself within one answer, or breaks the form that all our policies keep.
///
/// Answers without the annotation `policy` are another's and are left alone.
fn inconsistencies(response: &Response) -> Vec<String> {
    if !response.audit_annotations.contains_key("policy") {
        return Vec::new();
    }
    let modes: BTreeSet<String> = response.findings().iter().map(|one| one.mode.to_string()).collect();
    let refused_quietly = !response.accepted && response.message.as_ref().is_none_or(String::is_empty);
    let annotations = &response.audit_annotations;
    let checks = [
        (response.accepted && modes.contains("deny"), "accepted in spite of a finding that denies"),
        (response.warnings.is_empty() && modes.contains("warn"), "a finding warns, but there is no warning"),
        (refused_quietly, "refused without a message"),
        (response.warnings.iter().any(|text| text.len() > 240), "a warning is longer than 240 bytes"),
        (annotations.keys().any(|key| key.contains('/')), "an audit annotation has a `/` in its key"),
        (
            annotations.get("findings").is_some_and(|text| text.len() > 4096),
            "`findings` is longer than 4096 bytes",
        ),
    ];
    checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, what)| what.to_owned()).collect()
}

fn said(response: &Response) -> String {
    let lines =
        response.message.iter().map(String::as_str).chain(response.warnings.iter().map(String::as_str));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { String::new() } else { format!(": {}", lines.join(" / ").replace('\n', " / ")) }
}

fn list(rules: &BTreeSet<String>) -> String {
    if rules.is_empty() {
        return "no rule".to_owned();
    }
    rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Decision::Accepts => "accepts",
            Decision::Warns => "warns",
            Decision::Rejects => "rejects",
            Decision::Mutates => "mutates",
        })
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what.join("\n"))
    }
}

impl std::error::Error for Mismatch {}

#[cfg(test)]
mod tests;
