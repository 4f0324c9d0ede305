//! The borrowed reader against types that serde derives: on every recorded object of a built-in kind both find the
//! same privileged containers, host namespaces and host paths. The types are written here, by Kubernetes' API reference:
//! the crate with all of its types costs every build of the tests a minute.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "this test reads files, and has failed where it cannot"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use policy_kit::host::no_calls;
use policy_test::request::payload;
use policy_test::response::Response;
use privileged_pods::call_natively;
use serde::Deserialize;
use serde_json::{Value, json};

/// `core/v1.PodSpec`, as far as it is compared.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PodSpec {
    containers: Vec<Container>,
    #[serde(default)]
    init_containers: Vec<Container>,
    #[serde(default)]
    ephemeral_containers: Vec<Container>,
    #[serde(default)]
    volumes: Vec<Volume>,
    host_network: Option<bool>,
    #[serde(rename = "hostPID")]
    host_pid: Option<bool>,
    #[serde(rename = "hostIPC")]
    host_ipc: Option<bool>,
}

/// `core/v1.Container`, and what is compared of an `EphemeralContainer`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    security_context: Option<SecurityContext>,
}

#[derive(Deserialize)]
struct SecurityContext {
    privileged: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    host_path: Option<HostPath>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the field is required, and read for nothing else")]
struct HostPath {
    path: String,
}

/// Where the built-in kinds keep their pod spec, written down once more and independently of policy-kit.
fn spec_path(kind: &str) -> Option<&'static str> {
    match kind {
        "Pod" => Some("/spec"),
        "PodTemplate" => Some("/template/spec"),
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" | "ReplicationController" => {
            Some("/spec/template/spec")
        }
        "CronJob" => Some("/spec/jobTemplate/spec/template/spec"),
        _ => None,
    }
}

/// What the typed pod spec says, as `rule path`.
fn typed(spec: &PodSpec, at: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let namespaces =
        [("hostNetwork", spec.host_network), ("hostPID", spec.host_pid), ("hostIPC", spec.host_ipc)];
    for (field, value) in namespaces {
        if value == Some(true) {
            found.insert(format!("host-namespaces {at}.{field}"));
        }
    }
    for (index, volume) in spec.volumes.iter().enumerate() {
        if volume.host_path.is_some() {
            found.insert(format!("host-path {at}.volumes[{index}].hostPath.path"));
        }
    }
    let lists = [
        ("containers", &spec.containers),
        ("initContainers", &spec.init_containers),
        ("ephemeralContainers", &spec.ephemeral_containers),
    ];
    for (list, containers) in lists {
        for (index, container) in containers.iter().enumerate() {
            if container.security_context.as_ref().is_some_and(|context| context.privileged == Some(true)) {
                found.insert(format!("privileged {at}.{list}[{index}].securityContext.privileged"));
            }
        }
    }
    found
}

/// What the policy finds, as `rule path`, whatever the old object had.
fn found(request: &Value) -> BTreeSet<String> {
    let mut request = request.clone();
    request["operation"] = json!("CREATE");
    let answer = call_natively("validate", &payload(&request, &json!({})), "2026-11-24", &no_calls).unwrap();
    let response: Response = serde_json::from_slice(&answer).unwrap();
    let compared = ["privileged", "host-namespaces", "host-path"];
    let findings =
        response.findings().into_iter().filter(|finding| compared.contains(&finding.rule.as_str()));
    findings.map(|finding| format!("{} {}", finding.rule, finding.path)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn derived_types_find_the_same_in_every_recorded_object_of_a_built_in_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/recorded/requests");
    let (mut compared, mut with_findings) = (0, 0);
    for file in files(&folder) {
        let review: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let request = &review["request"];
        let group = request["kind"]["group"].as_str().unwrap();
        let kind = request["kind"]["kind"].as_str().unwrap();
        let judged = matches!(request["operation"].as_str(), Some("CREATE" | "UPDATE"))
            && request["subResource"].as_str() != Some("status")
            && matches!(group, "" | "apps" | "batch");
        let Some(pointer) = spec_path(kind).filter(|_| judged) else {
            continue;
        };
        let spec: PodSpec =
            serde_json::from_value(request["object"].pointer(pointer).unwrap().clone()).unwrap();
        let typed = typed(&spec, &pointer.trim_start_matches('/').replace('/', "."));
        assert_eq!(found(request), typed, "{}", file.display());
        compared += 1;
        with_findings += usize::from(!typed.is_empty());
    }
    assert!(compared > 150 && with_findings > 20, "{compared} compared, {with_findings} with findings");
}
