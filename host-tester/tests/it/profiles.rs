//! The profiles of this project, as they lie in its folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use host_tester::bundle;
use host_tester::engine::{Engine, Options};
use host_tester::evaluate::{Policy, Request, Surroundings};
use host_tester::source;
use policy_test::kinds::Kinds;
use policy_test::stand_in::{Grants, Outage, Service, StandIn};
use serde_json::{Value, json};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn profiles() -> Vec<PathBuf> {
    ["observe", "enforce"].map(|profile| project().join("artifacthub/profiles").join(profile)).to_vec()
}

/// Every folder under `policies/` with a `metadata.yml`.
fn policies() -> BTreeSet<String> {
    let folders = std::fs::read_dir(project().join("policies")).unwrap().map(|entry| entry.unwrap().path());
    let policies = folders.filter(|folder| folder.join("metadata.yml").is_file());
    policies.map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_policy_is_in_both_profiles_and_nothing_else_is() {
    for profile in profiles() {
        let entries = bundle::read(&profile).unwrap();
        let modules: BTreeSet<_> = entries.iter().map(|entry| entry.module_name().to_owned()).collect();
        assert_eq!(modules, policies(), "{}", profile.display());
        for entry in &entries {
            let rest = entry.name.strip_prefix(entry.module_name());
            let own = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            assert!(own, "{}: {}", entry.place, entry.name);
        }
        let names: BTreeSet<_> = entries.iter().map(|entry| &entry.name).collect();
        assert_eq!(names.len(), entries.len(), "a name stands twice in {}", profile.display());
    }
}

#[test]
fn every_request_that_the_rules_of_a_policy_describe_goes_to_one_of_its_objects() {
    for profile in profiles() {
        let entries = bundle::read(&profile).unwrap();
        for policy in policies() {
            let file = project().join("policies").join(&policy).join("metadata.yml");
            let metadata: Value = serde_saphyr::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            // The generator has told two objects apart by what nothing here evaluates: a selector or a condition.
            let most = if metadata["annotations"]["ai-guardrails.objects"].is_null() { 1 } else { 2 };
            for request in requests(&metadata) {
                let own = entries.iter().filter(|entry| entry.module_name() == policy);
                let takers = own.filter(|entry| entry.matches(&request)).count();
                assert!((1..=most).contains(&takers), "{policy}: {takers} objects take {request}");
            }
        }
    }
}

/// Every request that the rules of a `metadata.yml` describe.
fn requests(metadata: &Value) -> Vec<Value> {
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut requests = Vec::new();
    for rule in metadata["rules"].as_array().unwrap() {
        let all = ["CREATE", "UPDATE", "DELETE", "CONNECT"].map(str::to_owned).to_vec();
        let operations = texts(&rule["operations"]);
        let operations = if operations.contains(&"*".to_owned()) { all } else { operations };
        for group in texts(&rule["apiGroups"]) {
            for version in texts(&rule["apiVersions"]) {
                for resource in texts(&rule["resources"]) {
                    let (plural, sub_resource) = resource.split_once('/').unwrap_or((&resource, ""));
                    requests.extend(operations.iter().map(|operation| {
                        json!({
                            "operation": operation, "subResource": sub_resource, "namespace": "ml",
                            "resource": {"group": group, "version": version, "resource": plural},
                        })
                    }));
                }
            }
        }
    }
    requests
}

#[test]
fn a_kustomization_names_every_file_beside_it() {
    for profile in profiles() {
        let text = std::fs::read_to_string(profile.join("kustomization.yaml")).unwrap();
        let kustomization: Value = serde_saphyr::from_str(&text).unwrap();
        let named: BTreeSet<_> = kustomization["resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        let files: Vec<_> =
            std::fs::read_dir(&profile).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let files: BTreeSet<_> = files
            .iter()
            .map(|name| name.to_str().unwrap())
            .filter(|name| *name != "kustomization.yaml")
            .collect();
        assert_eq!(named, files, "{}", profile.display());
    }
}

#[test]
fn the_settings_of_every_policy_are_taken_by_its_module() {
    let engine = Engine::new(Options::default()).unwrap();
    let entries: Vec<_> = profiles().iter().flat_map(|profile| bundle::read(profile).unwrap()).collect();
    for name in policies() {
        let Some(policy) = module(&engine, &name) else { continue };
        for entry in entries.iter().filter(|entry| entry.module_name() == name) {
            if let Err(fault) = policy.configure(&entry.settings, policy.own_terms(), 0) {
                panic!("{}: {fault}", entry.place);
            }
        }
    }
}

#[test]
fn every_recorded_object_of_a_known_kind_reaches_the_policies_that_find_something_in_it() {
    let engine = Engine::new(Options::default()).unwrap();
    let entries = bundle::read(&project().join("artifacthub/profiles/observe")).unwrap();
    let recorded: Vec<_> = source::open(&[project().join("e2e/recorded/requests")]).unwrap().collect();
    let mut world = StandIn { registry: Service::Fails(Outage::Unreachable), ..StandIn::default() };
    world.add_objects(source::created(&recorded));
    let surroundings = Surroundings { now: 0, answers: Arc::new(world) };
    let requests: Vec<_> = recorded
        .iter()
        .filter_map(|document| {
            let request = Request::new(document.read().unwrap()).unwrap();
            let text = |pointer: &str| request.value().pointer(pointer).and_then(Value::as_str).unwrap();
            let known = Kinds::builtin().get_resource(text("/resource/group"), text("/resource/resource"));
            known.map(|_| (document.id.clone(), request))
        })
        .collect();
    let mut missed = Vec::new();
    for name in policies() {
        let own: Vec<_> = entries.iter().filter(|entry| entry.module_name() == name).collect();
        let Some(policy) = module(&engine, &name) else { continue };
        let policy = policy.configure(&own[0].settings, policy.own_terms(), 0).unwrap();
        for (id, request) in &requests {
            let found = !policy.evaluate(request, &surroundings).result.unwrap().accepted;
            if found && !own.iter().any(|entry| entry.matches(request.value())) {
                missed.push(format!("{name} {id}"));
            }
        }
    }
    assert!(missed.is_empty(), "add to ai-guardrails.kinds or to the rules of metadata.yml: {missed:#?}");
}

#[test]
fn what_a_judged_scale_belongs_to_may_be_looked_up() {
    for profile in profiles() {
        let entries = bundle::read(&profile).unwrap();
        for entry in entries.iter().filter(|entry| entry.module_name() == "gpu-limits") {
            let granted: BTreeSet<_> = entry.grants.iter().flat_map(Grants::resources).collect();
            for kind in Kinds::builtin().iter().filter(|kind| kind.scale.is_some()) {
                for version in &kind.versions {
                    let scale = json!({
                        "operation": "UPDATE", "subResource": "scale", "namespace": "ml",
                        "resource": {"group": kind.group, "version": version, "resource": kind.plural},
                    });
                    let api_version = format!("{}/{version}", kind.group);
                    let own = (api_version.trim_start_matches('/'), kind.kind);
                    assert!(
                        !entry.matches(&scale) || granted.contains(&own),
                        "{}: a larger scale of {own:?} would always be refused",
                        entry.place
                    );
                }
            }
        }
    }
}

/// The module as `scripts/build-policies.sh` leaves it; before that there is nothing to ask.
fn module(engine: &Engine, policy: &str) -> Option<Arc<Policy>> {
    let file = project().join(format!("target/policies/{policy}.wasm"));
    let Ok(wasm) = std::fs::read(&file) else {
        eprintln!("skipped: {} is not built", file.display());
        return None;
    };
    Some(Arc::new(Policy::load(engine, policy, &wasm).unwrap()))
}
