//! This project's own policies, cases and recordings.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use policy_test::stand_in::{Outage, Service, StandIn};

use super::{Plan, Replay};
use crate::bundle::{self, Entry};
use crate::cli::common::Library;
use crate::cli::layout::{built, in_project, name, policies};
use crate::cli::policies::{configure, unusable};
use crate::evaluate::Surroundings;
use crate::run::{Assignment, CaseTask, Documents, PolicyCases, Task};
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
    pub(super) fn cases(
        &self,
        library: &mut Library,
        events: &mut Vec<Event>,
    ) -> anyhow::Result<Vec<CaseTask>> {
        let mut cases = Vec::new();
        let folders = policies(&self.project)
            .context("there is no project to replay; name requests of your own with --requests")?;
        for folder in folders {
            let name = name(&folder);
            if !self.wants(&name) || !folder.join("cases").is_dir() {
                continue;
            }
            match library.load(&name, &built(library, &name)?)? {
                Ok(policy) => cases.extend(PolicyCases::new(policy).cases(&folder, &self.filter)?),
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
        let answers = Arc::new(world(folder, &all)?);
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
        let surroundings = Surroundings { now, answers };
        let expected = Some(expected);
        Ok((documents, Documents { section: Section::Recordings, policies, expected, surroundings }))
    }
}

/// What answers look-ups about recordings: every object whose creation was recorded, and what `world.yaml` beside them
/// states. Without that file no registry can be reached.
fn world(folder: &Path, documents: &[Document]) -> anyhow::Result<StandIn> {
    let file = folder.join("world.yaml");
    let mut world = if file.is_file() {
        StandIn::load(&file)?
    } else {
        StandIn { registry: Service::Fails(Outage::Unreachable), ..StandIn::default() }
    };
    world.add_objects(source::created(documents));
    Ok(world)
}

fn absent(entry: Entry) -> Assignment {
    Assignment { entry, policy: Err("policy does not exist yet".to_owned()), by_rules: false }
}
