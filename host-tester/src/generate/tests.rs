//! A policy that exists only here, and what is generated from it.

mod faults;
mod form;
mod project_readme;

use std::collections::BTreeMap;

use policy_test::describe::{Description, Rule};
use serde_json::{Value, json};

use super::*;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

const CHANGELOG: &str =
    "# Changelog\n\n## 1.2.0 - 2026-12-01\n\n### Added\n\n- a rule\n\n### Security\n\n- a way around it\n";

const QUESTIONS: &str = "questions:
  - {variable: level, type: enum, label: Level, default: low, options: [low, high]}
  - {variable: rules, type: 'map[', label: Modes, default: {}}
  - {variable: about, type: string, hide_input: true}
  - variable: paths
    type: sequence[
    label: Paths
    default: []
    sequence_questions:
      - {variable: path, type: string, label: Path}
";

fn metadata() -> Value {
    json!({
        "rules": [
            {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE", "UPDATE"]},
            {"apiGroups": ["apps"], "apiVersions": ["v1"], "resources": ["deployments/scale"], "operations": ["UPDATE"]},
        ],
        "mutating": false,
        "backgroundAudit": false,
        "contextAwareResources": [{"apiVersion": "v1", "kind": "Namespace"}],
        "annotations": {
            "io.kubewarden.policy.title": "narrow-paths",
            "io.kubewarden.policy.version": "1.2.0",
            "io.kubewarden.policy.description": "Keeps paths narrow",
            "io.kubewarden.policy.author": "Ada <ada@example.com>, Grace Hopper <grace@example.com>",
            "io.kubewarden.policy.url": "https://example.com/pack",
            "io.kubewarden.policy.source": "https://example.com/pack/source",
            "io.kubewarden.policy.ociUrl": "registry.example.com/pack/narrow-paths",
            "io.kubewarden.policy.license": "Apache-2.0",
            "io.kubewarden.policy.severity": "medium",
            "io.kubewarden.policy.category": "Paths",
            "io.artifacthub.displayName": "Narrow Paths",
            "io.artifacthub.keywords": "paths, pods",
            "io.artifacthub.resources": "Pod",
        },
    })
}

fn policy(metadata: &Value) -> Policy {
    let rule = |id: &str, mode: &str| Rule {
        id: id.to_owned(),
        mode: mode.to_owned(),
        fix: "mend it".to_owned(),
        ..Rule::default()
    };
    Policy {
        name: "narrow-paths".to_owned(),
        metadata: crate::module::check(metadata).unwrap(),
        description: Description {
            policy: "narrow-paths".to_owned(),
            version: "1.2.0".to_owned(),
            rules: vec![rule("wide", "audit"), rule("deep", "off"), rule("malformed", "deny")],
            settings: ["level", "rules", "paths"].map(str::to_owned).to_vec(),
            ..Description::default()
        },
        readme: "# narrow-paths\n\nText: with *everything* | that YAML `minds`.\n".to_owned(),
        changelog: CHANGELOG.to_owned(),
        questions: QUESTIONS.to_owned(),
    }
}

fn project(metadata: &Value) -> Project {
    Project {
        oci_prefix: "registry.example.com/pack".to_owned(),
        homepage: "https://example.com/pack".to_owned(),
        digests: BTreeMap::new(),
        common: CommonSettings::default(),
        policies: vec![policy(metadata)],
        readme: None,
    }
}

/// The documents of a generated file.
fn documents(project: &Project, path: &str) -> Vec<Value> {
    let files = files(project, Kinds::builtin()).unwrap();
    let file = files.iter().find(|file| file.path == path).unwrap();
    assert!(file.text.starts_with(HEADER));
    serde_saphyr::from_multiple(&file.text).unwrap()
}

#[test]
fn every_policy_has_a_file_in_each_profile_and_a_package() {
    let files = files(&project(&metadata()), Kinds::builtin()).unwrap();
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "artifacthub/profiles/observe/narrow-paths.yaml",
            "artifacthub/profiles/enforce/narrow-paths.yaml",
            "policies/narrow-paths/README.md",
            "policies/narrow-paths/questions-ui.yml",
            "artifacthub/narrow-paths/artifacthub-pkg.yml",
            "artifacthub/profiles/observe/kustomization.yaml",
            "artifacthub/profiles/enforce/kustomization.yaml",
        ]
    );
    let kustomization = documents(&project(&metadata()), "artifacthub/profiles/enforce/kustomization.yaml");
    assert_eq!(kustomization[0]["resources"], json!(["narrow-paths.yaml"]));
}

#[test]
fn to_observe_every_rule_that_has_a_mode_denies_and_nothing_can_be_refused() {
    for document in documents(&project(&metadata()), "artifacthub/profiles/observe/narrow-paths.yaml") {
        let spec = &document["spec"];
        assert_eq!((&spec["mode"], &spec["failurePolicy"]), (&json!("monitor"), &json!("Ignore")));
        assert_eq!(spec["settings"], json!({"rules": {"wide": "deny", "deep": "deny"}}));
    }
}

#[test]
fn to_enforce_the_rules_keep_their_modes() {
    for document in documents(&project(&metadata()), "artifacthub/profiles/enforce/narrow-paths.yaml") {
        let spec = &document["spec"];
        assert_eq!((&spec["mode"], &spec["failurePolicy"]), (&json!("protect"), &json!("Fail")));
        assert_eq!(spec["settings"], json!({}));
    }
}

#[test]
fn the_custom_resource_follows_the_metadata() {
    let documents = documents(&project(&metadata()), "artifacthub/profiles/enforce/narrow-paths.yaml");
    let [own, custom] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!(own["metadata"]["name"], "narrow-paths");
    assert_eq!(own["metadata"]["annotations"]["io.kubewarden.policy.severity"], "medium");
    assert_eq!(own["spec"]["rules"], metadata()["rules"]);
    assert_eq!(own["spec"]["module"], "registry://registry.example.com/pack/narrow-paths:v1.2.0");
    assert_eq!(custom["metadata"]["name"], "narrow-paths-crds");
    for document in &documents {
        assert_eq!(document["spec"]["backgroundAudit"], false);
        assert_eq!(document["spec"]["contextAwareResources"], metadata()["contextAwareResources"]);
        assert!(document["spec"]["namespaceSelector"]["matchLabels"].is_null());
        assert!(document["spec"]["namespaceSelector"]["matchExpressions"].is_array());
    }
    let rules = custom["spec"]["rules"].as_array().unwrap();
    assert!(rules.iter().all(|rule| rule["apiVersions"] == json!(["*"])), "{rules:?}");
}

#[test]
fn a_policy_without_custom_kinds_has_one_document() {
    let mut metadata = metadata();
    metadata["annotations"]["ai-guardrails.kinds"] = json!("");
    assert_eq!(documents(&project(&metadata), "artifacthub/profiles/enforce/narrow-paths.yaml").len(), 1);
}

#[test]
fn conditions_and_objects_decide_about_the_custom_resources() {
    let mut metadata = metadata();
    metadata["annotations"]["ai-guardrails.timeoutEvalSeconds"] = json!("4");
    metadata["annotations"]["ai-guardrails.matchConditions"] =
        json!("- {name: not-a-node, expression: \"!('system:nodes' in request.userInfo.groups)\"}");
    metadata["annotations"]["ai-guardrails.objects"] = json!(
        "- {}
- suffix: scale
  resources: [deployments/scale]
  failurePolicy: Ignore
  timeoutEvalSeconds: 25
  backgroundAudit: true
  matchConditions: [{name: not-tiny, expression: object.spec.replicas > 1}]
  objectSelector: {matchExpressions: [{key: stage, operator: Exists}]}
"
    );
    let path = "artifacthub/profiles/enforce/narrow-paths.yaml";
    let faults = files(&project(&metadata), Kinds::builtin()).unwrap_err();
    let lost = "policies/narrow-paths/metadata.yml: annotations.ai-guardrails.objects: UPDATE of `deployments/scale` is \
        lost where the selectors or conditions of its object do not match";
    assert!(faults.len() == 1 && faults[0].starts_with(lost), "{faults:?}");

    let objects = metadata["annotations"]["ai-guardrails.objects"].as_str().unwrap();
    let objects =
        objects.replace("  matchConditions: [{name: not-tiny, expression: object.spec.replicas > 1}]\n", "");
    let other = "- suffix: scale-rest
  resources: [deployments/scale]
  objectSelector: {matchExpressions: [{key: stage, operator: DoesNotExist}]}
";
    metadata["annotations"]["ai-guardrails.objects"] = json!(format!("{objects}{other}"));
    let documents = documents(&project(&metadata), path);
    let names: Vec<_> =
        documents.iter().map(|document| document["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["narrow-paths", "narrow-paths-crds", "narrow-paths-scale", "narrow-paths-scale-rest"]);
    let conditions =
        json!([{"name": "not-a-node", "expression": "!('system:nodes' in request.userInfo.groups)"}]);
    for document in &documents {
        assert_eq!(document["spec"]["matchConditions"], conditions);
        let expressions = document["spec"]["namespaceSelector"]["matchExpressions"].as_array().unwrap();
        assert_eq!(expressions[0]["key"], "kubernetes.io/metadata.name");
    }
    let (own, scale) = (&documents[0]["spec"], &documents[2]["spec"]);
    assert_eq!(own["rules"], json!([metadata["rules"][0]]));
    assert_eq!(scale["rules"], json!([metadata["rules"][1]]));
    assert_eq!((&own["failurePolicy"], &scale["failurePolicy"]), (&json!("Fail"), &json!("Ignore")));
    assert_eq!((&own["backgroundAudit"], &scale["backgroundAudit"]), (&json!(false), &json!(true)));
    assert_eq!((&own["timeoutEvalSeconds"], &own["timeoutSeconds"]), (&json!(4), &json!(12)));
    assert_eq!((&scale["timeoutEvalSeconds"], &scale["timeoutSeconds"]), (&json!(25), &json!(30)));
    assert!(own["objectSelector"].is_null());
    let selector = json!({"matchExpressions": [{"key": "stage", "operator": "Exists"}]});
    assert_eq!(scale["objectSelector"], selector);
}

#[test]
fn a_known_digest_pins_the_module_and_marks_the_package() {
    let mut project = project(&metadata());
    project.digests.insert("narrow-paths".to_owned(), DIGEST.to_owned());
    for document in documents(&project, "artifacthub/profiles/observe/narrow-paths.yaml") {
        let module = format!("registry://registry.example.com/pack/narrow-paths@{DIGEST}");
        assert_eq!(document["spec"]["module"], module);
    }
    assert_eq!(documents(&project, "artifacthub/narrow-paths/artifacthub-pkg.yml")[0]["digest"], DIGEST);
}

#[test]
fn the_package_carries_all_that_the_policy_says_of_itself() {
    let project = project(&metadata());
    let package = &documents(&project, "artifacthub/narrow-paths/artifacthub-pkg.yml")[0];
    for (field, wanted) in [
        ("version", json!("1.2.0")),
        ("name", json!("narrow-paths")),
        ("displayName", json!("Narrow Paths")),
        ("createdAt", json!("2026-12-01T00:00:00Z")),
        (
            "containersImages",
            json!([{"name": "policy", "image": "registry.example.com/pack/narrow-paths:v1.2.0"}]),
        ),
        ("containsSecurityUpdates", json!(true)),
        ("prerelease", json!(false)),
        ("keywords", json!(["paths", "pods"])),
        ("links", json!([{"name": "source", "url": "https://example.com/pack/source"}])),
        ("readme", json!(project.policies[0].readme)),
        (
            "changes",
            json!([
                {"kind": "added", "description": "a rule"},
                {"kind": "security", "description": "a way around it"},
            ]),
        ),
        (
            "maintainers",
            json!([
                {"name": "Ada", "email": "ada@example.com"},
                {"name": "Grace Hopper", "email": "grace@example.com"},
            ]),
        ),
        ("provider", json!({"name": "pack"})),
    ] {
        assert_eq!(package[field], wanted, "{field}");
    }
    let annotations = &package["annotations"];
    assert_eq!(annotations["kubewarden/mutation"], "false");
    assert_eq!(annotations["kubewarden/questions-ui"], QUESTIONS);
    let inner = |key: &str| serde_saphyr::from_str::<Value>(annotations[key].as_str().unwrap()).unwrap();
    assert_eq!(inner("kubewarden/rules"), metadata()["rules"]);
    assert_eq!(inner("kubewarden/contextAwareResources"), metadata()["contextAwareResources"]);
    assert!(
        package["install"].as_str().unwrap().contains("kwctl pull registry://registry.example.com/pack/")
    );
}

#[test]
fn a_version_that_is_not_released_is_a_prerelease() {
    let mut project = project(&metadata());
    project.policies[0].changelog = "## Unreleased since 2026-11-24\n### Added\n- a rule\n".to_owned();
    let package = &documents(&project, "artifacthub/narrow-paths/artifacthub-pkg.yml")[0];
    assert_eq!(
        (&package["prerelease"], &package["createdAt"]),
        (&json!(true), &json!("2026-11-24T00:00:00Z"))
    );
}
