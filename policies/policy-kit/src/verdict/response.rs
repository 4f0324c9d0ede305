//! The answer to the host, in the shape of Kubewarden's `ValidationResponse`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::report::Finding;
use super::rule::Mode;
use crate::about::About;
use crate::json::Writer;
use crate::request::Request;
use crate::text::{cut, quoted};

/// At most so many bytes a warning: the API server drops what is longer.
const WARNING: usize = 240;
/// At most so many bytes of findings in the audit annotation.
const ANNOTATION: usize = 4_000;
/// At most so many bytes in the audit annotation `record`.
const RECORD: usize = 2_000;
/// Room for the count of what was left out.
const TAIL: usize = 32;
/// At most so many bytes of a place.
const PLACE: usize = 200;
/// At most so many findings in a message, and so many warnings; the rest is counted.
const LINES: usize = 20;

/// What a policy answers to `validate`.
#[derive(Debug)]
pub struct Response {
    /// Whether the request is accepted.
    pub accepted: bool,
    /// Why it is not: a line for each finding, then where to read on.
    pub message: Option<String>,
    /// The HTTP status of a rejection.
    pub code: Option<u16>,
    /// What goes to the audit log.
    pub audit_annotations: Annotations,
    /// One for each finding of a rule in mode warn.
    pub warnings: Vec<String>,
    /// The object with the edits of a policy that mutates; JSON.
    pub mutated_object: Option<String>,
}

/// The audit annotations; the API server puts the webhook's name before each key.
#[derive(Debug)]
pub struct Annotations {
    /// A JSON list of rule, path and mode.
    pub findings: Option<String>,
    /// `name@version`.
    pub policy: String,
    /// A JSON object of what record rules have written down.
    pub record: Option<String>,
}

/// Everything that an answer is made of.
#[derive(Default)]
pub(crate) struct Verdict<'a> {
    pub(crate) findings: Vec<Finding<'a>>,
    pub(crate) record: BTreeMap<&'static str, String>,
    /// About exemptions: in the message where there is one, else warnings.
    pub(crate) notes: Vec<String>,
}

impl Verdict<'_> {
    /// The answer to `request`.
    pub(crate) fn respond(self, about: &About, request: &Request<'_>) -> Response {
        let mut response = Response::accept(about);
        if !self.findings.is_empty() {
            response.audit_annotations.findings = Some(annotation(&self.findings));
        }
        if !self.record.is_empty() {
            response.audit_annotations.record = Some(record(&self.record));
        }
        let of_mode = |mode| self.findings.iter().filter(move |finding| finding.mode == mode);
        response.warnings =
            of_mode(Mode::Warn).take(LINES).map(|finding| cut(line(finding), WARNING)).collect();
        if let Some(more @ 1..) = of_mode(Mode::Warn).count().checked_sub(LINES) {
            response.warnings.push(format!("and {more} more"));
        }
        let denials: Vec<_> = of_mode(Mode::Deny).collect();
        let Some(first) = denials.first() else {
            response.warnings.extend(self.notes.into_iter().map(|note| cut(note, WARNING)));
            return response;
        };
        let mut message = format!("{} is refused by {}", subject(request), about.name);
        for finding in denials.iter().take(LINES) {
            let _ = write!(message, "\n- {}", line(finding));
        }
        if let Some(more @ 1..) = denials.len().checked_sub(LINES) {
            let _ = write!(message, "\n- and {more} more");
        }
        for note in &self.notes {
            let _ = write!(message, "\n- {note}");
        }
        let _ = write!(message, "\nsee {}/policies/{}#{}", about.home, about.name, first.rule.id);
        response.reject(message);
        response
    }
}

impl Response {
    /// The answer as JSON; what is absent is left out. A module that does not mutate has no code to say so.
    pub fn to_json(&self, mutates: bool) -> String {
        let mut json = Writer::default();
        json.open('{');
        json.key("accepted");
        json.literal(if self.accepted { "true" } else { "false" });
        if let Some(message) = &self.message {
            json.entry("message", message);
        }
        if let Some(code) = self.code {
            json.key("code");
            json.literal(&code.to_string());
        }
        json.key("audit_annotations");
        json.open('{');
        if let Some(findings) = &self.audit_annotations.findings {
            json.entry("findings", findings);
        }
        json.entry("policy", &self.audit_annotations.policy);
        if let Some(record) = &self.audit_annotations.record {
            json.entry("record", record);
        }
        json.close('}');
        if mutates && let Some(object) = &self.mutated_object {
            json.key("mutated_object");
            json.literal(object);
        }
        if !self.warnings.is_empty() {
            json.texts("warnings", self.warnings.iter().map(String::as_str));
        }
        json.close('}');
        json.into_text()
    }

    /// An acceptance without a word.
    pub(crate) fn accept(about: &About) -> Self {
        let policy = format!("{}@{}", about.name, about.version);
        let audit_annotations = Annotations { findings: None, policy, record: None };
        Response {
            accepted: true,
            message: None,
            code: None,
            audit_annotations,
            warnings: Vec::new(),
            mutated_object: None,
        }
    }

    /// Turns the answer into a rejection.
    pub(crate) fn reject(&mut self, message: String) {
        self.accepted = false;
        self.message = Some(message);
        // Forbidden: what the API server's own admission plug-ins answer.
        self.code = Some(403);
    }
}

/// The object in words: ``Deployment `ml/trainer` ``.
fn subject(request: &Request<'_>) -> String {
    let name = request.name.unwrap_or_default();
    let kind = quoted(request.kind.kind).to_string();
    let kind = kind.trim_matches('`');
    match request.namespace.unwrap_or_default() {
        _ if name.is_empty() => kind.to_owned(),
        "" => format!("{kind} {}", quoted(name)),
        namespace => format!("{kind} {}", quoted(&format!("{namespace}/{name}"))),
    }
}

/// A finding in words: rule, place, what is wrong, what to do.
fn line(finding: &Finding<'_>) -> String {
    let place = cut(finding.at.to_string(), PLACE);
    format!("{}: {place}: {}; {}", finding.rule.id, finding.what, finding.rule.fix)
}

/// What was written down, as a JSON object with the keys in order. What does not fit is left out as a whole, and counted.
fn record(values: &BTreeMap<&'static str, String>) -> String {
    let mut json = Writer::default();
    json.open('{');
    let mut left_out = 0_usize;
    for (key, value) in values {
        let mut entry = Writer::default();
        entry.entry(key, value);
        let entry = entry.into_text();
        if json.len() + entry.len() + TAIL > RECORD {
            left_out += 1;
        } else {
            json.literal(&entry);
        }
    }
    if left_out > 0 {
        json.key("more");
        json.literal(&left_out.to_string());
    }
    json.close('}');
    json.into_text()
}

/// The findings as a JSON list, those that speak first. When it grows too long the rest is a count, but the first finding of each rule
/// and mode always stays.
fn annotation(findings: &[Finding<'_>]) -> String {
    let mut list = String::from("[");
    let mut seen: Vec<(&str, Mode)> = Vec::new();
    let mut left_out = 0_usize;
    let silent = findings.iter().filter(|finding| !finding.speaks());
    for finding in findings.iter().filter(|finding| finding.speaks()).chain(silent) {
        let key = (finding.rule.id, finding.mode);
        let is_first = !seen.contains(&key);
        let mut entry = Writer::default();
        entry.open('{');
        entry.entry("rule", finding.rule.id);
        entry.entry("path", &cut(finding.at.to_string(), PLACE));
        entry.entry("mode", finding.mode.word());
        entry.close('}');
        let entry = entry.into_text();
        // The other half is for the first findings that are still to come.
        let room = if is_first { ANNOTATION } else { ANNOTATION / 2 };
        if list.len() + entry.len() + TAIL > room {
            left_out += 1;
            continue;
        }
        if is_first {
            seen.push(key);
        }
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&entry);
    }
    if left_out > 0 {
        let comma = if list.len() > 1 { "," } else { "" };
        let _ = write!(list, "{comma}{{\"more\":{left_out}}}");
    }
    list.push(']');
    list
}
