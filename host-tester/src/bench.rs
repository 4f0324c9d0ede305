//! Measurements: size, compilation, time above a policy that does nothing, fuel.
//!
//! Fuel is the same on every machine and is what a gate can hold; times are for
//! people, and depend on the machine.

mod fuel;
mod null;
mod timing;

pub use fuel::{Gate, Recorded};
pub use timing::{Throughput, Timing};

use std::sync::Arc;
use std::time::{Duration, Instant};

use policy_test::outcome::Fault;
use serde_json::Value;

use crate::engine::{Engine, Options};
use crate::evaluate::{Configured, Policy, Request, Surroundings};
use crate::module;

/// A module may have this many bytes.
pub const SIZE_BUDGET: usize = 256_000;
/// It may take this long to compile on all cores.
pub const COMPILE_BUDGET: Duration = Duration::from_millis(350);
/// It may take this much longer than the null policy for a Pod of 4 kB.
pub const TIME_BUDGET: Duration = Duration::from_micros(15);

/// The requests that fuel and times are measured with, and whether they are to be accepted. A refusal takes other ways
/// through a policy, and longer ones.
const REFERENCES: [(&str, bool, &str); 3] = [
    ("pod-accepted", true, include_str!("../bench/pod-accepted.json")),
    ("deployment-refused", false, include_str!("../bench/deployment-refused.json")),
    ("configmap-without-pods", true, include_str!("../bench/configmap-without-pods.json")),
];

/// Everything that is measured of one policy.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Name of the policy.
    pub policy: String,
    /// Size of the module.
    pub bytes: usize,
    /// Compilation on one core.
    pub serial: Duration,
    /// Compilation on all cores.
    pub parallel: Duration,
    /// The first reference request, and the null policy with the same.
    pub timing: Timing,
    /// Fuel of each reference request.
    pub fuel: Vec<(&'static str, u64)>,
}

/// A policy to measure.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// Its module.
    pub wasm: Vec<u8>,
    /// The settings that it is measured with.
    pub settings: Value,
}

struct Reference {
    name: &'static str,
    accepted: bool,
    request: Request,
}

/// Engines that are set up once for all policies.
pub struct Bench {
    plain: Engine,
    fuel: Engine,
    serial: Engine,
    null: Configured,
    references: Vec<Reference>,
    surroundings: Surroundings,
}

impl Bench {
    /// Sets up; `now` is the date that policies see.
    pub fn new(now: u64) -> anyhow::Result<Self> {
        let plain = Engine::new(Options::default())?;
        let null = Policy::load(&plain, "null", &null::module()?)
            .map_err(|fault| anyhow::anyhow!("null policy: {fault}"))?;
        let mut references = Vec::new();
        for (name, accepted, text) in REFERENCES {
            let request = Request::new(serde_json::from_str(text)?)
                .map_err(|fault| anyhow::anyhow!("reference request {name}: {fault}"))?;
            references.push(Reference { name, accepted, request });
        }
        Ok(Self {
            null: configure(null, &Value::Null, now)
                .map_err(|fault| anyhow::anyhow!("null policy: {fault}"))?,
            fuel: Engine::new(Options { fuel: true, ..Options::default() })?,
            serial: Engine::new(Options { parallel: false, ..Options::default() })?,
            plain,
            references,
            surroundings: Surroundings::cut_off(now),
        })
    }

    /// Measures one policy.
    pub fn measure(&self, subject: &Subject, rounds: u32) -> Result<Measured, Fault> {
        let Subject { name, wasm, .. } = subject;
        let serial = compile(&self.serial, name, wasm)?;
        let parallel = compile(&self.plain, name, wasm)?;
        let policy = self.configure(&self.plain, subject)?;
        let first =
            self.references.first().ok_or_else(|| Fault::Request("no reference request".to_owned()))?;
        let timing = timing::compare(&self.null, &policy, &first.request, &self.surroundings, rounds)?;
        Ok(Measured {
            policy: name.clone(),
            bytes: code_size(wasm)?,
            serial,
            parallel,
            timing,
            fuel: self.fuel(subject)?,
        })
    }

    /// Only the fuel: what a gate needs. A reference request that is not decided as its name says measures something
    /// else, and is a fault.
    pub fn fuel(&self, subject: &Subject) -> Result<Vec<(&'static str, u64)>, Fault> {
        let policy = self.configure(&self.fuel, subject)?;
        let mut fuel = Vec::new();
        for Reference { name, accepted, request } in &self.references {
            let evaluation = policy.evaluate(request, &self.surroundings);
            let response = evaluation.result?;
            if response.accepted != *accepted {
                let decided = if response.accepted { "accepted" } else { "refused" };
                let what = format!("the reference request {name} is {decided}: other settings are needed");
                return Err(Fault::Request(what));
            }
            fuel.push((*name, evaluation.fuel.unwrap_or_default()));
        }
        Ok(fuel)
    }

    /// Verdicts a second of all policies together over `requests`, on `threads` threads.
    pub fn throughput(
        &self,
        subjects: &[Subject],
        requests: &[Request],
        threads: usize,
        length: Duration,
    ) -> Result<Throughput, Fault> {
        let policies = subjects.iter().map(|subject| self.configure(&self.plain, subject));
        let policies = policies.collect::<Result<Vec<_>, Fault>>()?;
        Ok(timing::throughput(&policies, requests, threads, length, &self.surroundings))
    }

    /// The reference requests.
    pub fn references(&self) -> impl Iterator<Item = &Request> {
        self.references.iter().map(|reference| &reference.request)
    }

    fn configure(&self, engine: &Engine, subject: &Subject) -> Result<Configured, Fault> {
        configure(
            Policy::load(engine, &subject.name, &subject.wasm)?,
            &subject.settings,
            self.surroundings.now,
        )
    }
}

fn configure(policy: Policy, settings: &Value, now: u64) -> Result<Configured, Fault> {
    let policy = Arc::new(policy);
    let terms = policy.own_terms();
    policy.configure(settings, terms, now)
}

/// The bytes of a module without its custom sections: a README is read by people and costs no evaluation.
pub fn code_size(wasm: &[u8]) -> Result<usize, Fault> {
    let module = module::read(wasm).map_err(Fault::Load)?;
    Ok(module.bytes - module.custom)
}

/// The median of three compilations.
fn compile(engine: &Engine, name: &str, wasm: &[u8]) -> Result<Duration, Fault> {
    let mut times = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        Policy::load(engine, name, wasm)?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times.get(1).copied().unwrap_or_default())
}
