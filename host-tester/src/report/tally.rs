//! What is counted, and the exit code that follows from it.

use std::collections::{BTreeMap, BTreeSet};

use policy_test::outcome::Fault;
use policy_test::response::{Mode, Response};

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
            total.add(row);
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
            Err(Fault::Settings(_) | Fault::Request(_) | Fault::Unstated(_)) => {
                self.misconfigured |= evaluated.verdict == Verdict::Open;
            }
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

    /// How often it was not asked.
    pub fn skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Adds the counts of another row.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.errors += other.errors;
        self.open.0 += other.open.0;
        self.open.1 += other.open.1;
        self.open.2 += other.open.2;
        for (reason, count) in &other.skipped {
            *self.skipped.entry(reason.clone()).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use policy_test::outcome::{Origin, Outcome};

    use super::*;

    fn event(request: &str, result: impl Into<Answer>, verdict: Verdict) -> Event {
        let Answer(result) = result.into();
        Event::Evaluated(Box::new(Evaluated {
            section: Section::Requests,
            outcome: Outcome {
                policy: "p".to_owned(),
                request: request.to_owned(),
                origin: Origin::Input(1),
                result,
                fuel: None,
                time: Duration::ZERO,
            },
            verdict,
            namespace: "ml".to_owned(),
            monitored: false,
            command: None,
        }))
    }

    /// A response or a fault.
    struct Answer(Result<Response, Fault>);

    impl From<Response> for Answer {
        fn from(response: Response) -> Self {
            Self(Ok(response))
        }
    }

    impl From<Fault> for Answer {
        fn from(fault: Fault) -> Self {
            Self(Err(fault))
        }
    }

    fn refused() -> Response {
        Response::default()
    }

    fn accepted() -> Response {
        Response { accepted: true, ..Response::default() }
    }

    fn code(events: &[Event]) -> u8 {
        let mut tally = Tally::default();
        for event in events {
            tally.add(event);
        }
        tally.exit_code()
    }

    #[test]
    fn the_highest_code_wins() {
        let failed = || event("a", accepted(), Verdict::Fail(Vec::new()));
        let trapped = || event("b", Fault::Trap(String::new()), Verdict::Open);
        let unreadable = || event("c", Fault::Request(String::new()), Verdict::Open);
        assert_eq!(code(&[]), 3);
        assert_eq!(code(&[event("a", accepted(), Verdict::Pass)]), 0);
        assert_eq!(code(&[failed()]), 1);
        assert_eq!(code(&[failed(), unreadable()]), 2);
        assert_eq!(code(&[failed(), trapped(), unreadable()]), 4);
    }

    #[test]
    fn refusals_count_only_where_nothing_is_expected() {
        assert_eq!(code(&[event("a", refused(), Verdict::Open)]), 1);
        assert_eq!(code(&[event("a", refused(), Verdict::Open), event("b", accepted(), Verdict::Pass)]), 0);
        assert_eq!(code(&[event("a", refused(), Verdict::Pass)]), 0);
    }

    #[test]
    fn settings_that_a_case_expects_to_be_refused_are_no_fault() {
        let refused = || Fault::Settings("level".to_owned());
        assert_eq!(code(&[event("a", refused(), Verdict::Pass)]), 0);
        assert_eq!(code(&[event("a", refused(), Verdict::Fail(Vec::new()))]), 1);
        assert_eq!(code(&[event("a", refused(), Verdict::Open)]), 2);
    }

    #[test]
    fn a_request_that_several_policies_refuse_is_counted_once() {
        let mut tally = Tally::default();
        for (request, result) in
            [("a", refused()), ("a", refused()), ("b", accepted()), ("b", refused()), ("c", accepted())]
        {
            tally.add(&event(request, result, Verdict::Open));
        }
        assert_eq!((tally.refused_requests, tally.requests), (2, 3));
        assert_eq!(tally.namespaces["ml"], (2, 3));
    }
}
