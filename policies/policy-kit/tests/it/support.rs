//! Requests, and answers as tests read them.

use policy_kit::host::{Calls, no_calls};
use policy_kit::{Keys, Settings};
use serde_json::{Value, json};

/// What `policy!` makes of a policy: the function that answers its operations.
pub(crate) type Policy = fn(&str, &[u8], &str, &Calls<'_>) -> Result<Vec<u8>, String>;

/// Settings without a key of their own.
#[derive(Debug)]
pub struct NoSettings<'a>(std::marker::PhantomData<&'a ()>);

impl<'a> Settings<'a> for NoSettings<'a> {
    fn read(_: &mut Keys<'_, 'a>) -> Self {
        NoSettings(std::marker::PhantomData)
    }
}

/// The answer to an operation.
pub(crate) fn call(policy: Policy, operation: &str, payload: &Value) -> Value {
    let answer = policy(operation, payload.to_string().as_bytes(), "2026-11-24", &no_calls).unwrap();
    serde_json::from_slice(&answer).unwrap()
}

/// The answer to a request, under these settings.
pub(crate) fn validate(policy: Policy, request: &Value, settings: &Value) -> Value {
    call(policy, "validate", &json!({ "request": request, "settings": settings }))
}

/// The creation of an object in the namespace `ml`.
pub(crate) fn creation(object: &Value) -> Value {
    let version = object["apiVersion"].as_str().unwrap();
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    json!({
        "operation": "CREATE",
        "kind": { "group": group, "version": "v1", "kind": object["kind"] },
        "name": object["metadata"]["name"],
        "namespace": "ml",
        "object": object,
    })
}

/// A pod with these members in its spec.
pub(crate) fn pod(spec: &Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "trainer" }, "spec": spec })
}

/// The lines of a rejection that each tell a finding, without the dash before them.
pub(crate) fn denials(answer: &Value) -> Vec<&str> {
    let message = answer["message"].as_str().unwrap_or_default();
    message.lines().filter_map(|line| line.strip_prefix("- ")).collect()
}

/// The findings in the audit annotation, as `rule path mode`.
pub(crate) fn audited(answer: &Value) -> Vec<String> {
    let Some(findings) = answer["audit_annotations"]["findings"].as_str() else { return Vec::new() };
    let findings: Vec<Value> = serde_json::from_str(findings).unwrap();
    let word = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let words = |finding: &Value| ["rule", "path", "mode"].map(|key| word(finding, key)).join(" ");
    findings.iter().map(words).collect()
}
