//! Families `update` and `ratchet`: the same object by an UPDATE.
//!
//! What is new in an update is refused like anything new; what was there already is only recorded. Both
//! apply to creations in which some rule speaks: where none does, an update could show nothing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::case::{Case, Manifest};
use crate::expect::{Decision, Verdict};
use crate::kinds::Kinds;
use crate::variants::base::{Base, Variant, accepts, request_of};
use crate::variants::family::Family;

/// UPDATE from a clean object: still refused.
pub(super) fn from_clean(
    kinds: &Kinds,
    base: Base<'_>,
    manifest: &Manifest,
) -> Result<Option<Variant>, String> {
    let Some(clean) = base.case.clean.as_ref().or_else(|| nearest_clean(base, manifest)) else {
        return Ok(None);
    };
    if !base.speaks() {
        return Ok(None);
    }
    let old = renamed(clean, &manifest.object);
    let request = request_of(kinds, &updated(manifest, old))?;
    Ok(Some(Variant::new(Family::Update, "update from a clean object", request, base.verdict())))
}

/// UPDATE from itself: nothing is new, so nothing speaks, and the rules that spoke are recorded.
pub(super) fn from_itself(
    kinds: &Kinds,
    base: Base<'_>,
    manifest: &Manifest,
) -> Result<Option<Variant>, String> {
    if !base.speaks() || base.case.decision == Decision::Mutates {
        return Ok(None);
    }
    let request = request_of(kinds, &updated(manifest, manifest.object.clone()))?;
    let verdict = Verdict {
        rules: Some(BTreeSet::new()),
        findings: Some(BTreeSet::new()),
        edits: Some(BTreeSet::new()),
        audited: base.verdict().rules.unwrap_or_default(),
        ..Verdict::of(Decision::Accepts)
    };
    Ok(Some(Variant::new(Family::Ratchet, "update from itself", request, verdict)))
}

fn updated(manifest: &Manifest, old: Value) -> Manifest {
    Manifest { operation: Some("UPDATE".to_owned()), old: Some(old), ..manifest.clone() }
}

/// The nearest accepting case of the same kind in the file: one with the same settings, else one with none,
/// since looser settings may have accepted the very thing that the case is about.
fn nearest_clean<'a>(base: Base<'a>, manifest: &Manifest) -> Option<&'a Value> {
    let here = base.file.iter().position(|case| case.line == base.case.line)?;
    let candidate = |case: &'a Case| {
        let object = &case.created().filter(|other| other.user.is_none())?.object;
        (accepts(case) && kind(object) == kind(&manifest.object)).then_some(object)
    };
    let nearest = |settings: &Value| {
        let cases = base.file.iter().enumerate().filter(|(_, case)| case.settings == *settings);
        let objects = cases.filter_map(|(index, case)| Some((index.abs_diff(here), candidate(case)?)));
        objects.min_by_key(|(distance, _)| *distance).map(|(_, object)| object)
    };
    nearest(&base.case.settings).or_else(|| nearest(&json!({})))
}

/// Group and kind: an object may be updated through another version than it was created in.
fn kind(object: &Value) -> Option<(&str, &str)> {
    let text = |name| object.get(name).and_then(Value::as_str);
    let api_version = text("apiVersion")?;
    let (group, _) = api_version.split_once('/').unwrap_or(("", api_version));
    Some((group, text("kind")?))
}

/// An update keeps name and namespace, so the old object takes those of the new one.
fn renamed(old: &Value, new: &Value) -> Value {
    let mut old = old.clone();
    let Some(Value::Object(metadata)) = old.get_mut("metadata") else {
        return old;
    };
    for key in ["name", "generateName", "namespace"] {
        match new.get("metadata").and_then(|metadata| metadata.get(key)) {
            Some(value) => metadata.insert(key.to_owned(), value.clone()),
            None => metadata.remove(key),
        };
    }
    old
}
