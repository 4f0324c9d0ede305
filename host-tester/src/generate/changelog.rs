//! The newest section of a policy's CHANGELOG.md.

use chrono::NaiveDate;
use serde::Serialize;

use super::project::Policy;

/// What a version brings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// When it was released, or begun where it is not released yet.
    pub(super) date: NaiveDate,
    /// Whether it is released.
    pub(super) released: bool,
    /// Its entries, in order.
    pub(super) changes: Vec<Change>,
}

/// One entry, in the form of Artifact Hub.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    pub(super) kind: &'static str,
    pub(super) description: String,
}

/// The kinds of Artifact Hub, which are the headings of changelogs.
const KINDS: [(&str, &str); 6] = [
    ("Added", "added"),
    ("Changed", "changed"),
    ("Deprecated", "deprecated"),
    ("Removed", "removed"),
    ("Fixed", "fixed"),
    ("Security", "security"),
];

const HEADINGS: &str = "`## Unreleased since 2026-11-24` or `## 0.1.0 - 2026-11-24`";

/// The first section of the policy's changelog; the error says on which line it cannot be read.
pub(super) fn newest(policy: &Policy) -> Result<Section, String> {
    let version = &policy.description.version;
    read(&policy.changelog, version).map_err(|wrong| format!("policies/{}/CHANGELOG.md{wrong}", policy.name))
}

fn read(text: &str, version: &str) -> Result<Section, String> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let Some((number, heading)) =
        lines.by_ref().find_map(|(number, line)| Some((number, line.strip_prefix("## ")?)))
    else {
        return Err(format!(": no section; begin one with {HEADINGS}"));
    };
    let (released, date) = match heading.split_once(" - ").or_else(|| heading.split_once(" since ")) {
        Some(("Unreleased", date)) => (false, date),
        Some((found, date)) if found == version => (true, date),
        Some((found, _)) => {
            return Err(format!(
                ":{number}: the newest version is `{found}`, the policy's own is `{version}`"
            ));
        }
        None => return Err(format!(":{number}: `{heading}` has no date; write {HEADINGS}")),
    };
    let date = date.parse().map_err(|_| format!(":{number}: `{date}` is no date; write {HEADINGS}"))?;
    let mut section = Section { date, released, changes: Vec::new() };
    let mut kind = None;
    for (number, line) in lines.take_while(|(_, line)| !line.starts_with("## ")) {
        if let Some(heading) = line.strip_prefix("### ") {
            let known = KINDS.iter().find(|(known, _)| *known == heading);
            kind = Some(known.ok_or_else(|| format!(":{number}: `{heading}` is none of {}", headings()))?.1);
        } else if let Some(description) = line.strip_prefix("- ") {
            let Some(kind) = kind else {
                return Err(format!(":{number}: this entry stands under none of {}", headings()));
            };
            section.changes.push(Change { kind, description: description.trim().to_owned() });
        } else if !line.trim().is_empty() {
            let Some(last) = section.changes.last_mut().filter(|_| line.starts_with("  ")) else {
                return Err(format!(":{number}: expected an entry, which begins with `- `"));
            };
            last.description.push(' ');
            last.description.push_str(line.trim());
        }
    }
    if section.changes.is_empty() {
        return Err(format!(":{number}: the section `{heading}` has no entry"));
    }
    Ok(section)
}

fn headings() -> String {
    KINDS.map(|(heading, _)| format!("`### {heading}`")).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_section_is_read_with_its_date_and_kinds() {
        let text = "# Changelog\n\n## 1.2.0 - 2026-12-01\n\n### Added\n\n- one thing\n  and more of it\n- another\n\n\
            ### Fixed\n\n- a fault\n\n## 1.1.0 - 2026-11-01\n\n- older\n";
        let section = read(text, "1.2.0").unwrap();
        assert_eq!((section.date.to_string().as_str(), section.released), ("2026-12-01", true));
        let changes: Vec<_> =
            section.changes.iter().map(|change| (change.kind, &*change.description)).collect();
        assert_eq!(
            changes,
            [("added", "one thing and more of it"), ("added", "another"), ("fixed", "a fault")]
        );
    }

    #[test]
    fn what_is_not_released_has_the_date_of_its_beginning() {
        let section = read("## Unreleased since 2026-11-24\n### Changed\n- it\n", "0.1.0").unwrap();
        assert_eq!((section.date.to_string().as_str(), section.released), ("2026-11-24", false));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, wanted) in [
            ("# Changelog\n", ": no section; begin one with"),
            ("## Unreleased\n- it\n", ":1: `Unreleased` has no date"),
            ("## Unreleased since soon\n", ":1: `soon` is no date"),
            ("\n## 0.2.0 - 2026-11-24\n", ":2: the newest version is `0.2.0`, the policy's own is `0.1.0`"),
            ("## 0.1.0 - 2026-11-24\n- it\n", ":2: this entry stands under none of `### Added`"),
            ("## 0.1.0 - 2026-11-24\n### News\n", ":2: `News` is none of `### Added`"),
            ("## 0.1.0 - 2026-11-24\n### Added\nprose\n", ":3: expected an entry"),
            (
                "## 0.1.0 - 2026-11-24\n### Added\n## 0.0.1\n",
                ":1: the section `0.1.0 - 2026-11-24` has no entry",
            ),
        ] {
            let error = read(text, "0.1.0").unwrap_err();
            assert!(error.starts_with(wanted), "{text:?}: {error}");
        }
    }
}
