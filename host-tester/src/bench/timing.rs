//! Wall time, as fairly as a shared machine allows.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use policy_test::outcome::Fault;

use crate::evaluate::{Configured, Request, Surroundings};

/// A policy beside the null policy.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Median of the null policy.
    pub null: Duration,
    /// Median of the policy.
    pub p50: Duration,
    /// 99th percentile of the policy.
    pub p99: Duration,
}

/// Verdicts of all threads together.
#[derive(Debug, Clone, Copy)]
pub struct Throughput {
    /// How many.
    pub verdicts: u64,
    /// In what time.
    pub time: Duration,
}

impl Timing {
    /// What the policy takes above the null policy.
    pub fn above(&self) -> Duration {
        self.p50.saturating_sub(self.null)
    }
}

/// Takes turns between the two policies, so that whatever else the machine does meets both.
pub(super) fn compare(
    null: &Configured,
    policy: &Configured,
    request: &Request,
    surroundings: &Surroundings,
    rounds: u32,
) -> Result<Timing, Fault> {
    const WARM_UP: u32 = 50;
    let (mut nulls, mut times) = (Vec::new(), Vec::new());
    for round in 0..rounds.max(1) + WARM_UP {
        for (policy, times) in [(null, &mut nulls), (policy, &mut times)] {
            let begun = Instant::now();
            let evaluation = policy.evaluate(request, surroundings);
            let time = begun.elapsed();
            evaluation.result?;
            if round >= WARM_UP {
                times.push(time);
            }
        }
    }
    nulls.sort();
    times.sort();
    Ok(Timing { null: percentile(&nulls, 50), p50: percentile(&times, 50), p99: percentile(&times, 99) })
}

/// Every thread evaluates all requests again and again until the time is up.
pub(super) fn throughput(
    policies: &[Configured],
    requests: &[Request],
    threads: usize,
    length: Duration,
    surroundings: &Surroundings,
) -> Throughput {
    let (over, verdicts) = (AtomicBool::new(false), AtomicU64::new(0));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut done = 0;
                while !over.load(Ordering::Relaxed) && !requests.is_empty() && !policies.is_empty() {
                    for request in requests {
                        for policy in policies {
                            done += 1;
                            drop(policy.evaluate(request, surroundings));
                        }
                    }
                }
                verdicts.fetch_add(done, Ordering::Relaxed);
            });
        }
        std::thread::sleep(length);
        over.store(true, Ordering::Relaxed);
    });
    Throughput { verdicts: verdicts.into_inner(), time: begun.elapsed() }
}

impl Throughput {
    /// Verdicts a second.
    pub fn rate(&self) -> u64 {
        let micros = self.time.as_micros().max(1);
        u64::try_from(u128::from(self.verdicts) * 1_000_000 / micros).unwrap_or(u64::MAX)
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).or(sorted.last()).copied().unwrap_or_default()
}
