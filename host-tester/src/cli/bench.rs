//! `bench`: the numbers of every policy against their budgets.

mod gate;
mod readme;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::Value;

use super::common::Common;
use crate::bench::{Bench, Recorded, Subject, code_size};
use crate::evaluate::Request;
use crate::report::columns;
use crate::{clock, source};
use gate::GateResult;

/// Measure policies: size, compilation, evaluation above a null policy, fuel, verdicts a second.
///
/// Times are reported; fuel is gated.
#[derive(Args)]
pub(super) struct BenchCommand {
    /// Policies to measure; every module when absent.
    policies: Vec<String>,
    /// Exit 1 when fuel is more than a tenth away from what is recorded, or a module is too large; measures nothing
    /// else.
    #[arg(long)]
    gate: bool,
    /// Write today's fuel to its file, and all numbers into the README, between two comments. Where only some policies
    /// are measured, the README stays as it is.
    #[arg(long, conflicts_with = "gate")]
    record: bool,
    /// The README that --record writes into.
    #[arg(long, value_name = "FILE", default_value = "README.md")]
    readme: PathBuf,
    /// The file of recorded fuel.
    #[arg(long, value_name = "FILE", default_value = "host-tester/fuel.tsv")]
    fuel: PathBuf,
    /// Folder of the policies: what `<policy>/bench.yml` holds there are the settings that it is measured with.
    #[arg(long, value_name = "DIR", default_value = "policies")]
    settings: PathBuf,
    /// Requests for the verdicts a second; the reference requests when absent.
    #[arg(long, value_name = "PATH")]
    requests: Vec<PathBuf>,
    /// Evaluations of each policy.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    rounds: u32,
    /// How long verdicts are counted, in seconds.
    #[arg(long, value_name = "S", default_value_t = 2)]
    seconds: u64,
    #[command(flatten)]
    common: Common,
}

impl BenchCommand {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let subjects = self.subjects()?;
        let bench = Bench::new(self.common.now())?;
        let mut recorded = Recorded::read(&self.fuel)?;
        let mut gate = GateResult::default();
        let mut rows = Vec::new();
        for subject in &subjects {
            let name = &subject.name;
            if self.gate {
                let fuel = bench.fuel(subject).map_err(|fault| anyhow::anyhow!("{name}: {fault}"))?;
                gate.add(name, code_size(&subject.wasm)?, &fuel, &recorded);
                continue;
            }
            let measured = bench.measure(subject, self.rounds);
            let measured = measured.map_err(|fault| anyhow::anyhow!("{name}: {fault}"))?;
            for (request, fuel) in &measured.fuel {
                recorded.set(name, request, *fuel);
            }
            rows.push(measured);
        }
        let mut out = std::io::stdout();
        if self.gate {
            out.write_all(gate.text.as_bytes())?;
            return Ok(gate.code());
        }
        let cells = table::cells(&rows);
        out.write_all(columns(&cells).as_bytes())?;
        let requests = self.requests(&bench)?;
        let threads = self.common.threads();
        let throughput = bench
            .throughput(&subjects, &requests, threads, Duration::from_secs(self.seconds))
            .map_err(|fault| anyhow::anyhow!("{fault}"))?;
        let verdicts = format!(
            "{} verdicts a second: {} policies, {} requests read and normalised beforehand, {threads} threads",
            throughput.rate(),
            subjects.len(),
            requests.len(),
        );
        writeln!(out, "\n{verdicts}")?;
        if self.record {
            recorded.write(&self.fuel)?;
        }
        if self.record && self.policies.is_empty() {
            let day = clock::day(clock::now());
            let with = readme::measured_with(&self.readme, threads);
            let text = format!("{}\nMeasured on {day} with {with}. {verdicts}.\n", table::markdown(&cells));
            readme::write(&self.readme, &text)?;
        }
        Ok(0)
    }

    fn subjects(&self) -> anyhow::Result<Vec<Subject>> {
        let library = self.common.library()?;
        let names = if self.policies.is_empty() { library.names()? } else { self.policies.clone() };
        let read = names.into_iter().map(|name| {
            let file = library.file(&name);
            let wasm =
                std::fs::read(&file).with_context(|| format!("cannot read the module {}", file.display()))?;
            let settings = settings(&self.settings.join(&name).join("bench.yml"))?;
            Ok(Subject { name, wasm, settings })
        });
        read.collect()
    }

    fn requests(&self, bench: &Bench) -> anyhow::Result<Vec<Request>> {
        if self.requests.is_empty() {
            return Ok(bench.references().cloned().collect());
        }
        let read = source::open(&self.requests)?.map(|document| {
            let value = document.read().map_err(|error| anyhow::anyhow!("{} {error}", document.id))?;
            Request::new(value).map_err(|fault| anyhow::anyhow!("{}: {fault}", document.id))
        });
        read.collect()
    }
}

/// The settings in a file; none where there is no file.
fn settings(file: &Path) -> anyhow::Result<Value> {
    if !file.exists() {
        return Ok(Value::Null);
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_saphyr::from_str(&text).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        anyhow::anyhow!("{}:{line}: {}", file.display(), error.without_snippet())
    })
}
