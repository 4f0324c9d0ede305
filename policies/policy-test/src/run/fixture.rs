//! A small policy as a plain function, for the tests of this crate: it refuses privileged containers by
//! structure, and looks their namespace up where an annotation says so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::run::{Executor, HostFunction};

/// The policy with the cases in `tests/fixture`.
pub(super) const FIXTURE: Executor =
    Executor { policy: "fixture", folder: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixture"), call };

pub(super) fn call(
    operation: &str,
    payload: &[u8],
    _now: &str,
    calls: &HostFunction<'_>,
) -> Result<Vec<u8>, String> {
    let payload: Value = serde_json::from_slice(payload).unwrap_or_default();
    let answer = match operation {
        "describe" => json!({
            "policy": "fixture", "version": "0.1.0",
            "rules": [{"id": "privileged", "mode": "deny", "fix": "remove `privileged`"}],
            "settings": ["allowed"],
        }),
        "validate_settings" => validate_settings(&payload),
        "validate" => validate(&payload, calls),
        _ => return Err(format!("No handler registered for function {operation}")),
    };
    Ok(answer.to_string().into_bytes())
}

fn validate_settings(settings: &Value) -> Value {
    let unknown = settings.as_object().unwrap().keys().find(|key| *key != "allowed");
    match unknown {
        Some(key) => {
            json!({"valid": false, "message": format!("{key}: unknown key\nnearest: `allowed`")})
        }
        None => json!({"valid": true, "message": null}),
    }
}

fn validate(payload: &Value, calls: &HostFunction<'_>) -> Value {
    let request = &payload["request"];
    if !request["object"].is_object() {
        return json!({
            "accepted": false, "message": "the request has no object",
            "audit_annotations": {"policy": "fixture@0.1.0"},
        });
    }
    let mut reason = None;
    match request["object"]["metadata"]["annotations"]["look"].as_str() {
        Some("names") => {
            // The answer is of no interest: that it was asked for is.
            let _ = calls("kubewarden", "net", "v1/dns_lookup_host", b"\"example.com\"");
        }
        Some("up") => match namespace(&request["namespace"], calls) {
            Ok(namespace) if namespace["metadata"]["labels"]["trusted"] == "yes" => {
                return json!({"accepted": true, "audit_annotations": {"policy": "fixture@0.1.0"}});
            }
            Ok(_) => {}
            Err(error) => reason = Some(error),
        },
        _ => {}
    }
    let allowed = payload["settings"]["allowed"].as_array().cloned().unwrap_or_default();
    let old = found(&request["oldObject"]);
    let mut findings = Vec::new();
    let mut message = Vec::new();
    for (path, name) in
        found(&request["object"]).into_iter().filter(|(_, name)| !allowed.contains(&json!(name)))
    {
        let known = old.values().any(|other| *other == name);
        if !known {
            message.push(format!("{path}: `true` is not allowed: remove `privileged`"));
        }
        findings
            .push(json!({"rule": "privileged", "path": path, "mode": if known { "audit" } else { "deny" }}));
    }
    let mut annotations = json!({"policy": "fixture@0.1.0"});
    if !findings.is_empty() {
        annotations["findings"] = json!(json!(findings).to_string());
    }
    let accepted = message.is_empty();
    message.extend(reason);
    message.push("see https://example.com/ai-guardrails".to_owned());
    let message = (!accepted).then(|| message.join("\n"));
    json!({"accepted": accepted, "message": message, "audit_annotations": annotations})
}

fn namespace(name: &Value, calls: &HostFunction<'_>) -> Result<Value, String> {
    let payload = json!({"api_version": "v1", "kind": "Namespace", "name": name, "disable_cache": false});
    let answer = calls("kubewarden", "kubernetes", "get_resource", payload.to_string().as_bytes())?;
    serde_json::from_slice(&answer).map_err(|error| error.to_string())
}

/// Path and name of every privileged container.
fn found(object: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    walk(object, "", &mut found);
    found
}

fn walk(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            if value["securityContext"]["privileged"] == true {
                let name = value["name"].as_str().unwrap_or_default().to_owned();
                found.insert(format!("{path}.securityContext.privileged"), name);
            }
            for (key, inner) in members {
                walk(inner, format!("{path}.{key}").trim_start_matches('.'), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                walk(inner, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}
