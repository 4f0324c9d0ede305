use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::expect::Decision;
use crate::response::{Finding, Findings, Mode};

mod fragment;
mod moved;
mod outage;
mod shuffled;
mod updated;
mod wrapped;

const FILE: &str = "
- rejects: a privileged container
  object:
    apiVersion: v1
    kind: Pod
    metadata: {name: trainer, namespace: ml, annotations: {note: x}}
    spec:
      containers: [{name: a}, {name: b, restartPolicy: Never, securityContext: {privileged: true}}, {name: c}]
      initContainers: [{name: i}]
- accepts: an ordinary Pod
  object: {apiVersion: v1, kind: Pod, metadata: {name: clean, generateName: c-}, spec: {containers: [{name: left}, {name: right}]}}
- accepts: a looser setting
  settings: {level: privileged}
  object: {apiVersion: v1, kind: Pod, metadata: {name: loose}, spec: {containers: [{name: z}]}}
- rejects: a host path in a StatefulSet
  clean: {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: other}, spec: {clean: true}}
  object: {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {}}
- rejects: an exempt user's opposite
  user: {username: bob}
  object: {apiVersion: v1, kind: Pod, metadata: {name: u}, spec: {hostNetwork: true, containers: [{name: a}]}}
- rejects: an update
  object: {apiVersion: v1, kind: Pod, metadata: {name: u}, spec: {containers: [{name: a}]}}
  old: {apiVersion: v1, kind: Pod, metadata: {name: u}, spec: {containers: [{name: a}]}}
- rejects: a limited case
  vary: {families: [ratchet], reason: for the test}
  object: {apiVersion: v1, kind: Pod, metadata: {name: u}, spec: {containers: [{name: a}]}}
- rejects: members of the pod as a whole
  object:
    apiVersion: v1
    kind: Pod
    metadata: {name: f, namespace: ml, labels: {app: f}}
    spec:
      containers: [{name: a}]
      nodeSelector: {example.com/gpu: a100}
      securityContext: {fsGroup: 1}
      volumes: [{name: v, hostPath: {path: /}}]
";

/// The variants of the case with this number, as if the policy had found this.
fn variants(number: usize, paths: &[&str]) -> Vec<Variant> {
    let file = crate::case::read::parse(FILE).unwrap();
    let listed = paths.iter().map(|path| Finding {
        rule: "rule".to_owned(),
        path: (*path).to_owned(),
        mode: Mode::Deny,
    });
    let findings = Findings { listed: listed.collect(), more: 0 };
    let base =
        Base { case: &file[number], file: &file, findings: &findings, edits: &[], asked: &|_| Vec::new() };
    derive(Kinds::builtin(), base).unwrap()
}

fn named(variants: &[Variant], name: &str) -> Variant {
    let found = variants.iter().find(|variant| variant.name == name);
    found.unwrap_or_else(|| panic!("no `{name}` among {:?}", names(variants))).clone()
}

fn names(variants: &[Variant]) -> Vec<&str> {
    variants.iter().map(|variant| variant.name.as_str()).collect()
}

fn paths(variant: &Variant) -> Vec<&str> {
    variant.verdict.findings.iter().flatten().map(|finding| finding.path.as_str()).collect()
}

fn container_names(variant: &Variant, list: &str) -> Vec<String> {
    let items = variant.request["object"]["spec"][list].as_array().into_iter().flatten();
    items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_audit_scanner_has_no_user() {
    let scanned = named(&variants(0, &["spec.hostNetwork"]), "audit scanner");
    assert_eq!(scanned.request["resource"]["resource"], "Pod");
    assert_eq!(scanned.request["userInfo"], json!({}));
    assert!(!names(&variants(4, &["spec.hostNetwork"])).contains(&"audit scanner"));
}

#[test]
fn an_update_is_only_shuffled() {
    assert_eq!(names(&variants(5, &["spec.hostNetwork"])), ["shuffle"]);
}

#[test]
fn an_author_can_limit_the_families() {
    assert_eq!(names(&variants(6, &["spec.hostNetwork"])), ["update from itself"]);
}

#[test]
fn places_are_open_where_the_case_found_more_than_it_listed() {
    let file = crate::case::read::parse(FILE).unwrap();
    let path = "spec.containers[1].image".to_owned();
    let listed = vec![Finding { rule: "rule".to_owned(), path, mode: Mode::Deny }];
    let findings = Findings { listed, more: 7 };
    let base = Base { case: &file[0], file: &file, findings: &findings, edits: &[], asked: &|_| Vec::new() };
    for variant in derive(Kinds::builtin(), base).unwrap() {
        let expected = if variant.family == Family::Ratchet { Some(BTreeSet::new()) } else { None };
        assert_eq!(variant.verdict.findings, expected);
    }
}
