use super::*;
use crate::stand_in::call::HostCall;
use crate::stand_in::{Outage, Service, StandIn};

const POD: &str =
    "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: ml}, spec: {containers: [{name: a}]}}";

/// What a policy may ask: namespace and operation of the call, and its payload.
const NAMESPACE: [&str; 3] = [
    "kubernetes",
    "get_resource",
    r#"{"api_version":"v1","kind":"Namespace","name":"ml","disable_cache":false}"#,
];
const DIGEST: [&str; 3] = ["oci", "v1/manifest_digest", r#""ghcr.io/a/b:v1""#];

/// The variants of the first case of a file, in which every case is about the same Pod, for a policy that asks this
/// about whatever it gets to see.
fn outages_of(file: &str, questions: &[[&str; 3]]) -> Vec<Variant> {
    let file = crate::case::read::parse(&file.replace("POD", POD)).unwrap();
    let path = "spec.containers[0]".to_owned();
    let findings =
        Findings { listed: vec![Finding { rule: "rule".to_owned(), path, mode: Mode::Deny }], more: 0 };
    let asked = |_: &Value| {
        let calls = questions.iter();
        let calls = calls.map(|[namespace, operation, payload]| {
            HostCall::read(namespace, operation, payload.as_bytes()).unwrap()
        });
        calls.collect()
    };
    let base = Base { case: &file[0], file: &file, findings: &findings, edits: &[], asked: &asked };
    let mut variants = derive(Kinds::builtin(), base).unwrap();
    variants.retain(|variant| variant.family == Family::Outage);
    variants
}

/// The same for a policy that asks one question.
fn outages(file: &str) -> Vec<Variant> {
    outages_of(file, &[DIGEST])
}

fn stand_in<'a>(variants: &'a [Variant], name: &str) -> &'a StandIn {
    let found = variants.iter().find(|variant| variant.name == name);
    found.and_then(|variant| variant.stand_in.as_deref()).unwrap()
}

#[test]
fn what_is_refused_is_refused_in_each_way_in_which_look_ups_fail() {
    let variants = outages("[{rejects: it, object: POD}]");
    let ways = [Outage::Unreachable, Outage::TimesOut, Outage::Garbage, Outage::NotGranted];
    for way in ways {
        assert_eq!(*stand_in(&variants, &format!("outage: {}", way.word())), StandIn::failing(way));
    }
    assert_eq!(variants.len(), ways.len() + 1, "with one question there is one kind of them");
    for variant in &variants {
        assert_eq!((variant.verdict.decision, &variant.verdict.rules), (Decision::Rejects, &None));
    }
}

#[test]
fn each_kind_of_question_that_is_asked_fails_by_itself() {
    let file = "[{rejects: it, object: POD, registry: {a: unreachable}}]";
    let variants = outages_of(file, &[DIGEST, NAMESPACE, DIGEST]);
    let lost = variants.iter().filter_map(|variant| variant.stand_in.as_ref()?.lost.as_ref());
    assert_eq!(lost.map(ToString::to_string).collect::<Vec<_>>(), ["Namespace", "digests"]);
    let stated = stand_in(&variants, "outage: digests unreachable");
    assert!(
        matches!(&stated.registry, Service::Answers(images) if images.len() == 1),
        "the rest is answered"
    );
}

#[test]
fn a_question_fails_alone_and_with_all_that_follow() {
    let variants = outages_of("[{rejects: it, object: POD}]", &[DIGEST, NAMESPACE, DIGEST]);
    let silent = |name: &str| stand_in(&variants, &format!("outage: unreachable {name}")).unanswered.clone();
    assert_eq!(silent("for question 1 alone"), 0..1);
    assert_eq!(silent("for question 2 alone"), 1..2);
    assert_eq!(silent("after question 1"), 1..usize::MAX);
    assert_eq!(silent("after question 2"), 2..usize::MAX);
    assert_eq!(variants.len(), 4 + 2 + 4, "the last question fails after the one before");
}

#[test]
fn an_update_from_a_clean_object_is_refused_then_too() {
    let file = "[{rejects: it, object: POD}, {accepts: another, object: POD}]";
    let named = names(&outages(file)).join("; ");
    assert!(
        named.contains("outage: garbage; ")
            && named.contains("; update from a clean object, outage: garbage")
    );
    let limited = file.replacen("object", "vary: {families: [outage], reason: a test}, object", 1);
    assert_eq!(outages(&limited).len(), 5);
}

#[test]
fn a_warning_may_become_a_refusal() {
    let variants = outages("[{warns: it, object: POD}]");
    assert!(variants.iter().all(|variant| variant.verdict.or_stricter));
    assert_eq!(variants[0].verdict.decision, Decision::Warns);
}

#[test]
fn what_the_case_leaves_open_is_not_expected_closed() {
    let with = |settings: &str| format!("[{{rejects: it, object: POD, settings: {settings}}}]");
    let count = |settings: &str| outages_of(&with(settings), &[DIGEST, NAMESPACE]).len();
    assert_eq!(count("{rules: {look-up-failed: deny, other: off}}"), 8);
    assert_eq!(names(&outages(&with("{rules: {look-up-failed: audit}}"))), ["outage: notGranted"]);
    assert_eq!(count("{rules: {look-up-failed: off}}"), 1);
    assert_eq!(count("{rules: {look-up-not-granted: warn}}"), 7);
    assert_eq!(count("{exemptions: [{reason: x, rules: [look-up-not-granted, other]}]}"), 7);
    assert_eq!(count("{exemptions: [{reason: x, rules: [other], namespaces: ['*']}]}"), 8);
    assert_eq!(count("{exemptions: [{reason: x, rules: ['look-*']}]}"), 0);
    assert_eq!(count("{exemptions: [{reason: x, namespaces: [ml]}]}"), 0);
}

#[test]
fn a_case_about_which_nothing_is_asked_and_an_outage_of_the_case_itself_are_not_varied() {
    assert!(outages_of("[{rejects: it, object: POD, can: [{verb: get, resource: pods}]}]", &[]).is_empty());
    assert!(outages("[{accepts: it, object: POD}]").is_empty());
    assert!(outages("[{rejects: it, object: POD, cluster: garbage}]").is_empty());
}
