//! Family `outage`: nobody answers what the policy asks.
//!
//! Whoever can cut a policy off from the API server or a registry must gain nothing: what it refuses while it is
//! answered, it refuses in each way in which look-ups fail, and where it warns it does not fall silent. Other rules
//! may speak, since what was not told cannot be found. A case that is refused without any look-up stays as it is.
//!
//! Nobody answers anything, or nobody can be reached with one kind of question: of several that follow from each
//! other, a policy makes the later ones only where the first is answered.
//!
//! It applies in files with a case that states something of the world: a policy that asks nothing has nothing to
//! show. An update from a clean object is varied, too, since what was there before is looked up as well.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::case::{Case, Manifest};
use crate::expect::{Decision, Verdict};
use crate::kinds::Kinds;
use crate::variants::{Base, Family, Variant, request_of, updated};
use crate::world::{Outage, World};

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
    let asks = base.file.iter().any(|case| *case.world != World::default());
    if !spoken || !asks || base.case.world.fails() {
        return Ok(Vec::new());
    }
    let mut requests = vec![("", request_of(kinds, manifest)?)];
    if let Some(created) = base.case.created().filter(|_| base.case.wants(Family::Update)) {
        let update = updated::from_clean(kinds, base, created)?;
        requests.extend(update.map(|variant| ("update from a clean object, ", variant.request)));
    }
    let worlds = worlds(base);
    let variants = worlds.iter().flat_map(|(name, world)| {
        requests.iter().map(move |(what, request)| {
            let verdict = Verdict::at_least(base.case.decision);
            let name = format!("{what}outage: {name}");
            let variant = Variant::new(Family::Outage, name, request.clone(), verdict);
            Variant { world: Some(Arc::clone(world)), ..variant }
        })
    });
    Ok(variants.collect())
}

/// What answers in place of the world of a case, each with its name.
fn worlds(base: Base<'_>) -> Vec<(String, Arc<World>)> {
    let closed = |rule| !is_opened(base.case, rule);
    let ways = WAYS.into_iter().filter(|(_, rule)| closed(rule));
    let mut worlds: Vec<_> =
        ways.map(|(way, _)| (way.word().to_owned(), Arc::new(World::failing(way)))).collect();
    if closed(FAILED) {
        let questions: BTreeSet<_> = base.file.iter().flat_map(|case| case.world.questions()).collect();
        worlds.extend(questions.into_iter().map(|question| {
            let name = format!("{question} {}", Outage::Unreachable.word());
            (name, Arc::new(base.case.world.without(question)))
        }));
    }
    worlds
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
