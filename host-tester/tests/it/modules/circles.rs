//! Circles: files of which each one leads to every other one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Use;

/// Files that use each other, and the uses that tie them together.
#[derive(Debug, PartialEq)]
pub(crate) struct Circle {
    pub(crate) files: Vec<String>,
    pub(crate) uses: Vec<Use>,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "a circle of {} files: {}", self.files.len(), self.files.join(", "))?;
        self.uses.iter().try_for_each(|used| writeln!(f, "  {used}"))
    }
}

/// The strongly connected components with more than one file.
pub(super) fn among(uses: &[Use]) -> Vec<Circle> {
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for used in uses {
        edges.entry(&used.from).or_default().insert(&used.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (*file, reached_from(file, &edges))).collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for file in edges.keys().filter(|file| leads(file, file)) {
        let files: Vec<_> =
            edges.keys().filter(|other| leads(file, other) && leads(other, file)).copied().collect();
        if seen.insert(files.clone()) {
            let within =
                |used: &&Use| files.contains(&used.from.as_str()) && files.contains(&used.to.as_str());
            let uses = uses.iter().filter(within).cloned().collect();
            circles.push(Circle { files: files.into_iter().map(str::to_owned).collect(), uses });
        }
    }
    circles
}

/// Every file that a file leads to, which is the file itself only where it stands in a circle.
fn reached_from<'a>(file: &'a str, edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = vec![file];
    while let Some(file) = next.pop() {
        next.extend(edges.get(file).into_iter().flatten().copied().filter(|to| reached.insert(*to)));
    }
    reached
}
