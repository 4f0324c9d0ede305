use super::*;
use crate::world::Outage;

const POD: &str =
    "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: ml}, spec: {containers: [{name: a}]}}";

/// What a case states of a policy that asks, without anything in it.
const ASKS: &str = "can: [{verb: get, resource: pods}]";

/// The variants of the first case of a file, in which every case is about the same Pod.
fn outages(file: &str) -> Vec<Variant> {
    let file = crate::case::parse(&file.replace("POD", POD)).unwrap();
    let path = "spec.containers[0]".to_owned();
    let findings =
        Findings { listed: vec![Finding { rule: "rule".to_owned(), path, mode: Mode::Deny }], more: 0 };
    let base = Base { case: &file[0], file: &file, findings: &findings, edits: &[] };
    let mut variants = derive(Kinds::builtin(), base).unwrap();
    variants.retain(|variant| variant.family == Family::Outage);
    variants
}

#[test]
fn what_is_refused_is_refused_in_each_way_in_which_look_ups_fail() {
    let variants = outages(&format!("[{{rejects: it, object: POD, {ASKS}}}]"));
    assert_eq!(
        names(&variants),
        ["outage: unreachable", "outage: timesOut", "outage: garbage", "outage: notGranted"]
    );
    let ways = [Outage::Unreachable, Outage::TimesOut, Outage::Garbage, Outage::NotGranted];
    for (variant, way) in variants.iter().zip(ways) {
        assert_eq!(variant.world.as_deref(), Some(&World::failing(way)));
    }
    for variant in &variants {
        assert_eq!((variant.verdict.decision, &variant.verdict.rules), (Decision::Rejects, &None));
    }
}

#[test]
fn each_kind_of_question_that_the_file_answers_fails_by_itself() {
    let file = "[{rejects: it, object: POD, registry: {a: unreachable}}, \
                {accepts: two, object: POD, cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml}}]}]";
    let variants = outages(file);
    let lost: Vec<_> = variants.iter().filter_map(|variant| variant.world.as_ref()?.lost.clone()).collect();
    let named: Vec<_> = lost.iter().map(ToString::to_string).collect();
    assert_eq!(
        named,
        [
            "Namespace",
            "Namespace",
            "digests",
            "digests",
            "manifests",
            "manifests",
            "signatures",
            "signatures"
        ]
    );
    assert!(names(&variants).contains(&"outage: digests unreachable"));
    let opened = file.replacen("object", "settings: {rules: {look-up-failed: off}}, object", 1);
    assert_eq!(
        names(&outages(&opened)),
        ["outage: notGranted", "update from a clean object, outage: notGranted"]
    );
}

#[test]
fn an_update_from_a_clean_object_is_refused_then_too() {
    let file =
        "[{rejects: it, object: POD, can: [{verb: get, resource: pods}]}, {accepts: another, object: POD}]";
    let named = names(&outages(file)).join("; ");
    assert!(named.contains("outage: garbage; update from a clean object, outage: garbage"), "{named}");
    let limited = file.replacen("object", "vary: {families: [outage], reason: a test}, object", 1);
    assert_eq!(outages(&limited).len(), 4);
}

#[test]
fn a_warning_may_become_a_refusal() {
    let variants = outages(&format!("[{{warns: it, object: POD, {ASKS}}}]"));
    assert!(variants.iter().all(|variant| variant.verdict.or_stricter));
    assert_eq!(variants[0].verdict.decision, Decision::Warns);
}

#[test]
fn what_the_case_leaves_open_is_not_expected_closed() {
    let with = |settings: &str| format!("[{{rejects: it, object: POD, {ASKS}, settings: {settings}}}]");
    let count = |settings: &str| outages(&with(settings)).len();
    assert_eq!(count("{rules: {look-up-failed: deny, other: off}}"), 4);
    assert_eq!(names(&outages(&with("{rules: {look-up-failed: audit}}"))), ["outage: notGranted"]);
    assert_eq!(count("{rules: {look-up-not-granted: warn}}"), 3);
    assert_eq!(count("{exemptions: [{reason: x, rules: [look-up-not-granted, other]}]}"), 3);
    assert_eq!(count("{exemptions: [{reason: x, rules: [other], namespaces: ['*']}]}"), 4);
    assert_eq!(count("{exemptions: [{reason: x, rules: ['look-*']}]}"), 0);
    assert_eq!(count("{exemptions: [{reason: x, namespaces: [ml]}]}"), 0);
}

#[test]
fn a_policy_that_asks_nothing_and_an_outage_of_the_case_itself_are_not_varied() {
    assert!(outages("[{rejects: it, object: POD}]").is_empty());
    assert!(outages(&format!("[{{accepts: it, object: POD, {ASKS}}}]")).is_empty());
    assert!(outages("[{rejects: it, object: POD, cluster: garbage}]").is_empty());
    assert_eq!(
        outages("[{rejects: it, object: POD}, {accepts: two, object: POD, cluster: garbage}]").len(),
        8
    );
}
