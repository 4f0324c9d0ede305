//! What a policy asks of its host, from the import of the module to the file that kwctl replays.

use std::sync::Arc;

use host_tester::engine::Engine;
use host_tester::evaluate::{Evaluation, Policy, Surroundings, Terms};
use policy_test::outcome::Fault;
use policy_test::stand_in::{Answers, Grants, Service, StandIn};
use serde_json::{Value, json};

use crate::command_line::{self, policy};
use crate::support::{annotated_with, options, request, wat, write};

/// The namespace that most of these policies ask for.
const GET: (&str, &str, &str) = (
    "kubernetes",
    "get_resource",
    r#"{"api_version":"v1","kind":"Namespace","name":"ml","namespace":null,"disable_cache":false,"field_masks":null}"#,
);

/// The module of a policy that makes one call and warns with the answer, or with the error: quotes become `'`,
/// backslashes `/`, and line ends blanks.
fn asking((namespace, operation, payload): (&str, &str, &str)) -> String {
    const BEFORE: &str = r#"{\"accepted\":true,\"warnings\":[\""#;
    const AFTER: &str = r#"\"]}"#;
    const CALL: usize = 16384;
    const ANSWER: usize = 32768;
    let plain = |text: &str| text.replace('\\', "").len();
    let call = format!("kubewarden{namespace}{operation}{payload}").replace('"', "\\\"");
    let mut at = CALL;
    let mut place = |len: usize| {
        let place = format!("(i32.const {at}) (i32.const {len})");
        at += len;
        place
    };
    let arguments = [10, namespace.len(), operation.len(), payload.len()].map(&mut place).join(" ");
    let told = ANSWER + plain(BEFORE);
    let fields = format!(
        r#"(data (i32.const {CALL}) "{call}")
        (data (i32.const {ANSWER}) "{BEFORE}")
        (data (i32.const 3200) "{AFTER}")
        (func $replace (param $at i32) (param $old i32) (param $new i32)
            (if (i32.eq (i32.load8_u (local.get $at)) (local.get $old))
                (then (i32.store8 (local.get $at) (local.get $new)))))
        (func $ask (local $len i32) (local $at i32) (local $end i32)
            (if (call $host_call {arguments})
                (then (local.set $len (call $host_response_len)) (call $host_response (i32.const {told})))
                (else (local.set $len (call $host_error_len)) (call $host_error (i32.const {told}))))
            (local.set $at (i32.const {told}))
            (local.set $end (i32.add (local.get $at) (local.get $len)))
            (block $done (loop $next
                (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
                (call $replace (local.get $at) (i32.const 34) (i32.const 39))
                (call $replace (local.get $at) (i32.const 92) (i32.const 47))
                (call $replace (local.get $at) (i32.const 10) (i32.const 32))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br $next)))
            (memory.copy (local.get $end) (i32.const 3200) (i32.const {after}))
            (call $response (i32.const {ANSWER})
                (i32.sub (i32.add (local.get $end) (i32.const {after})) (i32.const {ANSWER}))))"#,
        after = plain(AFTER),
    );
    wat(&fields, "(call $ask) (return (i32.const 1))")
}

/// The module with metadata that lists the kinds.
fn module(call: (&str, &str, &str), kinds: &[&str]) -> Vec<u8> {
    let kinds: Vec<_> = kinds.iter().map(|kind| json!({"apiVersion": "v1", "kind": kind})).collect();
    let metadata =
        json!({"rules": [], "mutating": false, "protocolVersion": "v1", "contextAwareResources": kinds});
    annotated_with(&asking(call), &metadata)
}

fn evaluate(
    module: &[u8],
    terms: impl FnOnce(Terms) -> Terms,
    answers: impl Answers + 'static,
) -> Evaluation {
    let engine = Engine::new(options()).unwrap();
    let policy = Arc::new(Policy::load(&engine, "asks", module).unwrap());
    let terms = terms(policy.own_terms());
    let configured = policy.configure(&json!({}), terms, 0).unwrap();
    configured.evaluate(&request(), &Surroundings { now: 0, answers: Arc::new(answers) })
}

fn told(evaluation: Evaluation) -> String {
    evaluation.result.unwrap().warnings.remove(0)
}

fn world() -> StandIn {
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ml"}});
    StandIn { cluster: Service::Answers(vec![namespace]), ..StandIn::default() }
}

#[test]
fn a_guest_gets_the_answer_of_the_world() {
    let evaluation = evaluate(&module(GET, &["Namespace"]), |terms| terms, world());
    assert_eq!(evaluation.exchanges.len(), 1);
    assert_eq!(told(evaluation), FOUND);
    let evaluation = evaluate(&module(GET, &["Namespace"]), |terms| terms, StandIn::default());
    let error = "Callback evaluation failure: Cannot find v1/Namespace named 'ml' inside of namespace 'None'";
    assert_eq!(told(evaluation), error);
}

#[test]
fn a_guest_learns_what_it_was_not_granted() {
    let asks = |call, terms: fn(Terms) -> Terms| told(evaluate(&module(call, &[]), terms, world()));
    assert_eq!(
        asks(GET, |terms| terms),
        "Policy has not been granted access to Kubernetes v1/Namespace resources. The violation has been reported."
    );
    let digest = ("oci", "v1/manifest_digest", "\"x\"");
    assert_eq!(
        asks(digest, |terms| Terms { grants: Arc::new(Grants::default()), ..terms }),
        "Policy has not been granted access to the 'oci/v1/manifest_digest' host capability. The violation has been \
         reported."
    );
    assert_eq!(asks(("cache", "get", "{}"), |terms| terms), "unknown namespace: cache");
    assert_eq!(asks(("oci", "v9/verify", "{}"), |terms| terms), "unknown operation: v9/verify");
}

#[test]
fn a_verdict_that_rests_on_what_nobody_stated_is_a_fault() {
    let addresses = ("net", "v1/dns_lookup_host", "\"example.com\"");
    let evaluation = evaluate(&module(addresses, &[]), |terms| terms, world());
    let expected = "a case cannot state the addresses of a name".to_owned();
    assert_eq!(evaluation.result, Err(Fault::Unstated(expected)));
}

const CLUSTER: &str = "  cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml}}]\n";
const FOUND: &str = "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'ml'}}";
const CASE: [&str; 3] = ["replay", "--filter", "with what"];
const OWN: [&str; 5] = ["replay", "--requests", "requests", "--output", "json"];

/// A project with a policy that asks, and one case of it.
fn project(call: (&str, &str, &str), world: &str, warning: &str) -> command_line::World {
    let project = command_line::World::with(&[]);
    write(&project.path("target/policies/asks.wasm"), module(call, &["Namespace", "Pod"]));
    write(&project.path("policies/asks/metadata.yml"), "");
    let object =
        "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: ml}, spec: {containers: [{name: c}]}}";
    let case = format!("- warns: with what it was answered\n  object: {object}\n{world}");
    write(&project.path("policies/asks/cases/asks.yaml"), case);
    let blessed = format!("# warns: with what it was answered\n  warning: {warning}\n");
    write(&project.path("policies/asks/cases/asks.out"), blessed);
    project
}

/// The warnings in a report of form JSON.
fn warnings(report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap();
    let results = report["results"].as_array().unwrap().iter();
    let warnings = results.flat_map(|result| result["warnings"].as_array().cloned().unwrap_or_default());
    warnings.map(|warning| warning.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_case_is_answered_from_its_own_world() {
    let (code, out, errors) = project(GET, CLUSTER, FOUND).run(&CASE);
    assert_eq!(code, 0, "{out}{errors}");
    let denied = "Policy has not been granted access to the 'kubernetes/get_resource' host capability. The violation \
                  has been reported.";
    let (code, out, errors) = project(GET, "  cluster: notGranted\n", denied).run(&CASE);
    assert_eq!(code, 0, "{out}{errors}");
}

#[test]
fn an_exported_case_has_a_session_that_answers_it_again() {
    let project = project(GET, CLUSTER, FOUND);
    let (code, _, errors) = project.run(&[&CASE[..], &["--export", "out"]].concat());
    assert_eq!(code, 0, "{errors}");
    let session = std::fs::read_to_string(project.path("out/sessions/00001.yml")).unwrap();
    assert!(session.starts_with("- type: Exchange\n  request: |\n    !KubernetesGetResource\n"), "{session}");
    let index = std::fs::read_to_string(project.path("out/index.tsv")).unwrap();
    let line: Vec<_> = index.lines().nth(1).unwrap().split('\t').collect();
    assert_eq!((line[2], line[5], line[13]), ("asks-1", "warns", "worlds/1.json"));
    assert_eq!(
        line[12],
        "kwctl run --request-path requests/00001.json --settings-path settings/asks-1.json --allow-context-aware \
         --replay-host-capabilities-interactions sessions/00001.yml modules/asks.wasm"
    );
    let answers = std::fs::read_to_string(project.path("out/worlds/1.json")).unwrap();
    let answers: Value = serde_json::from_str(&answers).unwrap();
    assert_eq!((&answers["objects"][0]["kind"], &answers["lost"]), (&json!("Namespace"), &Value::Null));
    let served = std::fs::read_to_string(project.path("out/policies.yml")).unwrap();
    let served: Value = serde_json::from_str(&served).unwrap();
    assert_eq!(served["asks-1"]["contextAwareResources"][0]["kind"], "Namespace");
    let (code, out, _) = project.run(&[&OWN[..], &["--session", "out/sessions/00001.yml"]].concat());
    assert_eq!((code, warnings(&out)), (0, vec![FOUND.to_owned()]));
}

#[test]
fn an_exported_policy_is_granted_what_its_metadata_states() {
    let project = project(GET, CLUSTER, FOUND);
    let metadata = json!({
        "rules": [], "mutating": false, "protocolVersion": "v1", "hostCapabilities": ["net/*", "oci/v2/verify"],
        "contextAwareResources": [{"apiVersion": "v1", "kind": "Namespace"}],
    });
    write(&project.path("target/policies/asks.wasm"), annotated_with(&asking(GET), &metadata));
    assert_eq!(project.run(&[&CASE[..], &["--export", "out"]].concat()).0, 0);
    let index = std::fs::read_to_string(project.path("out/index.tsv")).unwrap();
    let line: Vec<_> = index.lines().nth(1).unwrap().split('\t').collect();
    assert!(line[9].contains("granted access to the 'kubernetes/get_resource' host capability"), "{index}");
    assert!(
        line[12].starts_with("kwctl run --allowed-host-capabilities 'net/*' 'oci/v2/verify' --request-path")
    );
    let served = std::fs::read_to_string(project.path("out/policies.yml")).unwrap();
    let served: Value = serde_json::from_str(&served).unwrap();
    assert_eq!(served["asks-1"]["hostCapabilities"], metadata["hostCapabilities"]);
    assert_eq!(served["asks-1"]["contextAwareResources"], metadata["contextAwareResources"]);
}

#[test]
fn a_case_that_was_granted_too_little_is_not_exported() {
    let project = project(GET, "  cluster: notGranted\n", "-");
    assert_eq!(project.run(&[&CASE[..], &["--export", "out"]].concat()).0, 0);
    let index = std::fs::read_to_string(project.path("out/index.tsv")).unwrap();
    assert!(index.contains("skip: other clients are told by options what is granted"), "{index}");
}

#[test]
fn requests_of_ones_own_need_somebody_who_answers() {
    let project = project(GET, "", "");
    let (code, out, _) = project.run(&OWN);
    assert_eq!(code, 2, "{out}");
    assert!(
        out.contains("a look-up has no answer: KubernetesGetResource") && out.contains("--world"),
        "{out}"
    );
    write(&project.path("world.yaml"), CLUSTER.trim_start());
    let (code, out, _) = project.run(&[&OWN[..], &["--world", "world.yaml"]].concat());
    assert_eq!((code, warnings(&out)), (0, vec![FOUND.to_owned()]));
    let (code, _, errors) = project.run(&["replay", "--world", "world.yaml"]);
    assert_eq!(code, 2);
    assert!(errors.contains("--world, --session and --created go with --requests"), "{errors}");
}

#[test]
fn requests_of_ones_own_can_be_answered_from_what_they_create() {
    let project = project(GET, "", "");
    let namespace = json!({"kind": "AdmissionReview", "request": {
        "uid": "2", "operation": "CREATE", "name": "ml", "namespace": "ml", "userInfo": {},
        "kind": {"group": "", "version": "v1", "kind": "Namespace"},
        "resource": {"group": "", "version": "v1", "resource": "namespaces"},
        "object": {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ml", "labels": {"made": "last"}}},
    }});
    write(&project.path("requests/zz.json"), namespace.to_string());
    let told = |more: &[&str]| {
        let (_, out, errors) = project.run(&[&OWN[..], more].concat());
        let told = warnings(&out);
        assert!(!told.is_empty(), "{out}{errors}");
        told
    };
    let created = told(&["--created"]);
    assert!(created.iter().all(|warning| warning.contains("'made':'last'")), "{created:?}");
    write(&project.path("world.yaml"), CLUSTER.trim_start());
    let stated = told(&["--created", "--world", "world.yaml"]);
    assert!(stated.iter().all(|warning| *warning == FOUND), "what is stated wins: {stated:?}");
}

#[test]
fn a_policys_resource_says_what_it_may_read() {
    let project = project(GET, "", "");
    write(&project.path("world.yaml"), "cluster: unreachable\n");
    let listed = policy("asks", "registry://x/asks:v1", "{}")
        + "  contextAwareResources: [{apiVersion: v1, kind: Namespace}]\n";
    write(&project.path("some.yaml"), listed);
    write(&project.path("none.yaml"), policy("asks", "registry://x/asks:v1", "{}"));
    for (file, expected) in [
        ("some.yaml", "Callback evaluation failure: ServiceError: client error (Connect)"),
        ("none.yaml", "Policy has not been granted access to Kubernetes v1/Namespace resources."),
    ] {
        let options = ["--world", "world.yaml", "--policies", file];
        let (_, out, _) = project.run(&[&OWN[..], &options].concat());
        assert!(warnings(&out)[0].starts_with(expected), "{file}: {out}");
    }
}

#[test]
fn recordings_are_answered_from_what_they_created() {
    let pods = ("kubernetes", "list_resources_all", r#"{"api_version":"v1","kind":"Pod"}"#);
    let project = project(pods, "", "");
    std::fs::remove_dir_all(project.path("policies/asks/cases")).unwrap();
    let recorded = policy("asks", "registry://x/asks:v1", "{}")
        + "  contextAwareResources: [{apiVersion: v1, kind: Pod}]\n";
    write(&project.path("e2e/recorded/policies.yaml"), recorded);
    write(&project.path("e2e/recorded/expected.tsv"), "request\tasks\n");
    for name in ["b", "a"] {
        let mut review = crate::support::review();
        review["request"]["object"]["metadata"]["name"] = json!(name);
        review["request"]["name"] = json!(name);
        write(&project.path(&format!("e2e/recorded/requests/{name}.json")), review.to_string());
    }
    let (_, out, errors) = project.run(&["replay", "--output", "json"]);
    let told = warnings(&out);
    assert_eq!(told.len(), 2, "{out}{errors}");
    for warning in told {
        assert!(
            warning.contains("'name':'a'") && warning.contains("'name':'b'"),
            "what comes later is there, too: {warning}"
        );
    }
}
