//! Variants: further verdicts that follow from a case, derived by code so that nobody writes them twice.
//!
//! Each expects what the case itself was blessed with: the same decision, the same rules, the same findings
//! at the places where the variant moved them. Only the ratchet expects silence, a fragment is expected to show what
//! stands in it, and an outage may let other rules speak.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::case::{Case, Given, Manifest};
use crate::edits::Edit;
use crate::expect::{Decision, Verdict};
use crate::kinds::Kinds;
use crate::request::{self, Options};
use crate::response::{Finding, Findings};
use crate::stand_in::StandIn;
use crate::stand_in::call::HostCall;

mod fragment;
mod moved;
mod outage;
mod shuffled;
mod updated;
mod wrapped;

/// A way of deriving variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The violating containers of a Pod stand in another of its lists.
    Move,
    /// The Pod is the template of a workload.
    Wrap,
    /// A member of the Pod's spec stands alone in what is merged over another pod.
    Fragment,
    /// The object is changed into what it is.
    Update,
    /// The object was there already.
    Ratchet,
    /// The audit scanner asks about the living object.
    AuditScanner,
    /// The members of every map come in another order, with unknown ones among them.
    Shuffle,
    /// No question of the policy is answered, or some are not.
    Outage,
}

/// A case and what its own evaluation gave.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// The case.
    pub case: &'a Case,
    /// All cases of its file, in order.
    pub file: &'a [Case],
    /// What the policy found, as it was blessed.
    pub findings: &'a Findings,
    /// What the policy edited.
    pub edits: &'a [Edit],
    /// What the policy asks its host about a request while the world of the case answers.
    pub asked: &'a dyn Fn(&Value) -> Vec<HostCall>,
}

/// One variant of a case.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The family it comes from.
    pub family: Family,
    /// Its name, unique among the variants of a case: `move to init`, `wrap in CronJob`.
    pub name: String,
    /// The request, as an API server or the audit scanner would send it.
    pub request: Value,
    /// What is expected.
    pub verdict: Verdict,
    /// Whether the guest gets the keys in falling order.
    pub reversed: bool,
    /// What answers look-ups; the world of the case when absent.
    pub stand_in: Option<Arc<StandIn>>,
}

/// The request of a case that has a manifest; the error says what the manifest lacks.
pub fn request_of(kinds: &Kinds, manifest: &Manifest) -> Result<Value, String> {
    let options = Options {
        operation: Some(manifest.operation().to_owned()),
        old: manifest.old.clone(),
        sub_resource: manifest.sub_resource.clone(),
        user: manifest.user.clone(),
        dry_run: manifest.dry_run,
        ..Options::default()
    };
    request::build(kinds, &manifest.object, &options)
}

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

impl Family {
    /// Every family.
    pub const ALL: [Self; 8] = [
        Family::Move,
        Family::Wrap,
        Family::Fragment,
        Family::Update,
        Family::Ratchet,
        Family::AuditScanner,
        Family::Shuffle,
        Family::Outage,
    ];
}

impl Base<'_> {
    /// Whether some rule speaks.
    fn speaks(self) -> bool {
        self.findings.listed.iter().any(|finding| finding.mode.speaks())
    }

    /// What the case itself was blessed with.
    fn verdict(self) -> Verdict {
        self.verdict_at(str::to_owned)
    }

    /// The same with every path translated to where the variant has moved it.
    fn verdict_at(self, translate: impl Fn(&str) -> String) -> Verdict {
        let speaking = self.findings.listed.iter().filter(|finding| finding.mode.speaks());
        let translated =
            speaking.map(|finding| Finding { path: translate(&finding.path), ..finding.clone() });
        let findings: BTreeSet<Finding> = translated.collect();
        Verdict {
            rules: Some(findings.iter().map(|finding| finding.rule.clone()).collect()),
            // Where the case itself found more than it could list, nobody knows the other places.
            findings: (self.findings.more == 0).then_some(findings),
            edits: Some(self.edits.iter().map(|edit| edit.at(translate(&edit.path))).collect()),
            ..Verdict::of(self.case.decision)
        }
    }
}

impl Variant {
    fn new(family: Family, name: impl Into<String>, request: Value, verdict: Verdict) -> Self {
        Self { family, name: name.into(), request, verdict, reversed: false, stand_in: None }
    }
}

/// The list and the index of the container of a Pod at which a path leads; none for another object or place.
pub(crate) fn container_of(pod: &Value, path: &str) -> Option<(&'static str, usize)> {
    moved::container_of(pod, path)
}

/// A Deployment whose template is a Pod.
pub(crate) fn in_deployment(pod: &Value) -> Value {
    wrapped::in_deployment(pod)
}

/// Whether a manifest is a Pod: only a Pod's containers can change places, and only a Pod fits into a
/// template.
fn is_pod(object: &Value) -> bool {
    let text = |name| object.get(name).and_then(Value::as_str);
    text("apiVersion") == Some("v1") && text("kind") == Some("Pod")
}

/// Whether the author expects the policy to stay silent.
fn accepts(case: &Case) -> bool {
    case.decision == Decision::Accepts
}

#[cfg(test)]
mod tests;
