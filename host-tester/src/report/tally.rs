//! What is counted, and the exit code that follows from it.

use std::collections::{BTreeMap, BTreeSet};

use cases::outcome::Fault;
use cases::response::{Mode, Response};

use crate::verdict::{Evaluated, Event, Section, Verdict};

/// The counts of a run.
#[derive(Debug, Default)]
pub struct Tally {
    /// By part of the run and policy.
    pub rows: BTreeMap<(Section, String), Row>,
    /// By policy and rule: findings that deny and that warn, each counted once a request.
    pub rules: BTreeMap<(String, String), (u64, u64)>,
    /// By namespace: requests refused by any policy, and requests.
    pub namespaces: BTreeMap<String, (u64, u64)>,
    /// Requests that were judged by at least one policy.
    pub requests: u64,
    /// Requests that at least one policy refused, or would have in another mode.
    pub refused_requests: u64,
    current: Option<Current>,
    enforced: bool,
    misconfigured: bool,
    broken: bool,
}

/// The counts of one policy in one part of the run.
#[derive(Debug, Default, Clone)]
pub struct Row {
    /// As expected.
    pub passed: u64,
    /// Not as expected.
    pub failed: u64,
    /// Without an answer where nothing was expected.
    pub errors: u64,
    /// Without expectation: accepted in silence, accepted with a warning, refused.
    pub open: (u64, u64, u64),
    /// Not asked, by reason.
    pub skipped: BTreeMap<String, u64>,
}

/// The request that events are about: those of one request follow each other.
#[derive(Debug)]
struct Current {
    request: String,
    namespace: String,
    refused: bool,
}

impl Tally {
    /// Counts an event.
    pub fn add(&mut self, event: &Event) {
        match event {
            Event::Skipped { section, policy, reason, .. } => {
                let row = self.rows.entry((*section, policy.clone())).or_default();
                *row.skipped.entry(reason.clone()).or_default() += 1;
            }
            Event::Evaluated(evaluated) => {
                self.count(evaluated);
                self.faults(evaluated);
                if evaluated.section == Section::Requests {
                    self.request(evaluated);
                }
            }
        }
    }

    /// All rows together.
    pub fn total(&self) -> Row {
        let mut total = Row::default();
        for row in self.rows.values() {
            total.passed += row.passed;
            total.failed += row.failed;
            total.errors += row.errors;
            total.open.0 += row.open.0;
            total.open.1 += row.open.1;
            total.open.2 += row.open.2;
            for (reason, count) in &row.skipped {
                *total.skipped.entry(reason.clone()).or_default() += count;
            }
        }
        total
    }

    /// 0 as expected; 1 failed expectations, or refusals where there are none; 2 configuration;
    /// 3 nothing evaluated; 4 engine fault. The highest wins.
    pub fn exit_code(&self) -> u8 {
        let total = self.total();
        let expectations = total.passed + total.failed > 0;
        if self.broken {
            4
        } else if total.evaluated() == 0 {
            3
        } else if self.misconfigured {
            2
        } else {
            u8::from(total.failed > 0 || (!expectations && self.enforced))
        }
    }

    fn count(&mut self, evaluated: &Evaluated) {
        let row = self.rows.entry((evaluated.section, evaluated.outcome.policy.clone())).or_default();
        match (&evaluated.verdict, &evaluated.outcome.result) {
            (Verdict::Pass, _) => row.passed += 1,
            (Verdict::Fail(_), _) => row.failed += 1,
            (Verdict::Open, Err(_)) => row.errors += 1,
            (Verdict::Open, Ok(Response { accepted: false, .. })) => row.open.2 += 1,
            (Verdict::Open, Ok(Response { warnings, .. })) if !warnings.is_empty() => row.open.1 += 1,
            (Verdict::Open, Ok(_)) => row.open.0 += 1,
        }
        self.enforced |= evaluated.refused() && !evaluated.monitored;
    }

    fn faults(&mut self, evaluated: &Evaluated) {
        match &evaluated.outcome.result {
            // A case may expect that its settings are refused.
            Err(_) if evaluated.verdict == Verdict::Pass => {}
            Err(Fault::Settings(_) | Fault::Request(_)) => self.misconfigured = true,
            Err(_) => self.broken = true,
            Ok(_) => {}
        }
    }

    fn request(&mut self, evaluated: &Evaluated) {
        let Ok(response) = &evaluated.outcome.result else {
            return;
        };
        let policy = &evaluated.outcome.policy;
        let mut modes: BTreeSet<(String, Mode)> =
            response.findings().into_iter().map(|finding| (finding.rule, finding.mode)).collect();
        if modes.is_empty() && !response.accepted {
            // Other people's policies do not list their findings.
            modes.insert(("(no rule named)".to_owned(), Mode::Deny));
        }
        for (rule, mode) in modes {
            let counts = match mode {
                Mode::Deny => (1, 0),
                Mode::Warn => (0, 1),
                Mode::Audit => continue,
            };
            let count = self.rules.entry((policy.clone(), rule)).or_default();
            *count = (count.0 + counts.0, count.1 + counts.1);
        }
        let refused = evaluated.refused();
        let same = self.current.as_ref().is_some_and(|current| current.request == evaluated.outcome.request);
        if !same {
            self.requests += 1;
            self.namespaces.entry(evaluated.namespace.clone()).or_default().1 += 1;
            self.current = Some(Current {
                request: evaluated.outcome.request.clone(),
                namespace: evaluated.namespace.clone(),
                refused: false,
            });
        }
        if let Some(current) = self.current.as_mut().filter(|current| refused && !current.refused) {
            current.refused = true;
            self.refused_requests += 1;
            self.namespaces.entry(current.namespace.clone()).or_default().0 += 1;
        }
    }
}

impl Row {
    /// How often a policy was asked.
    pub fn evaluated(&self) -> u64 {
        self.passed + self.failed + self.errors + self.without_expectation()
    }

    /// Answers that nothing was expected of.
    pub fn without_expectation(&self) -> u64 {
        self.open.0 + self.open.1 + self.open.2
    }
}
