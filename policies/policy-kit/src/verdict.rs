//! From findings to an answer: modes of the rules, what was there before, exemptions, the response.

mod exemption;
mod look_up;
mod modes;
mod ratchet;
mod response;

use std::borrow::Cow;
use std::fmt;

pub(crate) use self::exemption::Exemption;
pub use self::look_up::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};
pub(crate) use self::modes::Modes;
pub(crate) use self::ratchet::{ratchet, speaks};
pub use self::response::Response;
pub(crate) use self::response::Verdict;
use crate::map::{Malformed, Map};
use crate::place::Place;

/// One rule of a policy.
#[derive(Debug)]
pub struct Rule {
    /// The rule's name, never reused: `host-path`.
    pub id: &'static str,
    /// Its mode where the settings do not say otherwise.
    pub default: Mode,
    /// What to do about a finding; ends the sentence that the finding begins.
    pub fix: &'static str,
}

/// What a finding does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The request is rejected.
    Deny,
    /// The request is accepted and the user is warned.
    Warn,
    /// The request is accepted and the finding goes to the audit annotations.
    Audit,
    /// The rule is not asked.
    Off,
}

/// The offending value: what an exemption names, and what must not grow in an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offence<'a> {
    /// The finding is about a field, whatever its value.
    None,
    /// This value.
    Text(Cow<'a, str>),
    /// This number of something, which may have no name; less of the same is an improvement.
    Count(u64, &'a str),
}

/// One thing that a rule has to say about the object.
#[derive(Debug)]
pub struct Finding<'a> {
    pub(crate) rule: &'static Rule,
    pub(crate) mode: Mode,
    pub(crate) at: Place<'a>,
    pub(crate) value: Offence<'a>,
    /// What is wrong; empty for findings that only go to the audit annotations.
    pub(crate) what: String,
}

/// Where rules file what they find.
pub struct Report<'r, 'a> {
    modes: &'r Modes,
    findings: Vec<Finding<'a>>,
}

/// What cannot be read is never accepted: this rule has no mode and no exemption.
pub static MALFORMED: Rule =
    Rule { id: "malformed", default: Mode::Deny, fix: "write it as the kind's schema says" };

/// A string holds a manifest that only its controller can read.
pub static OPAQUE_MANIFEST: Rule = Rule {
    id: "opaque-manifest",
    default: Mode::Audit,
    fix: "write the manifest as JSON to have it judged here; it is judged when its controller creates the object",
};

impl Mode {
    /// The word of the settings and of the audit annotations.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Deny => "deny",
            Mode::Warn => "warn",
            Mode::Audit => "audit",
            Mode::Off => "off",
        }
    }
}

impl<'r, 'a> Report<'r, 'a> {
    pub(crate) fn new(modes: &'r Modes) -> Self {
        Report { modes, findings: Vec::new() }
    }

    /// Files a finding of `rule`: `value` offends at `at`, and `what` says so, in lower case, without a full
    /// stop, user values in backticks (see [`crate::quoted`]); the rule's fix follows it.
    #[inline(never)]
    pub fn found(
        &mut self,
        rule: &'static Rule,
        at: Place<'a>,
        value: Offence<'a>,
        what: fmt::Arguments<'_>,
    ) {
        let mode = self.modes.of(rule);
        if mode == Mode::Off {
            return;
        }
        let Some(place) = self.place_for(rule, &at, &value) else { return };
        let what = if mode == Mode::Audit { String::new() } else { what.to_string() };
        self.findings.insert(place, Finding { rule, mode, at, value, what });
    }

    /// A report of its own, whose findings are kept from this one.
    #[must_use]
    pub fn aside(&self) -> Self {
        Report::new(self.modes)
    }

    /// The value that was read, or none: then what is malformed is filed, which always denies.
    pub fn read<T>(&mut self, read: Result<Option<T>, Malformed<'a>>) -> Option<T> {
        match read {
            Ok(value) => value,
            Err(malformed) => {
                self.malformed(malformed);
                None
            }
        }
    }

    /// The text `key` of a map, unless it is empty.
    #[inline(never)]
    pub fn text(&mut self, map: &Map<'_, 'a>, key: &'a str) -> Option<Cow<'a, str>> {
        self.read(map.text(key)).filter(|text| !text.is_empty())
    }

    /// The object `key` of a map.
    #[inline(never)]
    pub fn map<'n>(&mut self, map: &'n Map<'_, 'a>, key: &'a str) -> Option<Map<'n, 'a>> {
        self.read(map.map(key))
    }

    /// Whether the boolean `key` of a map is `true`.
    #[inline(never)]
    pub fn says(&mut self, map: &Map<'_, 'a>, key: &'a str) -> bool {
        self.read(map.boolean(key)) == Some(true)
    }

    /// What could be read, or none: then it is filed as malformed.
    pub fn one<T>(&mut self, read: Result<T, Malformed<'a>>) -> Option<T> {
        self.read(read.map(Some))
    }

    /// The items that could be read; the others are filed as malformed and hide nothing.
    pub fn each<T>(&mut self, items: Result<Vec<Result<T, Malformed<'a>>>, Malformed<'a>>) -> Vec<T> {
        let items = self.one(items).unwrap_or_default();
        items.into_iter().filter_map(|item| self.one(item)).collect()
    }

    /// Whether a rule is asked at all, so that it need not look.
    pub fn wants(&self, rule: &'static Rule) -> bool {
        self.modes.of(rule) != Mode::Off
    }

    /// Files something malformed.
    #[cold]
    #[inline(never)]
    pub(crate) fn malformed(&mut self, malformed: Malformed<'a>) {
        let (at, wrong) = malformed.into_parts();
        let value = Offence::Text(Cow::Borrowed(wrong.found));
        if let Some(place) = self.place_for(&MALFORMED, &at, &value) {
            let what = wrong.to_string();
            self.findings.insert(place, Finding { rule: &MALFORMED, mode: Mode::Deny, at, value, what });
        }
    }

    /// Whether any finding denies or warns.
    pub(crate) fn speaks(&self) -> bool {
        self.findings.iter().any(speaks)
    }

    /// Where a finding belongs: they are in the order of their places, which does not depend on the order of the text.
    /// `None` for what is there already, since several readers may come by.
    #[inline(never)]
    fn place_for(&self, rule: &Rule, at: &Place<'a>, value: &Offence<'a>) -> Option<usize> {
        let place = self.findings.partition_point(|known| known.at <= *at);
        let mut same_place = self.findings.iter().take(place).rev().take_while(|known| known.at == *at);
        let is_known = same_place.any(|known| known.rule.id == rule.id && known.value == *value);
        (!is_known).then_some(place)
    }

    pub(crate) fn into_findings(self) -> Vec<Finding<'a>> {
        self.findings
    }
}
