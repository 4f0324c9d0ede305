use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::*;
use crate::run::fixture::{self, FIXTURE};
use crate::run::{Failures, plan};
use crate::variants::Family;

mod look_ups;

const CONTAINER: &str = "{name: main, image: x, securityContext: {privileged: true}}";

/// A policy folder of its own with these files under `cases/`, for one test.
fn folder(test: &str, files: &[(&str, &str)]) -> Executor {
    // Beside the test's binary, so that nothing is left outside of the target folder.
    let binary = std::env::current_exe().unwrap();
    let folder = binary.with_file_name("cases-of-tests").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("cases")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join("cases").join(name), text).unwrap();
    }
    std::fs::copy(format!("{}/README.md", FIXTURE.folder), folder.join("README.md")).unwrap();
    let folder = folder.to_str().unwrap().to_owned().leak();
    Executor { folder, ..FIXTURE }
}

fn pod(decision: &str, containers: &str) -> String {
    format!(
        "- {decision}\n  object:\n    apiVersion: v1\n    kind: Pod\n    metadata: {{name: a, namespace: ml}}\n    \
         spec: {{containers: [{containers}]}}\n"
    )
}

fn out(executor: Executor, name: &str) -> String {
    std::fs::read_to_string(PathBuf::from(executor.folder).join("cases").join(name)).unwrap_or_default()
}

fn planned(executor: Executor) -> anyhow::Result<Vec<PlannedCase>> {
    plan(executor.folder.as_ref(), &|planned| executor.asked(planned))
}

fn failures(result: Result<(), Failures>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn the_fixture_passes_cases_variants_and_guards() {
    FIXTURE.cases().unwrap();
    FIXTURE.variants().unwrap();
    FIXTURE.rules().unwrap();
    FIXTURE.settings().unwrap();
    FIXTURE.judged().unwrap();
    FIXTURE.common().unwrap();
}

#[test]
fn the_plan_holds_each_case_with_its_variants() {
    let plan = planned(FIXTURE).unwrap();
    let mut variants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for planned in &plan {
        variants.entry(&planned.id).or_default().insert(&planned.variant);
    }
    let wraps = ["Deployment", "CronJob", "JobSet", "PyTorchJob", "LLMInferenceService", "an unknown kind"];
    let wraps = wraps.map(|kind| format!("wrap in {kind}"));
    let mut expected: BTreeSet<&str> = wraps.iter().map(String::as_str).collect();
    expected.extend(["base", "move to init", "move to sidecar", "move to ephemeral"]);
    expected.extend([
        "move to ephemeral, by subresource",
        "update from a clean object",
        "update from itself",
    ]);
    expected.extend(["audit scanner", "shuffle"]);
    assert_eq!(variants["privileged/a privileged container"], expected);
    assert_eq!(variants["privileged/a request without an object"], BTreeSet::from(["base"]));
    assert_eq!(variants["privileged/settings with a key that nobody knows"], BTreeSet::from(["base"]));
}

#[test]
fn each_planned_case_is_judged_as_expected_by_any_executor() {
    for planned in planned(FIXTURE).unwrap() {
        let outcome = FIXTURE.evaluate(&planned);
        assert_eq!(outcome.request, planned.title());
        planned.judge(&outcome.result).unwrap();
    }
}

#[test]
fn a_base_is_held_to_its_blessed_text_and_a_variant_to_its_findings() {
    let plan = planned(FIXTURE).unwrap();
    let base = plan.iter().find(|planned| planned.family.is_none()).unwrap();
    let mut result = FIXTURE.evaluate(base).result;
    result.as_mut().unwrap().message = Some("another text".to_owned());
    let what = base.judge(&result).unwrap_err().to_string();
    assert!(what.contains("BLESS=1") && what.contains("+   message: another text"), "{what}");
    let shuffled = plan.iter().find(|planned| planned.family == Some(Family::Shuffle)).unwrap();
    shuffled.judge(&result).unwrap();
}

#[test]
fn other_clients_hand_on_keys_in_one_order() {
    let plan = planned(FIXTURE).unwrap();
    let shuffled = plan.into_iter().find(|planned| planned.family == Some(Family::Shuffle)).unwrap();
    let normal = request::normalise(shuffled.request.as_ref().unwrap()).unwrap();
    let ordered = request::payload(&normal, &shuffled.settings);
    assert_ne!(shuffled.payload().unwrap(), ordered, "the keys of a shuffled request fall");
    assert_eq!(shuffled.in_order().payload().unwrap(), ordered);
}

#[test]
fn what_was_edited_has_to_be_left_alone() {
    let plan = planned(FIXTURE).unwrap();
    let base = plan.iter().find(|planned| planned.family.is_none()).unwrap();
    let answer = |accepted, object: Option<serde_json::Value>| {
        Ok(Response { accepted, mutated_object: object, ..Response::default() })
    };
    let edited = serde_json::json!({"kind": "Pod", "image": "x@1"});
    let first = answer(true, Some(edited.clone()));
    let judge = |second: Result<Response, Fault>| {
        base.judge_edited(&first, |again| {
            assert_eq!(again.request.as_ref().unwrap()["object"], edited);
            second
        })
    };
    judge(answer(true, None)).unwrap();
    let again = judge(answer(true, Some(serde_json::json!({"kind": "Pod", "image": "x@1@1"})))).unwrap_err();
    assert_eq!(again.what, [r#"the edited object is edited again: image: "x@1" becomes "x@1@1""#]);
    assert_eq!(judge(answer(false, None)).unwrap_err().what, ["the edited object is refused"]);
    judge(Err(Fault::Trap("no".to_owned()))).unwrap_err();
    base.judge_edited(&answer(true, None), |_| unreachable!("nothing was edited")).unwrap();
}

#[test]
fn requests_that_no_policy_server_hands_on_are_not_exported() {
    let plan = planned(FIXTURE).unwrap();
    let skipped: Vec<_> = plan.iter().filter_map(|planned| planned.skip_export.as_deref()).collect();
    assert_eq!(skipped, ["other clients refuse the request before the policy sees it: missing field `kind`"]);
}

#[test]
fn blessing_writes_what_was_answered() {
    let executor = folder("blessing", &[("privileged.yaml", &pod("rejects: it", CONTAINER))]);
    assert!(failures(executor.check_cases(false)).contains("privileged.out:1: not what was blessed"));
    executor.check_cases(true).unwrap();
    executor.check_cases(false).unwrap();
    let text = out(executor, "privileged.out");
    assert!(text.starts_with(
        "# rejects: it\ndeny privileged spec.containers[0].securityContext.privileged\n  message: "
    ));
}

#[test]
fn blessing_cannot_flip_a_decision() {
    let executor = folder("flip", &[("privileged.yaml", &pod("accepts: it", CONTAINER))]);
    let text = failures(executor.check_cases(true));
    assert!(
        text.contains("privileged.yaml:1: privileged/it\n    expected `accepts`, but the policy `rejects`"),
        "{text}"
    );
    assert_eq!(out(executor, "privileged.out"), "");
}

#[test]
fn a_plan_needs_blessed_outcomes_that_are_up_to_date() {
    let yaml = pod("rejects: it", CONTAINER);
    let missing = folder("missing", &[("privileged.yaml", &yaml)]);
    assert!(planned(missing).unwrap_err().to_string().contains("cannot read"));
    let stale =
        folder("stale", &[("privileged.yaml", &yaml), ("privileged.out", "# rejects: something else\n")]);
    assert!(planned(stale).unwrap_err().to_string().contains("is out of date"));
}

#[test]
fn an_outcome_without_cases_is_an_orphan() {
    let executor = folder("orphan", &[("gone.out", "")]);
    assert!(failures(executor.check_cases(false)).contains("gone.out: there are no cases of that name"));
}

#[test]
fn a_rule_needs_a_row_in_the_readme_with_its_default_mode() {
    let executor = folder("row", &[]);
    std::fs::write(format!("{}/README.md", executor.folder), "| `privileged` | warn | a lie |").unwrap();
    assert!(failures(executor.rules()).contains("no row that begins with \"| `privileged` | deny\""));
}

#[test]
fn a_policy_that_knows_neither_modes_nor_exemptions_fails_the_common_cases() {
    let told = FIXTURE.common_cases().unwrap_err();
    let failed = |case: &str| told.all().iter().any(|failure| failure.contains(case));
    assert!(failed("kit modes/what is refused, where the rule is off"), "{told}");
    assert!(failed("kit exemptions/what is exempt by its namespace"), "{told}");
    assert!(!failed("kit modes/what the policy refuses"), "{told}");
    let silent = folder("no-sample", &[("privileged.yaml", "[]"), ("privileged.out", "")]);
    assert!(failures(silent.common_cases()).contains("the cases of policy-kit need a sample"));
}

#[test]
fn metadata_asks_for_what_is_judged() {
    let executor = folder("judged", &[]);
    assert!(failures(executor.judged()).contains("there is no "));
    let metadata = "rules: [{apiGroups: [''], resources: [pods/exec], operations: [CREATE, UPDATE]}]";
    std::fs::write(format!("{}/metadata.yml", executor.folder), metadata).unwrap();
    let told = failures(executor.judged());
    assert!(
        told.contains("metadata.yml: a rule asks for the subresource `exec`, which is not judged"),
        "{told}"
    );
}

#[test]
fn a_rule_needs_a_case_that_accepts_and_one_in_which_it_speaks() {
    let accepting = pod("accepts: it", "{name: main}");
    let executor = folder("silent", &[("privileged.yaml", &accepting)]);
    assert!(failures(executor.rules()).contains("no case in which rule `privileged` denies or warns"));
    let executor = folder("loud", &[("privileged.yaml", &pod("rejects: it", CONTAINER))]);
    assert!(failures(executor.rules()).contains("no case in which rule `privileged` accepts"));
    let executor = folder("unknown", &[("priviliged.yaml", &accepting), ("settings.yaml", "[]")]);
    let text = failures(executor.rules());
    assert!(text.contains("the policy has no rule `priviliged`"), "{text}");
    assert!(text.contains("rule `privileged` has no cases") && !text.contains("settings"), "{text}");
}

/// The fixture with a second rule, which records what kind an object has and is in a mode that finds something.
fn recording(
    operation: &str,
    payload: &[u8],
    now: &str,
    calls: &HostFunction<'_>,
) -> Result<Vec<u8>, String> {
    let mut answer: Value = serde_json::from_slice(&fixture::call(operation, payload, now, calls)?).unwrap();
    match operation {
        "describe" => {
            let rule = serde_json::json!({
                "id": "kept", "mode": "deny", "fix": "nothing", "kind": "record", "keys": ["kind", "more"]
            });
            answer["rules"].as_array_mut().unwrap().push(rule);
        }
        "validate" => answer["audit_annotations"]["record"] = r#"{"kind":"Pod"}"#.into(),
        _ => {}
    }
    Ok(answer.to_string().into_bytes())
}

#[test]
fn a_rule_that_records_is_shown_by_its_keys_and_held_to_its_mode() {
    let files = [("privileged.yaml", "[]"), ("kept.yaml", &pod("accepts: it", "{name: main}"))];
    let executor = folder("records", &files);
    let told = failures(Executor { call: recording, ..executor }.rules());
    assert!(told.contains("rule `kept` writes a record and finds nothing, but its mode is `deny`"), "{told}");
    assert!(told.contains("rule `kept` records the key `more`"), "{told}");
    assert!(!told.contains("no case in which rule `kept`"), "{told}");
    let forgetful: PolicyFunction = |operation, payload, now, calls| {
        let answer = recording(operation, payload, now, calls)?;
        Ok(String::from_utf8(answer).unwrap().replace("{\\\"kind\\\"", "{\\\"name\\\"").into_bytes())
    };
    let told = failures(Executor { call: forgetful, ..executor }.rules());
    assert!(told.contains("no case in which rule `kept` records one of its keys"), "{told}");
}

#[test]
fn a_setting_needs_a_case_that_shows_what_it_does() {
    let idle =
        pod("accepts: it", "{name: main}").replace("  object", "  settings: {allowed: [main]}\n  object");
    let executor = folder("idle", &[("privileged.yaml", &idle)]);
    assert!(failures(executor.settings()).contains("setting `allowed` changes no verdict"));
}

#[test]
fn a_policy_that_fails_is_a_fault_and_no_panic() {
    fn trapping(_: &str, _: &[u8], _: &str, _: &HostFunction<'_>) -> Result<Vec<u8>, String> {
        Err("unreachable".to_owned())
    }

    let executor = Executor { call: trapping, ..FIXTURE };
    let text = failures(executor.check_cases(false));
    assert!(text.contains("the policy failed: unreachable"), "{text}");
    assert!(executor.rules().is_err());
    let mute = Executor { call: |_, _, _, _| Ok(b"{}".to_vec()), ..FIXTURE };
    assert!(failures(mute.check_cases(false)).contains("no validation response"));
}

#[test]
fn a_policy_is_told_the_moment_of_the_case() {
    let executor = |test, now: &str| {
        let case = pod("accepts: it", "{name: main}").replace("  object", &format!("{now}  object"));
        let call: PolicyFunction = |_, _, now, _| Err(format!("it is {now}"));
        Executor { call, ..folder(test, &[("privileged.yaml", &case)]) }
    };
    let told = failures(executor("time", "  now: 2026-11-24T13:30:00Z\n").check_cases(false));
    assert!(told.contains("the policy failed: it is 2026-11-24T13:30:00Z"), "{told}");
    let told = failures(executor("no-time", "").check_cases(false));
    assert!(told.contains(&format!("it is {}", crate::case::TODAY)), "{told}");
}

/// A policy that refuses `hostAliases`, but sees a pod spec by its containers alone.
fn looks_at_whole_pods(
    operation: &str,
    payload: &[u8],
    _: &str,
    _: &HostFunction<'_>,
) -> Result<Vec<u8>, String> {
    let payload: serde_json::Value = serde_json::from_slice(payload).unwrap();
    let mut findings = Vec::new();
    let spec = &payload["request"]["object"]["spec"];
    for (spec, at) in [(spec, "spec"), (&spec["overrides"][0]["spec"], "spec.overrides[0].spec")] {
        if spec["containers"].is_array() && spec["hostAliases"].is_array() {
            findings.push(serde_json::json!({"rule": "privileged", "path": format!("{at}.hostAliases"), "mode": "deny"}));
        }
    }
    let accepted = findings.is_empty();
    let answer = match operation {
        "validate" => serde_json::json!({
            "accepted": accepted, "message": (!accepted).then_some("no"),
            "audit_annotations": {"policy": "x", "findings": serde_json::json!(findings).to_string()},
        }),
        "validate_settings" => serde_json::json!({"valid": true}),
        _ => return Err(format!("No handler registered for function {operation}")),
    };
    Ok(answer.to_string().into_bytes())
}

#[test]
fn a_pod_level_field_that_a_policy_overlooks_in_an_override_is_told() {
    let case = pod("rejects: it", "{name: main}").replace("containers:", "hostAliases: [], containers:");
    let case = case + "  vary: {families: [fragment], reason: for the test}\n";
    let executor = Executor { call: looks_at_whole_pods, ..folder("aliases", &[("privileged.yaml", &case)]) };
    executor.check_cases(true).unwrap();
    let told = failures(executor.variants());
    assert!(told.contains("(fragment: hostAliases at spec.overrides[0].spec of FancyJob)"), "{told}");
    assert!(told.contains("expected `rejects`, but the policy `accepts`"), "{told}");
}

#[test]
fn a_broken_file_is_told_with_its_place() {
    let executor = folder("broken", &[("privileged.yaml", "- accepts: a\n  objekt: {}\n")]);
    assert!(failures(executor.variants()).contains("privileged.yaml:2:3: unknown field `objekt`"));
    let executor = folder("kindless", &[("privileged.yaml", "- accepts: a\n  object: {apiVersion: v1}\n")]);
    assert!(failures(executor.variants()).contains("privileged.yaml:1: the manifest has no `kind`"));
}

#[test]
fn the_fixture_refuses_what_it_does_not_know() {
    assert!(fixture::call("mutate", b"", "", &no_calls).is_err());
}
