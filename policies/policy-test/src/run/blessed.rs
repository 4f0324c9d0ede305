//! The blessed outcome of a file of cases: text that is read in the diff.
//!
//! ```text
//! # rejects: a privileged init container
//! deny privileged spec.initContainers[0].securityContext.privileged
//!   message: …
//! ```
//!
//! It lists the findings that speak, and of those that are only recorded the ones of the rule that the file is
//! about: a further rule in mode audit touches the file of its own cases and no other.

use std::fmt::Write;

use serde_json::Value;

use crate::case::Case;
use crate::edits::{self, Edit};
use crate::expect::Decision;
use crate::outcome::Fault;
use crate::response::{Finding, Findings, Mode, Response};

/// The blessed outcome of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The decision and the sentence of the case: `rejects: a privileged init container`.
    pub(super) header: String,
    /// What was found, as far as it is listed.
    pub(crate) findings: Findings,
    /// What was edited.
    pub(super) edits: Vec<Edit>,
    /// The whole text, header and line ends included.
    pub(super) text: String,
}

/// The first line of a case's block, without the mark.
pub(super) fn header(case: &Case) -> String {
    format!("{}: {}", case.decision, case.sentence)
}

/// The text of one case's outcome, in the file of the cases of `rule`; `object` is that of the request, with which a
/// mutated one is compared.
pub(super) fn render(
    header: &str,
    rule: &str,
    result: &Result<Response, Fault>,
    object: Option<&Value>,
) -> String {
    let mut text = format!("# {header}\n");
    match result {
        Ok(response) => {
            let findings = response.read_findings().unwrap_or_default();
            for finding in findings.listed.iter().filter(|one| one.mode.speaks() || one.rule == rule) {
                line(&mut text, format_args!("{finding}"));
            }
            if findings.more > 0 {
                line(&mut text, format_args!("more {}", findings.more));
            }
            if let (Some(mutated), Some(object)) = (&response.mutated_object, object) {
                for edit in edits::between(object, mutated) {
                    line(&mut text, format_args!("  edit: {edit}"));
                }
            }
            lines(&mut text, "message", response.message.as_deref().unwrap_or_default());
            for warning in &response.warnings {
                lines(&mut text, "warning", warning);
            }
        }
        Err(Fault::Settings(message)) => lines(&mut text, "settings", message),
        Err(fault) => lines(&mut text, "fault", &fault.to_string()),
    }
    text
}

/// Reads a blessed file back; the error names the line.
pub(super) fn parse(text: &str) -> Result<Vec<Block>, String> {
    let mut blocks: Vec<Block> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(header) = line.strip_prefix("# ") {
            let header = header.to_owned();
            blocks.push(Block {
                header,
                findings: Findings::default(),
                edits: Vec::new(),
                text: String::new(),
            });
        }
        match blocks.last_mut() {
            Some(block) if !line.is_empty() => {
                block.text.push_str(line);
                block.text.push('\n');
                let number = index + 1;
                if let Some(edit) = line.strip_prefix("  edit: ") {
                    let edit = Edit::parse(edit).ok_or(format!("line {number}: `{edit}` is no edit"))?;
                    block.edits.push(edit);
                } else if !line.starts_with(['#', ' ']) {
                    read(line, &mut block.findings)
                        .ok_or(format!("line {number}: `{line}` is no finding"))?;
                }
            }
            Some(_) => {}
            None if line.is_empty() => {}
            None => return Err(format!("line {}: text before the first header", index + 1)),
        }
    }
    Ok(blocks)
}

/// The text of a file: its blocks, with an empty line between them.
pub(super) fn file(blocks: &[String]) -> String {
    blocks.join("\n")
}

/// The lines that differ, as in a diff.
pub(super) fn difference(blessed: &str, now: &str) -> Vec<String> {
    let mut what = vec!["the answer is not the blessed one (BLESS=1 writes it anew):".to_owned()];
    what.extend(
        blessed
            .lines()
            .filter(|line| !now.lines().any(|other| other == *line))
            .map(|line| format!("- {line}")),
    );
    what.extend(
        now.lines()
            .filter(|line| !blessed.lines().any(|other| other == *line))
            .map(|line| format!("+ {line}")),
    );
    if what.len() == 1 {
        what.push("the same lines in another order".to_owned());
    }
    what
}

fn read(line: &str, findings: &mut Findings) -> Option<()> {
    if let Some(more) = line.strip_prefix("more ") {
        findings.more = more.parse().ok()?;
        return Some(());
    }
    let (mode, rest) = line.split_once(' ')?;
    let (rule, path) = rest.split_once(' ')?;
    let mode = [Mode::Deny, Mode::Warn, Mode::Audit].into_iter().find(|known| known.to_string() == mode)?;
    findings.listed.push(Finding { rule: rule.to_owned(), path: path.to_owned(), mode });
    Some(())
}

fn lines(text: &mut String, what: &str, content: &str) {
    for content in content.lines() {
        // An empty line of a message leaves no blank at the end of its own.
        let blank = if content.is_empty() { "" } else { " " };
        line(text, format_args!("  {what}:{blank}{content}"));
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}

/// Whether a block is for a case: a decision written by hand is never changed by what was blessed.
pub(super) fn belongs(block: &Block, case: &Case) -> bool {
    block.header == header(case) && (case.decision != Decision::Accepts || !block.speaks())
}

impl Block {
    fn speaks(&self) -> bool {
        self.findings.listed.iter().any(|finding| finding.mode.speaks())
    }
}

#[cfg(test)]
mod tests;
