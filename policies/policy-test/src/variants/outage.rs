//! Family `outage`: nobody answers what the policy asks.
//!
//! Whoever can cut a policy off from the API server or a registry must gain nothing: what it refuses while it is
//! answered, it refuses in each way in which look-ups fail, and where it warns it does not fall silent. Other rules
//! may speak, since what was not told cannot be found.
//!
//! Of several questions that follow from each other, a policy asks the later ones only where the first is answered.
//! So nobody answers anything, in each way of failing, or nobody can be reached with some questions: those of one
//! kind, a single one, and all after the first, after the second, …
//!
//! The questions are those that the policy asks about the case, `maxLookUps` at most. A case about which it asks
//! nothing has no such variant, and an update from a clean object has questions of its own, since what was there
//! before is looked up as well.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::case::{Case, Manifest};
use crate::expect::{Decision, Verdict};
use crate::kinds::Kinds;
use crate::stand_in::call::HostCall;
use crate::stand_in::{Outage, Question, StandIn};
use crate::variants::base::{Base, Variant, request_of};
use crate::variants::family::Family;
use crate::variants::updated;

const FAILED: &str = "look-up-failed";

/// Each way of failing, and the rule with which policies speak of it.
const WAYS: [(Outage, &str); 4] = [
    (Outage::Unreachable, FAILED),
    (Outage::TimesOut, FAILED),
    (Outage::Garbage, FAILED),
    (Outage::NotGranted, "look-up-not-granted"),
];

pub(super) fn variants(kinds: &Kinds, base: Base<'_>, manifest: &Manifest) -> Result<Vec<Variant>, String> {
    let spoken = matches!(base.case.decision, Decision::Rejects | Decision::Warns);
    if !spoken || base.case.stand_in.fails() {
        return Ok(Vec::new());
    }
    let mut requests = vec![("", request_of(kinds, manifest)?)];
    if let Some(created) = base.case.created().filter(|_| base.case.wants(Family::Update)) {
        let update = updated::from_clean(kinds, base, created)?;
        requests.extend(update.map(|variant| ("update from a clean object, ", variant.request)));
    }
    let variants = requests.iter().flat_map(|(what, request)| {
        let stand_ins = stand_ins(base.case, &(base.asked)(request)).into_iter();
        stand_ins.map(move |(name, stand_in)| {
            let verdict = Verdict::at_least(base.case.decision);
            let name = format!("{what}outage: {name}");
            let variant = Variant::new(Family::Outage, name, request.clone(), verdict);
            Variant { stand_in: Some(Arc::new(stand_in)), ..variant }
        })
    });
    Ok(variants.collect())
}

/// What stands in for the host of a case about which this is asked, each with its name.
fn stand_ins(case: &Case, asked: &[HostCall]) -> Vec<(String, StandIn)> {
    if asked.is_empty() {
        return Vec::new();
    }
    let closed = |rule| !is_opened(case, rule);
    let ways = WAYS.into_iter().filter(|(_, rule)| closed(rule));
    let mut stand_ins: Vec<_> = ways.map(|(way, _)| (way.word().to_owned(), StandIn::failing(way))).collect();
    if closed(FAILED) {
        let unreachable = Outage::Unreachable.word();
        let kinds: BTreeSet<_> = asked.iter().filter_map(Question::of).collect();
        stand_ins.extend(
            kinds.into_iter().map(|kind| (format!("{kind} {unreachable}"), case.stand_in.without(kind))),
        );
        // From the first question on is nobody at all, and the last one alone is what follows the one before.
        for number in 1..asked.len() {
            let (alone, on) = (number - 1..number, number..usize::MAX);
            stand_ins
                .push((format!("{unreachable} for question {number} alone"), case.stand_in.silent(alone)));
            stand_ins.push((format!("{unreachable} after question {number}"), case.stand_in.silent(on)));
        }
    }
    stand_ins
}

/// Whether the settings of a case let something pass in spite of this rule: then that is what their author wants.
fn is_opened(case: &Case, rule: &str) -> bool {
    let mode = case.settings.get("rules").and_then(|rules| rules.get(rule));
    let exemptions = case.settings.get("exemptions").and_then(Value::as_array);
    mode.is_some_and(|mode| mode != "deny")
        || exemptions.into_iter().flatten().any(|exemption| may_exempt(exemption, rule))
}

/// Whether an exemption may be about a rule: it names the rule, none at all, or a pattern.
fn may_exempt(exemption: &Value, rule: &str) -> bool {
    let named = exemption.get("rules").and_then(Value::as_array);
    named.is_none_or(|named| {
        named.iter().filter_map(Value::as_str).any(|name| name == rule || name.contains('*'))
    })
}
