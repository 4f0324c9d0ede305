//! `replay`: recorded requests and written cases against the modules.

mod export;
mod own;
mod project;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::common::{Common, Shown};
use super::look_ups::LookUps;
use super::sink::Sink;
use crate::report::{Format, Report};
use crate::run::{Task, run};
use crate::verdict::Event;

/// Replay requests against policies.
///
/// Alone it runs this project: the cases of every policy under policies/ and the recordings of e2e/recorded, each
/// against what is expected of it. With --requests it replays your own recordings and says what would have been
/// refused.
#[derive(Args)]
pub(super) struct Replay {
    /// Your own requests: files, folders of *.json, JSON lines, or `-` for standard input.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    requests: Vec<PathBuf>,
    /// Policies with settings: a file or folder of `ClusterAdmissionPolicy` documents. Absent: every module, with its
    /// default settings.
    #[arg(long, value_name = "FILE", requires = "requests")]
    policies: Option<PathBuf>,
    /// Only requests and cases whose name contains this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
    /// Only these policies.
    #[arg(long, value_name = "NAME")]
    policy: Vec<String>,
    /// Write the project's cases and recordings down for kwctl and policy-server instead: requests, settings,
    /// policies.yml, and index.tsv with the expected answers and the kwctl commands.
    #[arg(long, value_name = "DIR", conflicts_with = "requests")]
    export: Option<PathBuf>,
    /// Folder of the project.
    #[arg(long, value_name = "DIR", default_value = ".", conflicts_with = "requests")]
    project: PathBuf,
    /// Show each refusal and warning of which nothing is expected, too: what your own requests would have met. The
    /// forms json and junit always hold them.
    #[arg(long)]
    verdicts: bool,
    #[command(flatten)]
    look_ups: LookUps,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    shown: Shown,
}

/// What is to be done, and what is known before anything is.
struct Plan {
    events: Vec<Event>,
    tasks: Box<dyn Iterator<Item = Box<dyn Task>> + Send>,
    total: Option<u64>,
}

impl Replay {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        if self.requests.is_empty() && self.look_ups.are_stated() {
            bail!(
                "--world, --session and --created go with --requests: a case states its own world, and recordings are \
                 answered from what they created"
            );
        }
        if let Some(folder) = &self.export {
            return self.export(folder);
        }
        let plan = if self.requests.is_empty() { self.project()? } else { self.own()? };
        let format = match self.shown.format() {
            Format::Text if self.verdicts => Format::Verdicts,
            format => format,
        };
        let mut sink = Sink::new(Report::new(format), plan.total);
        for event in &plan.events {
            sink.add(event)?;
        }
        run(plan.tasks, self.common.threads(), |event| sink.add(&event))?;
        sink.finish()
    }

    fn wants(&self, policy: &str) -> bool {
        self.policy.is_empty() || self.policy.iter().any(|wanted| wanted == policy)
    }
}
