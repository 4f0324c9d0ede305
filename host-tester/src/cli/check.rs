//! `check`: manifests, before anybody applies them.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use policy_test::request::Options;

use super::common::{Common, Shown};
use super::look_ups::LookUps;
use super::policies;
use super::sink::Sink;
use crate::report::{Fixes, Format, Report};
use crate::run::{Assignment, Documents, run};
use crate::source;
use crate::verdict::Section;

/// Check manifests against policies; exits 1 when one would be refused.
#[derive(Args)]
pub(super) struct Check {
    /// Manifests: YAML with any number of documents, JSON, List objects, folders of such files, or `-`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Policies with settings: a file or folder of `ClusterAdmissionPolicy` documents. Absent: every module, with its
    /// default settings.
    #[arg(long, value_name = "FILE")]
    policies: Option<PathBuf>,
    /// The namespace of objects that name none.
    #[arg(long, short, value_name = "NAME")]
    namespace: Option<String>,
    #[command(flatten)]
    look_ups: LookUps,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    shown: Shown,
}

impl Check {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let options = Options { namespace: self.namespace.clone(), ..Options::default() };
        let documents = source::manifests(&self.files, &options)?;
        let mut library = self.common.library()?;
        let now = self.common.now();
        let (policies, events) = policies::load(&mut library, self.policies.as_deref(), now, |_| true)?;
        let report = match self.shown.format() {
            Format::Text => Report::diagnostics(fixes(&policies)),
            other => Report::new(other),
        };
        let mut sink = Sink::new(report, u64::try_from(documents.len() * policies.len()).ok());
        for event in &events {
            sink.add(event)?;
        }
        if !policies.is_empty() {
            let (documents, surroundings) = self.look_ups.surround(Box::new(documents.into_iter()), now)?;
            let shared =
                Arc::new(Documents { section: Section::Requests, policies, expected: None, surroundings });
            run(shared.tasks(documents), self.common.threads(), |event| sink.add(&event))?;
        }
        sink.finish()
    }
}

/// The fixes of the policies' rules; a module without `describe` has none.
fn fixes(policies: &[Assignment]) -> Fixes {
    let mut fixes = Fixes::new();
    for assignment in policies {
        let Ok(configured) = &assignment.policy else {
            continue;
        };
        let Ok(Some(description)) = configured.policy.describe() else {
            continue;
        };
        for rule in description.rules {
            fixes.insert((assignment.entry.name.clone(), rule.id), rule.fix);
        }
    }
    fixes
}
