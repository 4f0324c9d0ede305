//! The report for people.

use std::time::Duration;

use policy_test::response::Response;

use super::{Row, Tally};
use crate::verdict::{Evaluated, Event, Section, Verdict};

/// What is worth reading at once: everything that is not as expected, and what speaks where nothing is.
pub(super) fn event(event: &Event) -> String {
    let Event::Evaluated(evaluated) = event else {
        return String::new();
    };
    let outcome = &evaluated.outcome;
    let mut text = String::new();
    match (&evaluated.verdict, &outcome.result) {
        (Verdict::Fail(what), _) => {
            head(&mut text, "FAILED", evaluated);
            for line in what.iter().flat_map(|what| what.lines()) {
                indented(&mut text, line);
            }
            if let Some(command) = &evaluated.command {
                indented(&mut text, &format!("for kwctl and policy-server: {command}"));
            }
        }
        (Verdict::Open, Err(fault)) => {
            head(&mut text, "ERROR", evaluated);
            indented(&mut text, &fault.to_string());
        }
        (Verdict::Open, Ok(response)) if evaluated.word() != "pass" => {
            head(&mut text, evaluated.word(), evaluated);
            said(&mut text, response);
        }
        (Verdict::Pass, _) | (Verdict::Open, Ok(_)) => {}
    }
    text
}

pub(super) fn summary(tally: &Tally, elapsed: Duration) -> String {
    let mut text = String::new();
    let width = tally.rows.keys().map(|(_, policy)| policy.len()).max().unwrap_or_default();
    if tally.rows.keys().any(|(section, _)| *section == Section::Requests) {
        requests(&mut text, tally);
    }
    for ((section, policy), row) in &tally.rows {
        line(&mut text, format_args!("{:<11} {policy:<width$}  {}", section.name(), counts(row)));
    }
    let total = tally.total();
    let evaluated = total.evaluated();
    line(
        &mut text,
        format_args!(
            "{} as expected, {} failed, {} without expectation, {} errors, {} skipped; {evaluated} verdicts in {:.2} s{}",
            total.passed,
            total.failed,
            total.without_expectation(),
            total.errors,
            total.skipped.values().sum::<u64>(),
            elapsed.as_secs_f64(),
            rate(evaluated, elapsed),
        ),
    );
    if evaluated == 0 {
        line(&mut text, format_args!("nothing was evaluated"));
    }
    text
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

/// "Would have refused N of M", by rule and by namespace.
fn requests(text: &mut String, tally: &Tally) {
    text.push('\n');
    line(text, format_args!("would have refused {} of {} requests", tally.refused_requests, tally.requests));
    if !tally.rules.is_empty() {
        line(text, format_args!("  {:>7}  {:>6}  rule", "refused", "warned"));
        for ((policy, rule), (denied, warned)) in &tally.rules {
            line(text, format_args!("  {denied:>7}  {warned:>6}  {policy}: {rule}"));
        }
    }
    if tally.refused_requests > 0 {
        line(text, format_args!("  {:>7}  {:>6}  namespace", "refused", "of"));
        for (namespace, (refused, all)) in tally.namespaces.iter().filter(|(_, counts)| counts.0 > 0) {
            let namespace = if namespace.is_empty() { "(cluster-wide)" } else { namespace };
            line(text, format_args!("  {refused:>7}  {all:>6}  {namespace}"));
        }
    }
    text.push('\n');
}

fn counts(row: &Row) -> String {
    let mut parts = Vec::new();
    let (accepted, warned, refused) = row.open;
    if row.passed + row.failed > 0 {
        parts.push(format!("{} of {} as expected", row.passed, row.passed + row.failed));
    }
    if row.without_expectation() > 0 {
        parts.push(format!(
            "{} without expectation ({accepted} pass, {warned} warn, {refused} fail)",
            row.without_expectation()
        ));
    }
    if row.errors > 0 {
        parts.push(format!("{} errors", row.errors));
    }
    for (reason, count) in &row.skipped {
        parts.push(format!("{count} skipped: {reason}"));
    }
    parts.join("; ")
}

fn rate(evaluated: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    if evaluated < 100 || seconds <= 0.0 {
        return String::new();
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a rate for people; the error is far below its last digit"
    )]
    let rate = evaluated as f64 / seconds;
    format!(" ({rate:.0} a second)")
}

fn indented(text: &mut String, content: &str) {
    for part in content.lines() {
        line(text, format_args!("        {part}"));
    }
}

/// One line, whatever names and values of others stand in it: none of them moves the cursor or begins a line of its
/// own.
fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    let plain =
        |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
    text.extend(content.to_string().chars().map(plain));
    text.push('\n');
}
