//! The report for people: tables, then what failed in full, then one line that is the answer.

mod tables;

use std::time::Duration;

use policy_test::response::Response;

use super::Tally;
use super::plain::line;
use crate::verdict::{Evaluated, Event, Section, Verdict};

/// A report in the making.
pub(super) struct Text {
    /// Whether answers of which nothing is expected are shown, one by one.
    verdicts: bool,
    /// What goes below the tables: everything that failed.
    failed: String,
}

impl Text {
    pub(super) fn new(verdicts: bool) -> Self {
        Self { verdicts, failed: String::new() }
    }

    /// Takes an event in; returns what is shown at once.
    pub(super) fn event(&mut self, event: &Event) -> String {
        let mut text = String::new();
        let Event::Evaluated(evaluated) = event else {
            return text;
        };
        match (&evaluated.verdict, &evaluated.outcome.result) {
            (Verdict::Fail(what), _) => failure(&mut self.failed, evaluated, what),
            (Verdict::Open, Err(fault)) => {
                head(&mut self.failed, "ERROR", evaluated);
                indented(&mut self.failed, &fault.to_string());
            }
            (Verdict::Open, Ok(response)) if self.verdicts && evaluated.word() != "pass" => {
                head(&mut text, evaluated.word(), evaluated);
                said(&mut text, response);
            }
            (Verdict::Pass, _) | (Verdict::Open, Ok(_)) => {}
        }
        text
    }

    pub(super) fn finish(self, tally: &Tally, elapsed: Duration) -> String {
        let own = tally.rows.keys().any(|(section, _)| *section == Section::Requests);
        let mut text = if own { tables::own(tally) } else { tables::project(tally) };
        for part in [self.failed, tables::skipped(tally)] {
            if !part.is_empty() {
                text.push_str(&part);
                text.push('\n');
            }
        }
        line(&mut text, format_args!("{}", answer(tally, own, elapsed)));
        text
    }
}

fn failure(text: &mut String, evaluated: &Evaluated, what: &[String]) {
    head(text, "FAILED", evaluated);
    for line in what.iter().flat_map(|what| what.lines()) {
        indented(text, line);
    }
    if let Some(command) = &evaluated.command {
        indented(text, &format!("for kwctl and policy-server: {command}"));
    }
}

/// The last line: all that somebody reads who reads one line.
fn answer(tally: &Tally, own: bool, elapsed: Duration) -> String {
    let total = tally.total();
    let (evaluated, open) = (total.evaluated(), total.without_expectation());
    if evaluated == 0 {
        return "nothing was evaluated".to_owned();
    }
    let errors = if total.errors > 0 { format!(", {} errors", total.errors) } else { String::new() };
    let took = format!("{evaluated} verdicts in {:.2} s", elapsed.as_secs_f64());
    if own {
        let (refused, requests) = (tally.refused_requests, tally.requests);
        return format!("would have refused {refused} of {requests} requests{errors} ({took})");
    }
    let open = if open > 0 { format!(", {open} without expectation") } else { String::new() };
    format!("{} as expected, {} failed{errors}{open} ({took})", total.passed, total.failed)
}

fn head(text: &mut String, word: &str, evaluated: &Evaluated) {
    let outcome = &evaluated.outcome;
    let by = if outcome.policy.is_empty() { String::new() } else { format!("  {}", outcome.policy) };
    line(text, format_args!("{word:<6}  {}{by}", outcome.request));
    let origin = outcome.origin.to_string();
    if evaluated.verdict != Verdict::Open && origin != outcome.request {
        indented(text, &format!("at {origin}"));
    }
}

fn said(text: &mut String, response: &Response) {
    let findings: Vec<_> = response.findings().into_iter().filter(|finding| finding.mode.speaks()).collect();
    for finding in &findings {
        indented(text, &finding.to_string());
    }
    if findings.is_empty() {
        for line in response.message.iter().flat_map(|message| message.lines()) {
            indented(text, line);
        }
        for warning in &response.warnings {
            indented(text, warning);
        }
    }
}

fn indented(text: &mut String, content: &str) {
    for part in content.lines() {
        line(text, format_args!("        {part}"));
    }
}
