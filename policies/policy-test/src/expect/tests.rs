use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::response::Mode;

fn finding(mode: Mode, rule: &str, path: &str) -> Finding {
    Finding { rule: rule.to_owned(), path: path.to_owned(), mode }
}

fn response(accepted: bool, findings: &[Finding]) -> Response {
    let findings = serde_json::to_string(findings).unwrap();
    let annotations = [("policy", "fixture@1".to_owned()), ("findings", findings)];
    Response {
        accepted,
        message: (!accepted).then(|| "spec.a: no\nsee the link".to_owned()),
        audit_annotations: annotations.into_iter().map(|(key, text)| (key.to_owned(), text)).collect(),
        ..Response::default()
    }
}

fn rejects(findings: &[Finding]) -> Expectation {
    Expectation::Verdict(Verdict {
        rules: Some(findings.iter().map(|one| one.rule.clone()).collect()),
        findings: Some(findings.iter().cloned().collect()),
        ..Verdict::of(Decision::Rejects)
    })
}

fn judge(expectation: &Expectation, result: &Result<Response, Fault>) -> Result<(), Mismatch> {
    super::judge(expectation, None, result)
}

fn mismatch(expectation: &Expectation, result: &Result<Response, Fault>) -> String {
    judge(expectation, result).unwrap_err().to_string()
}

#[test]
fn the_same_decision_and_findings_match() {
    let found = [finding(Mode::Deny, "privileged", "spec.a"), finding(Mode::Audit, "seccomp", "spec.b")];
    judge(&rejects(&found[..1]), &Ok(response(false, &found))).unwrap();
}

#[test]
fn another_decision_is_told_with_what_the_policy_said() {
    let expectation = Expectation::Verdict(Verdict::of(Decision::Accepts));
    let found = [finding(Mode::Deny, "privileged", "spec.a")];
    assert_eq!(
        mismatch(&expectation, &Ok(response(false, &found))),
        "expected `accepts`, but the policy `rejects`: spec.a: no / see the link"
    );
    let silent = mismatch(&rejects(&[]), &Ok(response(true, &[])));
    assert_eq!(silent, "expected `rejects`, but the policy `accepts`");
}

#[test]
fn other_rules_are_told_as_sets() {
    let found = [finding(Mode::Deny, "host-path", "spec.a"), finding(Mode::Deny, "host-ports", "spec.a")];
    let expected = rejects(&[finding(Mode::Deny, "privileged", "spec.a")]);
    assert_eq!(
        mismatch(&expected, &Ok(response(false, &found))),
        "expected `privileged` to speak, but `host-path`, `host-ports` did"
    );
    assert_eq!(
        mismatch(&expected, &Ok(response(false, &[]))),
        "expected `privileged` to speak, but no rule did"
    );
}

#[test]
fn the_same_rule_in_another_place_or_mode_is_told_finding_by_finding() {
    let expected = rejects(&[finding(Mode::Deny, "privileged", "spec.a")]);
    let found = [finding(Mode::Deny, "privileged", "spec.b")];
    assert_eq!(
        mismatch(&expected, &Ok(response(false, &found))),
        "missing: deny privileged spec.a\nunexpected: deny privileged spec.b"
    );
}

#[test]
fn places_are_not_compared_where_some_were_cut() {
    let mut cut = response(false, &[finding(Mode::Deny, "privileged", "spec.b")]);
    let findings = r#"[{"rule":"privileged","path":"spec.b","mode":"deny"},{"more":9}]"#;
    cut.audit_annotations.insert("findings".to_owned(), findings.to_owned());
    judge(&rejects(&[finding(Mode::Deny, "privileged", "spec.a")]), &Ok(cut)).unwrap();
}

#[test]
fn a_ratchet_wants_the_rules_recorded() {
    let verdict = Verdict {
        rules: Some(BTreeSet::new()),
        audited: BTreeSet::from(["privileged".to_owned()]),
        ..Verdict::of(Decision::Accepts)
    };
    let expectation = Expectation::Verdict(verdict);
    judge(&expectation, &Ok(response(true, &[finding(Mode::Audit, "privileged", "spec.a")]))).unwrap();
    let what = mismatch(&expectation, &Ok(response(true, &[])));
    assert_eq!(what, "expected `privileged` to be recorded as audit");
}

#[test]
fn settings_are_refused_at_the_path() {
    let expectation = Expectation::InvalidSettings("rules.privileged".to_owned());
    judge(&expectation, &Err(Fault::Settings("rules.privileged: unknown mode".to_owned()))).unwrap();
    assert_eq!(
        mismatch(&expectation, &Err(Fault::Settings("level: unknown".to_owned()))),
        "the settings are refused, but not at `rules.privileged`: level: unknown"
    );
    assert_eq!(
        mismatch(&expectation, &Ok(Response::default())),
        "expected settings refused at `rules.privileged`, but they are accepted"
    );
}

#[test]
fn a_fault_is_never_a_verdict() {
    let expectation = Expectation::Verdict(Verdict::of(Decision::Rejects));
    assert_eq!(mismatch(&expectation, &Err(Fault::Deadline)), "the policy took too long");
    let settings = Fault::Settings("level".to_owned());
    assert_eq!(mismatch(&expectation, &Err(settings)), "the settings are invalid: level");
}

#[test]
fn answers_of_ours_must_not_contradict_themselves() {
    let accepted = response(true, &[finding(Mode::Deny, "a", "p"), finding(Mode::Warn, "b", "p")]);
    let expectation = Expectation::Verdict(Verdict::of(Decision::Accepts));
    assert_eq!(
        mismatch(&expectation, &Ok(accepted)),
        "accepted in spite of a finding that denies\na finding warns, but there is no warning"
    );
    let mut mute = response(false, &[]);
    mute.message = None;
    mute.warnings = vec!["x".repeat(241)];
    mute.audit_annotations.insert("a/b".to_owned(), String::new());
    mute.audit_annotations.insert("findings".to_owned(), format!("[{}]", " ".repeat(4096)));
    let expectation = Expectation::Verdict(Verdict::of(Decision::Rejects));
    assert_eq!(
        mismatch(&expectation, &Ok(mute)),
        "refused without a message\na warning is longer than 240 bytes\n\
         an audit annotation has a `/` in its key\n`findings` is longer than 4096 bytes"
    );
}

#[test]
fn answers_of_others_are_held_to_the_decision_alone() {
    let foreign = Response { accepted: false, audit_annotations: BTreeMap::new(), ..Response::default() };
    judge(&Expectation::Verdict(Verdict::of(Decision::Rejects)), &Ok(foreign)).unwrap();
}

#[test]
fn a_stricter_decision_will_do_where_that_is_expected_and_a_milder_one_never() {
    let [refused, warned] =
        [Decision::Rejects, Decision::Warns].map(Verdict::at_least).map(Expectation::Verdict);
    let warning = Response {
        warnings: vec!["mind this".to_owned()],
        ..response(true, &[finding(Mode::Warn, "a", "p")])
    };
    let denial = response(false, &[finding(Mode::Deny, "a", "p")]);
    judge(&refused, &Ok(denial.clone())).unwrap();
    judge(&warned, &Ok(denial.clone())).unwrap();
    judge(&warned, &Ok(warning.clone())).unwrap();
    let what = mismatch(&refused, &Ok(warning));
    assert_eq!(what, "expected `rejects`, but the policy `warns`: mind this");
    assert_eq!(mismatch(&warned, &Ok(response(true, &[]))), "expected `warns`, but the policy `accepts`");
    let exactly = Expectation::Verdict(Verdict::of(Decision::Warns));
    assert!(mismatch(&exactly, &Ok(denial)).starts_with("expected `warns`, but the policy `rejects`"));
}

#[test]
fn the_decision_is_read_from_the_answer() {
    let accepted = Response { accepted: true, ..Response::default() };
    assert_eq!(Decision::of(&accepted), Decision::Accepts);
    let warned = Response { warnings: vec!["w".to_owned()], ..accepted.clone() };
    assert_eq!(Decision::of(&warned), Decision::Warns);
    let mutated = Response { mutated_object: Some(serde_json::json!({})), ..warned };
    assert_eq!(Decision::of(&mutated), Decision::Mutates);
    assert_eq!(Decision::of(&Response { accepted: false, ..mutated }), Decision::Rejects);
}

#[test]
fn edits_are_those_that_are_expected() {
    let object = json!({"spec": {"image": "a:1"}});
    let expected = edits::between(&object, &json!({"spec": {"image": "a:1@d"}}));
    let verdict = Verdict { edits: Some(expected.into_iter().collect()), ..Verdict::of(Decision::Mutates) };
    let expectation = Expectation::Verdict(verdict);
    let edited = |image: &str| {
        let mutated_object = Some(json!({"spec": {"image": image}}));
        Ok(Response { accepted: true, mutated_object, ..Response::default() })
    };
    super::judge(&expectation, Some(&object), &edited("a:1@d")).unwrap();
    let other = super::judge(&expectation, Some(&object), &edited("a:1@e")).unwrap_err();
    assert_eq!(
        other.what,
        [
            r#"missing edit: spec.image: "a:1" becomes "a:1@d""#,
            r#"unexpected edit: spec.image: "a:1" becomes "a:1@e""#,
        ]
    );
}
