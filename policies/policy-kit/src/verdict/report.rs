//! Where rules file what they find.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::kit_rules::{LOOK_UP_FAILED, MALFORMED, failure_rule};
use super::modes::Modes;
use super::rule::{AnyRule, Mode};
use crate::edit::Edit;
use crate::host::HostError;
use crate::json::Json;
use crate::malformed::Malformed;
use crate::place::Place;
use crate::text::redacted;

/// The offending value: what an exemption names, and what must not grow in an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Offence<'a> {
    /// The finding is about a field, whatever its value.
    None,
    /// This value.
    Text(&'a str),
    /// This number of something, which may have no name; less of the same is an improvement.
    Count(u64, &'a str),
}

/// One thing that a rule has to say about the object.
#[derive(Debug)]
pub struct Finding<'a> {
    pub(crate) rule: &'static AnyRule,
    pub(crate) mode: Mode,
    pub(crate) at: Place<'a>,
    pub(crate) value: Offence<'a>,
    /// What is wrong; empty for findings that only go to the audit annotations.
    pub(crate) what: String,
}

/// Where the rule that is being checked files what it finds.
pub struct Report<'r, 'a> {
    modes: &'r Modes,
    rule: &'static AnyRule,
    mode: Mode,
    findings: Vec<Finding<'a>>,
    edits: Vec<Edit<'a>>,
    record: BTreeMap<&'static str, String>,
}

/// At most so many characters of a value stand in a record.
const RECORDED: usize = 120;

/// What is said of a finding whose values are not shown.
const CONFIDENTIAL: &str = "holds something that is not shown here";

impl<'r, 'a> Report<'r, 'a> {
    pub(crate) fn new(modes: &'r Modes) -> Self {
        Report {
            modes,
            rule: &MALFORMED,
            mode: Mode::Deny,
            findings: Vec::new(),
            edits: Vec::new(),
            record: BTreeMap::new(),
        }
    }

    /// Whether a rule is asked at all; from now on what is filed is its.
    pub(crate) fn begin(&mut self, rule: &'static AnyRule) -> bool {
        self.begin_in(self.modes.of(rule), rule)
    }

    /// The same for the rule at `index` among the policy's own.
    pub(crate) fn begin_own(&mut self, index: usize, rule: &'static AnyRule) -> bool {
        self.begin_in(self.modes.of_own(index), rule)
    }

    fn begin_in(&mut self, mode: Mode, rule: &'static AnyRule) -> bool {
        (self.rule, self.mode) = (rule, mode);
        mode != Mode::Off
    }

    /// Files a finding of the rule that is being checked: `value` offends at `at`, and `what` says so, in lower case,
    /// without a full stop, user values in backticks (see [`crate::quoted`]); the rule's fix follows it.
    pub fn found(&mut self, at: Place<'a>, value: Offence<'a>, what: fmt::Arguments<'_>) {
        let (rule, mode) = (self.rule, self.mode);
        self.file(rule, mode, at, value, what);
    }

    /// The answer of the host, or none: then a rule of the kit says what could not be asked, such as
    /// ``claim `data` in namespace `ml` ``, and why.
    pub fn asked<T>(
        &mut self,
        answer: Result<T, HostError<'a>>,
        at: Place<'a>,
        what: fmt::Arguments<'_>,
    ) -> Option<T> {
        answer.map_err(|error| self.unanswered(&error, at, what)).ok()
    }

    #[cold]
    fn unanswered(&mut self, error: &HostError<'a>, at: Place<'a>, what: fmt::Arguments<'_>) {
        let rule = failure_rule(error.why);
        let mode = self.modes.of(rule);
        if mode != Mode::Off {
            let question = at.arena().keep_fmt(what);
            let text = format_args!("{question} cannot be looked up: {error}");
            self.file(rule, mode, at, Offence::Text(question), text);
        }
    }

    /// Files under the kit's rule of failed look-ups that something is not known, although the host has answered.
    #[cold]
    pub fn unknown(&mut self, at: Place<'a>, what: fmt::Arguments<'_>) {
        let mode = self.modes.of(&LOOK_UP_FAILED);
        if mode != Mode::Off {
            self.file(&LOOK_UP_FAILED, mode, at, Offence::None, what);
        }
    }

    /// Has a text take the place of a value of the object, as [`crate::Request::value_at`] gives it.
    pub fn edit(&mut self, old: Json<'a>, new: String) {
        self.edits.push(Edit { old, new });
    }

    /// Writes down a value under one of the keys of the record rule that is being checked. It is cut when it is long,
    /// and without the parts that tend to hold secrets.
    pub fn record(&mut self, key: &'static str, value: &str) {
        self.record.insert(key, redacted(value, RECORDED));
    }

    /// Files something malformed.
    #[cold]
    pub(crate) fn malformed(&mut self, malformed: &Malformed<'a>) {
        let Malformed { at, wrong } = malformed;
        let value = Offence::Text(wrong.found);
        self.file(&MALFORMED, Mode::Deny, *at, value, format_args!("{wrong}"));
    }

    /// Files a finding of a rule that the kit checks itself.
    pub(crate) fn file(
        &mut self,
        rule: &'static AnyRule,
        mode: Mode,
        at: Place<'a>,
        value: Offence<'a>,
        what: fmt::Arguments<'_>,
    ) {
        let what = match mode {
            Mode::Audit | Mode::Off => String::new(),
            // A sentence without parts shows no value.
            Mode::Deny | Mode::Warn if rule.confidential => what.as_str().unwrap_or(CONFIDENTIAL).to_owned(),
            Mode::Deny | Mode::Warn => what.to_string(),
        };
        self.findings.push(Finding { rule, mode, at, value, what });
    }

    /// What was found, in the order of the places, which does not depend on the order of the text; what stands at one
    /// place in the order of the rules. What several readers came by is there once.
    pub(crate) fn finish(self) -> Found<'a> {
        let Report { mut findings, edits, record, .. } = self;
        findings.sort_by(|one, other| one.at.cmp(&other.at));
        let mut seen = BTreeSet::new();
        let mut last = None;
        findings.retain(|finding| {
            if last.replace(finding.at) != Some(finding.at) {
                seen.clear();
            }
            seen.insert((finding.rule.id, finding.value))
        });
        Found { findings, edits, record }
    }
}

/// Everything that the rules of a policy have to say about an object.
#[derive(Debug, Default)]
pub(crate) struct Found<'a> {
    pub(crate) findings: Vec<Finding<'a>>,
    pub(crate) edits: Vec<Edit<'a>>,
    pub(crate) record: BTreeMap<&'static str, String>,
}

impl Finding<'_> {
    /// Whether the finding denies or warns.
    pub(crate) fn speaks(&self) -> bool {
        matches!(self.mode, Mode::Deny | Mode::Warn)
    }
}
