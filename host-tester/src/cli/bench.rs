//! `bench`: the numbers of every policy against their budgets.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::Value;

use super::common::Common;
use crate::bench::{
    Bench, COMPILE_BUDGET, Gate, Measured, Recorded, SIZE_BUDGET, Subject, TIME_BUDGET, code_size,
};
use crate::evaluate::Request;
use crate::source;

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
    /// Write today's fuel to the file.
    #[arg(long, conflicts_with = "gate")]
    record: bool,
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
        if self.record {
            recorded.write(&self.fuel)?;
        }
        out.write_all(table(&rows).as_bytes())?;
        let requests = self.requests(&bench)?;
        let threads = self.common.threads();
        let throughput = bench
            .throughput(&subjects, &requests, threads, Duration::from_secs(self.seconds))
            .map_err(|fault| anyhow::anyhow!("{fault}"))?;
        writeln!(
            out,
            "\n{} verdicts a second: {} policies, {} requests read and normalised beforehand, {threads} threads",
            throughput.rate(),
            subjects.len(),
            requests.len(),
        )?;
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

/// Comparing nothing is no success: its code is 3.
#[derive(Default)]
struct GateResult {
    text: String,
    compared: usize,
    failed: bool,
}

impl GateResult {
    fn add(&mut self, name: &str, bytes: usize, fuel: &[(&'static str, u64)], recorded: &Recorded) {
        let mut say = |ok: bool, line: String| {
            self.failed |= !ok;
            self.text.push_str(if ok { "ok      " } else { "FAILED  " });
            self.text.push_str(&line);
            self.text.push('\n');
        };
        say(bytes <= SIZE_BUDGET, format!("{name}: {bytes} bytes of code, at most {SIZE_BUDGET}"));
        for (request, fuel) in fuel {
            match recorded.gate(name, request, *fuel) {
                Gate::Within => say(true, format!("{name}: {request}: fuel {fuel}")),
                Gate::Outside(before) => {
                    say(
                        false,
                        format!(
                            "{name}: {request}: fuel {fuel}, recorded {before}; if it is meant, `bench --record`"
                        ),
                    );
                }
                Gate::Missing => {
                    say(false, format!("{name}: {request}: no fuel is recorded; `bench --record`"));
                }
            }
            self.compared += 1;
        }
    }

    fn code(&self) -> u8 {
        if self.compared == 0 { 3 } else { u8::from(self.failed) }
    }
}

fn table(rows: &[Measured]) -> String {
    let mut lines = vec![
        [
            "policy",
            "code kB",
            "compile ms",
            "on one core",
            "above null µs",
            "null µs",
            "p50 µs",
            "p99 µs",
            "fuel",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for row in rows {
        let fuel: Vec<_> = row.fuel.iter().map(|(_, fuel)| fuel.to_string()).collect();
        lines.push(vec![
            row.policy.clone(),
            against(&kilo(row.bytes), row.bytes <= SIZE_BUDGET, &kilo(SIZE_BUDGET)),
            against(&millis(row.parallel), row.parallel <= COMPILE_BUDGET, &millis(COMPILE_BUDGET)),
            millis(row.serial),
            against(&micros(row.timing.above()), row.timing.above() <= TIME_BUDGET, &micros(TIME_BUDGET)),
            micros(row.timing.null),
            micros(row.timing.p50),
            micros(row.timing.p99),
            fuel.join(" "),
        ]);
    }
    columns(&lines)
}

fn against(value: &str, within: bool, budget: &str) -> String {
    if within { format!("{value} (≤ {budget})") } else { format!("{value} OVER {budget}") }
}

fn kilo(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

fn millis(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1e3)
}

fn micros(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}

/// Cells under each other, two blanks apart.
fn columns(lines: &[Vec<String>]) -> String {
    let count = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..count).map(|column| width(column).unwrap_or_default()).collect();
    let mut text = String::new();
    for line in lines {
        let padded: Vec<_> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(padded.join("  ").trim_end());
        text.push('\n');
    }
    text
}
