use serde_json::json;

use super::*;
use crate::stand_in::{RegistryEntry, Service};

fn error(text: &str) -> String {
    parse(text).unwrap_err()
}

fn only(text: &str) -> Case {
    let mut cases = parse(text).unwrap();
    assert_eq!(cases.len(), 1);
    cases.remove(0)
}

#[test]
fn reads_decision_sentence_and_manifest() {
    let case = only("- rejects: a privileged init container\n  why: by the kubelet\n  object: {kind: Pod}\n");
    assert_eq!((case.decision, case.sentence.as_str()), (Decision::Rejects, "a privileged init container"));
    assert_eq!(case.created().unwrap().object, json!({"kind": "Pod"}));
    assert_eq!((case.line, case.moment()), (1, crate::case::TODAY));
    assert_eq!(case.settings, json!({}));
}

#[test]
fn an_object_with_an_old_one_is_an_update() {
    let case = only("- accepts: a label\n  object: {kind: Pod}\n  old: {kind: Pod}\n");
    let Given::Manifest(manifest) = &case.given else { panic!("no manifest") };
    assert_eq!(manifest.operation(), "UPDATE");
    assert!(case.created().is_none());
}

#[test]
fn reads_every_further_key() {
    let case = only(
        "- warns: everything\n  object: {kind: Pod}\n  operation: CREATE\n  subResource: eviction\n  \
         user: {username: bob}\n  dryRun: true\n  settings: {level: restricted}\n  now: 2026-11-24T13:30:00Z\n  \
         clean: {kind: Pod}\n  cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml}}]\n  registry:\n    \
         a: unreachable\n  can: [{verb: get, resource: pods}]\n  vary: {families: [move, audit-scanner], reason: sums}\n",
    );
    let Given::Manifest(manifest) = &case.given else { panic!("no manifest") };
    assert_eq!(manifest.user, Some(json!({"username": "bob"})));
    assert!(manifest.dry_run);
    let Service::Answers(objects) = &case.stand_in.cluster else { panic!("the cluster answers") };
    let Service::Answers(images) = &case.stand_in.registry else { panic!("the registry answers") };
    assert_eq!((objects.len(), case.stand_in.can.len()), (1, 1));
    assert_eq!(images["a"], RegistryEntry::Unreachable);
    assert_eq!((case.moment(), case.now.is_some()), ("2026-11-24T13:30:00Z", true));
    assert!(case.wants(Family::Move) && case.wants(Family::AuditScanner) && !case.wants(Family::Wrap));
}

#[test]
fn reads_raw_requests_and_settings_that_are_refused() {
    let raw = only("- rejects: no object\n  request: {uid: 1}\n");
    assert!(matches!(raw.given, Given::Request(_)));
    let invalid = only("- rejects: an unknown level\n  settings: {level: 3}\n  invalid: level\n");
    assert!(matches!(invalid.given, Given::InvalidSettings(path) if path == "level"));
}

#[test]
fn yaml_types_are_those_of_kubectl() {
    let case = only(
        "- accepts: types\n  object: {a: yes, b: 'on', c: 0644, d: 1.5, e: true, f: ~, g: \"1\", h: 1e3}\n",
    );
    let object = &case.created().unwrap().object;
    // As in kubectl: the words of YAML 1.1 are booleans unless they are quoted.
    assert_eq!((&object["a"], &object["e"]), (&json!(true), &json!(true)));
    assert_eq!(object["f"], Value::Null);
    assert_eq!((&object["b"], &object["g"]), (&json!("on"), &json!("1")));
    assert_eq!((&object["d"], &object["h"]), (&json!(1.5), &json!(1000.0)));
}

#[test]
fn an_unknown_key_is_told_with_line_and_column() {
    let error = error("- accepts: a\n  object: {}\n- rejects: b\n  objekt: {}\n");
    assert!(error.starts_with("4:3: unknown field `objekt`, expected one of "), "{error}");
}

#[test]
fn a_wrong_type_is_told_with_line_and_column() {
    let error = error("- accepts: a\n  object: {}\n  settings: [1]\n");
    assert!(error.starts_with("3:13: "), "{error}");
}

#[test]
fn a_moment_that_is_none_is_told_with_line_and_column() {
    let error = error("- accepts: a\n  object: {}\n  now: tomorrow\n");
    let what = "`now` is a day like 2026-11-24 or a time like 2026-11-24T13:30:00Z, not `tomorrow`";
    assert_eq!(error, format!("3:8: {what}"));
}

#[test]
fn broken_yaml_is_told_with_line_and_column() {
    let error = error("- accepts: a\n  object: {\n");
    assert!(error.starts_with("2:") || error.starts_with("3:"), "{error}");
}

#[test]
fn what_types_cannot_say_is_told_with_the_line_of_the_case() {
    let refused = [
        ("  object: {}\n  why: x\n", "3:3: a case has one of `accepts`, `warns`, `rejects` and `mutates`"),
        (
            "  accepts: b\n  rejects: b\n  object: {}\n",
            "a case has one of `accepts`, `warns`, `rejects` and `mutates`",
        ),
        ("  accepts: ''\n  object: {}\n", "the decision is one line that says what is decided"),
        ("  accepts: b\n", "a case has one of `object`, `request` and `invalid`"),
        (
            "  accepts: b\n  object: {}\n  request: {}\n",
            "a case has one of `object`, `request` and `invalid`",
        ),
        ("  accepts: b\n  request: {}\n  old: {}\n", "`old` goes with `object`"),
        ("  accepts: b\n  invalid: level\n", "`invalid` names a path and goes with `rejects`"),
        (
            "  accepts: b\n  object: {}\n  settings: {exemptions: [{expires: 2027-01-01}]}\n",
            "a case whose exemption has `expires` states its day in `now`",
        ),
        ("  accepts: b\n  object: {}\n  vary: {families: [], reason: ' '}\n", "`vary` needs a reason"),
        (
            "  accepts: b\n  object: {}\n  vary: {families: [], except: [move], reason: x}\n",
            "`vary` has one of `families` and `except`",
        ),
        ("  accepts: b\n  object: {}\n  vary: {reason: x}\n", "`vary` has one of `families` and `except`"),
        ("  accepts: a\n  object: {}\n", "there is a case `a` already"),
    ];
    for (text, expected) in refused {
        let text = format!("- accepts: a\n  object: {{}}\n- {}", text.trim_start());
        let error = error(&text);
        assert!(error.starts_with("3:3: ") && error.ends_with(expected), "{text}{error}");
    }
}

#[test]
fn families_that_do_not_apply_can_be_named_instead() {
    let case = only("- accepts: a\n  object: {}\n  vary: {except: [fragment], reason: a hole}\n");
    assert!(!case.wants(Family::Fragment));
    assert!(Family::ALL.into_iter().filter(|family| *family != Family::Fragment).all(|one| case.wants(one)));
}

#[test]
fn an_unknown_family_or_a_family_without_a_reason_is_refused() {
    let with = |vary| error(&format!("- accepts: a\n  object: {{}}\n  vary: {vary}\n"));
    assert!(with("{families: [turn], reason: x}").contains("unknown variant `turn`"));
    assert!(with("{families: [move]}").contains("missing field `reason`"));
}

#[test]
fn a_stand_in_that_cannot_be_is_told_with_the_line_of_the_case() {
    let error = error("- accepts: a\n  object: {}\n  cluster: [{kind: Namespace}]\n");
    assert_eq!(error, "1:3: cluster[0]: the object has no `apiVersion`");
}
