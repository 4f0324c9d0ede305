//! Findings in manifests, in the form of a compiler's messages.

use std::collections::BTreeMap;
use std::fmt::Write;

use policy_test::response::{Finding, Mode, Response};

use super::Tally;
use crate::verdict::{Evaluated, Event};

/// What can be done about a finding, by policy and rule.
pub type Fixes = BTreeMap<(String, String), String>;

pub(super) struct Diagnostics {
    fixes: Fixes,
}

impl Diagnostics {
    pub(super) fn new(fixes: Fixes) -> Self {
        Self { fixes }
    }

    pub(super) fn event(&self, event: &Event) -> String {
        let Event::Evaluated(evaluated) = event else {
            return String::new();
        };
        match &evaluated.outcome.result {
            Ok(response) => self.findings(evaluated, response),
            Err(fault) => {
                let by = by(evaluated);
                format!("error: {fault}\n  --> {}{by}\n\n", evaluated.outcome.request)
            }
        }
    }

    fn findings(&self, evaluated: &Evaluated, response: &Response) -> String {
        let mut text = String::new();
        let lines: Vec<&str> = spoken(response).collect();
        let findings: Vec<Finding> =
            response.findings().into_iter().filter(|one| one.mode.speaks()).collect();
        for finding in &findings {
            self.finding(&mut text, evaluated, finding, &lines);
        }
        if findings.is_empty() && !response.accepted {
            let message = response.message.as_deref().unwrap_or("refused without a message");
            write(
                &mut text,
                format_args!("error: {message}\n  --> {}{}\n\n", evaluated.outcome.request, by(evaluated)),
            );
        }
        if findings.is_empty() {
            for warning in &response.warnings {
                let by = by(evaluated);
                write(
                    &mut text,
                    format_args!("warning: {warning}\n  --> {}{by}\n\n", evaluated.outcome.request),
                );
            }
        }
        text
    }

    fn finding(&self, text: &mut String, evaluated: &Evaluated, finding: &Finding, lines: &[&str]) {
        let level = if finding.mode == Mode::Deny && !evaluated.monitored { "error" } else { "warning" };
        let fix = self.fixes.get(&(evaluated.outcome.policy.clone(), finding.rule.clone()));
        let prefix = format!("{}: {}: ", finding.rule, finding.path);
        let said = lines.iter().find_map(|line| line.strip_prefix(prefix.as_str()));
        // Our messages end with the fix, which has a line of its own here.
        let what = match (said, fix) {
            (Some(said), Some(fix)) => {
                said.strip_suffix(fix.as_str()).map_or(said, |what| what.trim_end_matches("; "))
            }
            (Some(said), None) => said,
            (None, _) => "violated (the policy's message was cut)",
        };
        write(text, format_args!("{level}[{}]: {what}\n", finding.rule));
        write(text, format_args!("  --> {}{}\n", evaluated.outcome.request, by(evaluated)));
        write(text, format_args!("   = field: {}\n", finding.path));
        if let Some(fix) = fix {
            write(text, format_args!("   = help: {fix}\n"));
        }
        text.push('\n');
    }
}

/// One line about everything.
pub(super) fn summary(tally: &Tally) -> String {
    let total = tally.total();
    let (pass, warn, fail) = total.open;
    let skipped: u64 = total.skipped.values().sum();
    let objects = if tally.requests == 1 { "object" } else { "objects" };
    let mut text = format!("{} {objects}: {pass} pass, {warn} warn, {fail} fail", tally.requests);
    for (count, word) in [(total.errors, "errors"), (skipped, "skipped")] {
        if count > 0 {
            write(&mut text, format_args!(", {count} {word}"));
        }
    }
    let policies = tally.rows.len();
    write(&mut text, format_args!(" ({policies} {})\n", if policies == 1 { "policy" } else { "policies" }));
    if total.evaluated() == 0 {
        text.push_str("nothing was evaluated\n");
    }
    text
}

/// Every line a policy says, without the list marks of its message.
fn spoken(response: &Response) -> impl Iterator<Item = &str> {
    let message = response.message.iter().flat_map(|message| message.lines());
    message.chain(response.warnings.iter().map(String::as_str)).map(|line| line.trim_start_matches("- "))
}

fn by(evaluated: &Evaluated) -> String {
    let policy = &evaluated.outcome.policy;
    if policy.is_empty() { String::new() } else { format!(" ({policy})") }
}

/// Writing to a string cannot fail.
fn write(text: &mut String, content: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(content);
}
