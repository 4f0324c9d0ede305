//! This project's own policies, cases and recordings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::{Plan, Replay};
use crate::bundle::{self, Entry};
use crate::cli::common::Library;
use crate::cli::policies::{configure, unusable};
use crate::run::{Assignment, Case, Documents, Planned, Task};
use crate::source::{self, Document, Expected};
use crate::verdict::{Event, Section};

impl Replay {
    pub(super) fn project(&self) -> anyhow::Result<Plan> {
        let mut library = self.common.library()?;
        let mut events = Vec::new();
        let cases = self.cases(&mut library, &mut events)?;
        let mut tasks: Vec<_> = cases.into_iter().map(|case| Box::new(case) as Box<dyn Task>).collect();
        let recorded = in_project(&self.project, "e2e/recorded");
        let mut asked = 0;
        if recorded.is_dir() {
            let (documents, shared) = self.recordings(&recorded, &mut library, &mut events)?;
            asked = documents.len() * shared.policies.len();
            tasks.extend(Arc::new(shared).tasks(documents.into_iter()));
        }
        let total = tasks.len().max(asked);
        Ok(Plan { events, tasks: Box::new(tasks.into_iter()), total: u64::try_from(total).ok() })
    }

    /// The cases and variants of every policy.
    pub(super) fn cases(&self, library: &mut Library, events: &mut Vec<Event>) -> anyhow::Result<Vec<Case>> {
        let mut cases = Vec::new();
        for folder in policies(&self.project)? {
            let name = name(&folder);
            if !self.wants(&name) || !folder.join("cases").is_dir() {
                continue;
            }
            match library.load(&name, &built(library, &name)?)? {
                Ok(policy) => cases.extend(Planned::new(policy).cases(&folder, &self.filter)?),
                Err(fault) => events.push(unusable(Section::Cases, &Entry::unknown(&name), fault)),
            }
        }
        Ok(cases)
    }

    /// The recordings with the policies of their profile.
    pub(super) fn recordings(
        &self,
        folder: &Path,
        library: &mut Library,
        events: &mut Vec<Event>,
    ) -> anyhow::Result<(Vec<Document>, Documents)> {
        let now = self.common.now();
        let expected = Expected::read(&folder.join("expected.tsv"))?;
        let all: Vec<Document> = source::open(&[folder.join("requests")])?.collect();
        if let Some(lost) = expected.requests().find(|row| !all.iter().any(|document| document.id == **row)) {
            bail!(
                "{} expects something of `{lost}`, which is not recorded",
                folder.join("expected.tsv").display()
            );
        }
        let documents = all.into_iter().filter(|document| document.id.contains(&self.filter)).collect();
        let mut policies = Vec::new();
        let entries = bundle::read(&folder.join("policies.yaml"))?;
        for column in &expected.policies {
            if self.wants(column) && !entries.iter().any(|entry| entry.module_name() == column) {
                policies.push(absent(Entry::unknown(column)));
            }
        }
        for entry in entries.into_iter().filter(|entry| self.wants(entry.module_name())) {
            if !in_project(&self.project, "policies").join(entry.module_name()).is_dir() {
                policies.push(absent(entry));
                continue;
            }
            let file = built(library, entry.module_name())?;
            match configure(library, &entry, &file, now)? {
                Ok(policy) => policies.push(Assignment { entry, policy: Ok(policy), by_rules: false }),
                Err(fault) => events.push(unusable(Section::Recordings, &entry, fault)),
            }
        }
        Ok((documents, Documents { section: Section::Recordings, policies, expected: Some(expected), now }))
    }
}

/// A folder of the project, named as people name it when they are there.
pub(super) fn in_project(project: &Path, folder: &str) -> PathBuf {
    if project == Path::new(".") { PathBuf::from(folder) } else { project.join(folder) }
}

fn absent(entry: Entry) -> Assignment {
    Assignment { entry, policy: Err("policy does not exist yet".to_owned()), by_rules: false }
}

/// A folder under `policies/` with a `metadata.yml` is a policy.
fn policies(project: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = in_project(project, "policies");
    let entries = std::fs::read_dir(&folder).with_context(|| {
        format!(
            "{} cannot be read; run this in the project's folder, or replay your own with --requests",
            folder.display()
        )
    })?;
    let mut found: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("metadata.yml").is_file())
        .collect();
    found.sort();
    Ok(found)
}

/// The module of a policy that exists; one that was not built must not pass for one that was never written.
fn built(library: &Library, name: &str) -> anyhow::Result<PathBuf> {
    let file = library.file(name);
    if !file.is_file() {
        bail!("the policy `{name}` is not built: {} does not exist", file.display());
    }
    Ok(file)
}

fn name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
