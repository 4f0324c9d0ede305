//! Family `fragment`: one member of a pod spec stands alone, in what is merged over a pod that nobody sees.
//!
//! Whoever is refused `hostNetwork` in a Pod must not get it by an override or a patch. So each member of a Pod's
//! spec in which a finding speaks (`hostNetwork`, `volumes`, … but none of the lists of containers) is put, without
//! the rest of the Pod, into each of the fields in which a TrainJob changes its runtime's pods, and into a kind that
//! nobody has heard of. The findings in this member are expected there as well, and no others.
//!
//! A finding about what a Pod leaves out does not carry over, since what is merged leaves out what it does not
//! change. Such a finding is known by its path, at which nothing stands.
//!
//! A policy sees a fragment by the fields that it has: those that the walk of every policy knows, and those that the
//! policy declares as [`pod_fields`](crate::describe::Description::pod_fields). This family fails where a rule reads
//! a field that is neither.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::case::Manifest;
use crate::expect::{Decision, Verdict};
use crate::kinds::Kinds;
use crate::kinds::path::KindPath;
use crate::response::{Finding, Mode};
use crate::variants::base::{Base, Variant, is_pod, request_of};
use crate::variants::family::Family;

/// The lists of containers of a pod spec: what stands in them is no matter of the pod as a whole.
const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// The kind whose every pod spec is merged over that of its runtime.
const TRAIN_JOB: (&str, &str) = ("trainer.kubeflow.org", "TrainJob");

pub(super) fn variants(kinds: &Kinds, base: Base<'_>, manifest: &Manifest) -> Result<Vec<Variant>, String> {
    let mut variants = Vec::new();
    if !is_pod(&manifest.object) || base.findings.more > 0 {
        return Ok(variants);
    }
    let homes = homes(kinds)?;
    for (member, findings) in members(base, &manifest.object) {
        for (api_version, kind, path) in &homes {
            let mut object =
                json!({"apiVersion": api_version, "kind": kind, "metadata": metadata(&manifest.object)});
            let value = manifest.object.pointer(&format!("/spec/{member}")).cloned().unwrap_or_default();
            let place = path.put(&mut object, json!({member: value}));
            let request = request_of(kinds, &Manifest { object, ..manifest.clone() })?;
            let name = format!("fragment: {member} at {place} of {kind}");
            variants.push(Variant::new(Family::Fragment, name, request, verdict(&findings, &place)));
        }
    }
    Ok(variants)
}

/// Where a fragment is put: `apiVersion`, kind and path.
fn homes(kinds: &Kinds) -> Result<Vec<(String, &'static str, KindPath)>, String> {
    let (group, kind) = TRAIN_JOB;
    let known = kinds.get(group, kind).into_iter();
    let known =
        known.flat_map(|row| row.pod_specs.iter().map(|path| (row.api_version(), row.kind, path.clone())));
    let nobodys = ("example.com/v1".to_owned(), "FancyJob", KindPath::parse("spec.overrides[].spec")?);
    Ok(known.chain([nobodys]).collect())
}

/// The members of the Pod's spec in which a finding speaks, each with its findings.
fn members<'a>(base: Base<'a>, pod: &Value) -> BTreeMap<&'a str, Vec<&'a Finding>> {
    let mut members: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in base.findings.listed.iter().filter(|finding| finding.mode.speaks()) {
        let Some(path) = finding.path.strip_prefix("spec.") else {
            continue;
        };
        let member = path.split(['.', '[']).next().unwrap_or_default();
        if !LISTS.contains(&member) && stands_at(pod, &finding.path) {
            members.entry(member).or_default().push(finding);
        }
    }
    members
}

/// Whether there is something at a path such as `spec.volumes[0].hostPath` or `spec.nodeSelector["a.b/c"]`.
fn stands_at(value: &Value, path: &str) -> bool {
    let path = path.strip_prefix('.').unwrap_or(path);
    let (inner, rest) = if let Some(quoted) = path.strip_prefix("[\"") {
        match quoted.split_once("\"]") {
            Some((key, rest)) => (value.get(key), rest),
            None => return false,
        }
    } else if let Some(index) = path.strip_prefix('[') {
        match index.split_once(']') {
            Some((index, rest)) => (index.parse().ok().and_then(|index: usize| value.get(index)), rest),
            None => return false,
        }
    } else {
        let (key, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
        (value.get(key), rest)
    };
    inner.is_some_and(|inner| rest.is_empty() || stands_at(inner, rest))
}

/// Name and namespace: labels and annotations of a Pod are no part of its spec.
fn metadata(pod: &Value) -> Value {
    let members = pod.get("metadata").and_then(Value::as_object).into_iter().flatten();
    let kept = members.filter(|(key, _)| matches!(key.as_str(), "name" | "generateName" | "namespace"));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>())
}

/// The same findings at the place to which their member has moved.
fn verdict(findings: &[&Finding], place: &str) -> Verdict {
    let moved = findings.iter().map(|finding| {
        let rest = finding.path.strip_prefix("spec").unwrap_or_default();
        Finding { path: format!("{place}{rest}"), ..(*finding).clone() }
    });
    let denied = findings.iter().any(|finding| finding.mode == Mode::Deny);
    Verdict {
        rules: Some(findings.iter().map(|finding| finding.rule.clone()).collect()),
        findings: Some(moved.collect::<BTreeSet<_>>()),
        ..Verdict::of(if denied { Decision::Rejects } else { Decision::Warns })
    }
}
