//! Variants: further verdicts that follow from a case, derived by code so that nobody writes them twice.
//!
//! Each expects what the case itself was blessed with: the same decision, the same rules, the same findings
//! at the places where the variant moved them. Only the ratchet expects silence, a fragment is expected to show what
//! stands in it, and an outage may let other rules speak.

use serde_json::Value;

use crate::case::{Given, Manifest};
use crate::kinds::Kinds;
use crate::request;

pub use crate::variants::base::{Base, Variant, request_of};
pub use crate::variants::family::Family;

mod base;
mod family;
mod fragment;
mod moved;
mod outage;
mod shuffled;
mod updated;
mod wrapped;

/// All variants of a case that its author did not exclude.
///
/// None for a raw request, which is about its own bytes, and for settings that are refused, where no
/// request is evaluated.
pub fn derive(kinds: &Kinds, base: Base<'_>) -> Result<Vec<Variant>, String> {
    let Given::Manifest(manifest) = &base.case.given else {
        return Ok(Vec::new());
    };
    let mut variants = Vec::new();
    if let Some(created) = base.case.created() {
        if base.case.wants(Family::Move) {
            variants.extend(moved::variants(kinds, base, created)?);
        }
        if base.case.wants(Family::Wrap) {
            variants.extend(wrapped::variants(kinds, base, created)?);
        }
        if base.case.wants(Family::Fragment) {
            variants.extend(fragment::variants(kinds, base, created)?);
        }
        if base.case.wants(Family::Update) {
            variants.extend(updated::from_clean(kinds, base, created)?);
        }
        if base.case.wants(Family::Ratchet) {
            variants.extend(updated::from_itself(kinds, base, created)?);
        }
        if base.case.wants(Family::AuditScanner) {
            variants.extend(scanned(kinds, base, created)?);
        }
    }
    if base.case.wants(Family::Shuffle) {
        variants.push(shuffled::variant(kinds, base, manifest)?);
    }
    if base.case.wants(Family::Outage) {
        variants.extend(outage::variants(kinds, base, manifest)?);
    }
    Ok(variants)
}

/// The audit scanner asks about creations only, so an UPDATE or a subresource has no such variant. It has
/// no user: what a case says of a particular one does not carry over.
fn scanned(kinds: &Kinds, base: Base<'_>, manifest: &Manifest) -> Result<Option<Variant>, String> {
    if manifest.user.is_some() {
        return Ok(None);
    }
    let request = request::audit_scanner(&request_of(kinds, manifest)?);
    Ok(Some(Variant::new(Family::AuditScanner, "audit scanner", request, base.verdict())))
}

/// The list and the index of the container of a Pod at which a path leads; none for another object or place.
pub(crate) fn container_of(pod: &Value, path: &str) -> Option<(&'static str, usize)> {
    moved::container_of(pod, path)
}

/// A Deployment whose template is a Pod.
pub(crate) fn in_deployment(pod: &Value) -> Value {
    wrapped::in_deployment(pod)
}

#[cfg(test)]
mod tests;
