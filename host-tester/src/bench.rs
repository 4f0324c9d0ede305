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

use cases::outcome::Fault;
use serde_json::Value;

use crate::engine::{Engine, Options};
use crate::evaluate::{Configured, Policy, Request, Surroundings, Terms};
use crate::module;

/// A module may have this many bytes.
pub const SIZE_BUDGET: usize = 200_000;
/// It may take this long to compile on all cores.
pub const COMPILE_BUDGET: Duration = Duration::from_millis(250);
/// It may take this much longer than the null policy for a Pod of 4 kB.
pub const TIME_BUDGET: Duration = Duration::from_micros(15);

/// The requests that fuel and times are measured with.
const REFERENCES: [(&str, &str); 3] = [
    ("pod-accepted", include_str!("../bench/pod-accepted.json")),
    ("deployment-refused", include_str!("../bench/deployment-refused.json")),
    ("configmap-without-pods", include_str!("../bench/configmap-without-pods.json")),
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

/// Engines that are set up once for all policies.
pub struct Bench {
    plain: Engine,
    fuel: Engine,
    serial: Engine,
    null: Configured,
    references: Vec<(&'static str, Request)>,
    surroundings: Surroundings,
}

impl Bench {
    /// Sets up; `now` is the date that policies see.
    pub fn new(now: u64) -> anyhow::Result<Self> {
        let plain = Engine::new(Options::default())?;
        let null = Policy::load(&plain, "null", &null::module()?)
            .map_err(|fault| anyhow::anyhow!("null policy: {fault}"))?;
        let mut references = Vec::new();
        for (name, text) in REFERENCES {
            let request = Request::new(serde_json::from_str(text)?);
            references
                .push((name, request.map_err(|fault| anyhow::anyhow!("reference request {name}: {fault}"))?));
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

    /// Measures one policy with the settings given.
    pub fn measure(&self, name: &str, wasm: &[u8], settings: &Value, rounds: u32) -> Result<Measured, Fault> {
        let serial = compile(&self.serial, name, wasm)?;
        let parallel = compile(&self.plain, name, wasm)?;
        let policy = configure(Policy::load(&self.plain, name, wasm)?, settings, self.surroundings.now)?;
        let (_, first) =
            self.references.first().ok_or_else(|| Fault::Request("no reference request".to_owned()))?;
        let timing = timing::compare(&self.null, &policy, first, &self.surroundings, rounds)?;
        Ok(Measured {
            policy: name.to_owned(),
            bytes: code_size(wasm)?,
            serial,
            parallel,
            timing,
            fuel: self.fuel(name, wasm, settings)?,
        })
    }

    /// Only the fuel: what a gate needs.
    pub fn fuel(&self, name: &str, wasm: &[u8], settings: &Value) -> Result<Vec<(&'static str, u64)>, Fault> {
        let policy = configure(Policy::load(&self.fuel, name, wasm)?, settings, self.surroundings.now)?;
        let mut fuel = Vec::new();
        for (reference, request) in &self.references {
            let evaluation = policy.evaluate(request, &self.surroundings);
            evaluation.result?;
            fuel.push((*reference, evaluation.fuel.unwrap_or_default()));
        }
        Ok(fuel)
    }

    /// Verdicts a second of all policies together over `requests`, on `threads` threads.
    pub fn throughput(
        &self,
        modules: &[(String, Vec<u8>)],
        requests: &[Request],
        threads: usize,
        length: Duration,
    ) -> Result<Throughput, Fault> {
        let policies = modules
            .iter()
            .map(|(name, wasm)| {
                configure(Policy::load(&self.plain, name, wasm)?, &Value::Null, self.surroundings.now)
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        Ok(timing::throughput(&policies, requests, threads, length, &self.surroundings))
    }

    /// The reference requests.
    pub fn references(&self) -> impl Iterator<Item = &Request> {
        self.references.iter().map(|(_, request)| request)
    }
}

fn configure(policy: Policy, settings: &Value, now: u64) -> Result<Configured, Fault> {
    let policy = Arc::new(policy);
    let terms = Terms::plain(&policy);
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
