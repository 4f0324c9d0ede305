//! What variants are derived from, and what they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::case::{Case, Manifest};
use crate::edits::Edit;
use crate::expect::{Decision, Verdict};
use crate::kinds::Kinds;
use crate::request::{self, Options};
use crate::response::{Finding, Findings};
use crate::stand_in::StandIn;
use crate::stand_in::call::HostCall;
use crate::variants::family::Family;

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
    /// What the policy asks about a request while the stand-in of the case answers.
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
    /// What answers look-ups; the stand-in of the case when absent.
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

impl Base<'_> {
    /// Whether some rule speaks.
    pub(super) fn speaks(self) -> bool {
        self.findings.listed.iter().any(|finding| finding.mode.speaks())
    }

    /// What the case itself was blessed with.
    pub(super) fn verdict(self) -> Verdict {
        self.verdict_at(str::to_owned)
    }

    /// The same with every path translated to where the variant has moved it.
    pub(super) fn verdict_at(self, translate: impl Fn(&str) -> String) -> Verdict {
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
    pub(super) fn new(family: Family, name: impl Into<String>, request: Value, verdict: Verdict) -> Self {
        Self { family, name: name.into(), request, verdict, reversed: false, stand_in: None }
    }
}

/// Whether a manifest is a Pod: only a Pod's containers can change places, and only a Pod fits into a
/// template.
pub(super) fn is_pod(object: &Value) -> bool {
    let text = |name| object.get(name).and_then(Value::as_str);
    text("apiVersion") == Some("v1") && text("kind") == Some("Pod")
}

/// Whether the author expects the policy to stay silent.
pub(super) fn accepts(case: &Case) -> bool {
    case.decision == Decision::Accepts
}
