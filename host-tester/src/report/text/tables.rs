//! The counts of a run, as tables. Each table ends with an empty line.

use std::collections::BTreeMap;

use crate::report::plain::line;
use crate::report::{Row, Tally, columns};
use crate::verdict::Section;

/// Cases and recordings of this project: a policy a row.
pub(super) fn project(tally: &Tally) -> String {
    let mut policies: BTreeMap<&str, (u64, u64, Row)> = BTreeMap::new();
    for ((section, policy), row) in &tally.rows {
        let (cases, recordings, both) = policies.entry(policy).or_default();
        *(if *section == Section::Cases { cases } else { recordings }) += row.passed;
        both.add(row);
    }
    let mut all = (0, 0, Row::default());
    for (cases, recordings, both) in policies.values() {
        all = (all.0 + cases, all.1 + recordings, all.2);
        all.2.add(both);
    }
    let errors = all.2.errors > 0;
    let mut head = vec!["policy", "cases as expected", "recordings as expected", "failed", "skipped"];
    if errors {
        head.push("errors");
    }
    let mut rows: Vec<Vec<String>> = vec![head.into_iter().map(str::to_owned).collect()];
    for (policy, (cases, recordings, both)) in policies.into_iter().chain([("all", all)]) {
        let mut row = vec![policy.to_owned()];
        row.extend([cases, recordings, both.failed, both.skipped()].map(|count| count.to_string()));
        if errors {
            row.push(both.errors.to_string());
        }
        rows.push(row);
    }
    columns(&rows) + "\n"
}

/// Requests of one's own: what each policy, each rule and each namespace comes to.
pub(super) fn own(tally: &Tally) -> String {
    let head = ["policy", "accepted", "warned", "refused", "errors", "skipped"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for ((_, policy), row) in &tally.rows {
        let (accepted, warned, refused) = row.open;
        let mut cells = vec![if policy.is_empty() { "(unreadable)".to_owned() } else { policy.clone() }];
        cells.extend([accepted, warned, refused, row.errors, row.skipped()].map(|count| count.to_string()));
        rows.push(cells);
    }
    let mut text = columns(&rows) + "\n";
    if !tally.rules.is_empty() {
        let counted =
            tally.rules.iter().map(|((policy, rule), counts)| (format!("{policy}: {rule}"), *counts));
        text.push_str(&table(["refused", "warned", "rule"], counted));
    }
    if tally.refused_requests > 0 {
        let counted = tally.namespaces.iter().filter(|(_, counts)| counts.0 > 0);
        let named = |name: &str| if name.is_empty() { "(cluster-wide)".to_owned() } else { name.to_owned() };
        text.push_str(&table(
            ["refused", "of", "namespace"],
            counted.map(|(name, counts)| (named(name), *counts)),
        ));
    }
    text
}

/// Why policies were not asked, the most frequent reason first.
pub(super) fn skipped(tally: &Tally) -> String {
    let mut reasons: Vec<_> = tally.total().skipped.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut text = String::new();
    for (reason, count) in reasons {
        line(&mut text, format_args!("{count} skipped: {reason}"));
    }
    text
}

/// Two counts and what they are of.
fn table(head: [&str; 3], counted: impl Iterator<Item = (String, (u64, u64))>) -> String {
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(counted.map(|(name, (one, other))| vec![one.to_string(), other.to_string(), name]));
    columns(&rows) + "\n"
}
