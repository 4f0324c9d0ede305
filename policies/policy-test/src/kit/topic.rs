//! The common cases of one topic, as they are gathered.

use std::collections::BTreeSet;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::case::TODAY;
use crate::expect::{Decision, Expectation, Verdict};
use crate::kit::sample::Sample;
use crate::response::{Finding, Mode};
use crate::run::planned::{Input, PlannedCase};

/// The cases of a topic.
pub(super) struct Topic<'a> {
    name: &'static str,
    sample: &'a Sample,
    cases: Vec<PlannedCase>,
}

/// What a policy is asked: by default to judge the creation of the sample, with the settings of its case.
pub(super) struct Asks {
    /// The request; none where the settings alone are asked about.
    pub(super) request: Option<Value>,
    /// The settings besides those of the sample.
    pub(super) settings: Value,
    /// The moment.
    pub(super) now: &'static str,
}

impl Asks {
    /// What is asked about a request, with the settings of the sample's case.
    pub(super) fn about(request: Value) -> Self {
        Self { request: Some(request), settings: json!({}), now: TODAY }
    }
}

impl<'a> Topic<'a> {
    pub(super) fn new(name: &'static str, sample: &'a Sample) -> Self {
        Self { name, sample, cases: Vec::new() }
    }

    pub(super) fn into_cases(self) -> Vec<PlannedCase> {
        self.cases
    }

    /// What is asked about the sample with these settings besides its own.
    pub(super) fn with(&self, settings: Value) -> Asks {
        Asks { settings, ..Asks::about(self.sample.creation()) }
    }

    /// Adds a case that is accepted, with these rules recorded.
    #[track_caller]
    pub(super) fn accepts(&mut self, sentence: &str, asks: Asks, recorded: &[&str]) {
        self.judged(sentence, asks, Verdict { audited: set(recorded), ..verdict(Decision::Accepts, &[]) });
    }

    /// Adds a case that is refused by these rules.
    #[track_caller]
    pub(super) fn rejects(&mut self, sentence: &str, asks: Asks, speaking: &[&str]) {
        self.judged(sentence, asks, verdict(Decision::Rejects, speaking));
    }

    /// Adds a case that is refused by one rule, at this path of its object.
    #[track_caller]
    pub(super) fn rejects_at(&mut self, sentence: &str, asks: Asks, rule: &str, path: &str) {
        let finding = Finding { rule: rule.to_owned(), path: path.to_owned(), mode: Mode::Deny };
        let findings = Some(BTreeSet::from([finding]));
        self.judged(sentence, asks, Verdict { findings, ..verdict(Decision::Rejects, &[rule]) });
    }

    /// Adds a case that is judged so.
    #[track_caller]
    pub(super) fn judged(&mut self, sentence: &str, asks: Asks, verdict: Verdict) {
        self.add(sentence, asks, Expectation::Verdict(verdict));
    }

    /// Adds a case in which these settings are refused at a path.
    #[track_caller]
    pub(super) fn invalid(&mut self, sentence: &str, settings: Value, path: impl Into<String>) {
        let asks = Asks { request: None, ..self.with(settings) };
        self.add(sentence, asks, Expectation::InvalidSettings(path.into()));
    }

    #[track_caller]
    fn add(&mut self, sentence: &str, asks: Asks, expect: Expectation) {
        let here = Location::caller();
        self.cases.push(PlannedCase::written(
            format!("kit {}/{sentence}", self.name),
            (PathBuf::from(here.file()), u64::from(here.line())),
            Input {
                request: asks.request,
                settings: self.sample.settings_with(&asks.settings),
                now: asks.now.to_owned(),
                stand_in: Arc::clone(&self.sample.stand_in),
            },
            expect,
        ));
    }
}

/// A decision for which these rules speak, and no others; whether the object is edited is another matter.
pub(super) fn verdict(decision: Decision, speaking: &[&str]) -> Verdict {
    Verdict { rules: Some(set(speaking)), may_edit: true, ..Verdict::of(decision) }
}

pub(super) fn set(rules: &[&str]) -> BTreeSet<String> {
    rules.iter().map(|rule| (*rule).to_owned()).collect()
}
