//! Admission requests: built from manifests as an API server would, and as a policy server hands them on.

use serde_json::{Map, Value, json};

pub use crate::request::build::{Options, build, default_user};
pub use crate::request::normal::{normalise, unwrap_review};
pub use crate::request::payload::{payload, payload_from_text, payload_reversed, text};

mod build;
mod identity;
mod normal;
mod payload;

/// The request as the audit scanner would send it for the same object: CREATE, nobody's user, the kind in
/// place of the resource's name, no options, and the object as it lives in the cluster, with a status.
pub fn audit_scanner(request: &Value) -> Value {
    let mut object = request.get("object").cloned().unwrap_or_default();
    identity::live(&mut object);
    let kind = request.get("kind").cloned().unwrap_or_default();
    let member = |name: &str| kind.get(name).cloned().unwrap_or_default();
    let mut scanned = Map::new();
    scanned.insert("uid".to_owned(), object.pointer("/metadata/uid").cloned().unwrap_or_default());
    scanned.insert(
        "resource".to_owned(),
        json!({"group": member("group"), "version": member("version"), "resource": member("kind")}),
    );
    scanned.insert("requestKind".to_owned(), kind.clone());
    for name in ["name", "namespace"] {
        if let Some(value) = request.get(name) {
            scanned.insert(name.to_owned(), value.clone());
        }
    }
    scanned.insert("kind".to_owned(), kind);
    scanned.insert("operation".to_owned(), json!("CREATE"));
    scanned.insert("userInfo".to_owned(), json!({}));
    scanned.insert("object".to_owned(), object);
    scanned.insert("oldObject".to_owned(), Value::Null);
    scanned.insert("options".to_owned(), Value::Null);
    Value::Object(scanned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::Kinds;

    fn scanned(object: &Value) -> Value {
        audit_scanner(&build(Kinds::builtin(), object, &Options::default()).unwrap())
    }

    #[test]
    fn the_audit_scanner_names_the_kind_for_the_resource_and_no_user() {
        let pod = json!({
            "kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a", "namespace": "ml"},
            "spec": {"containers": [{"name": "main", "image": "x"}]},
        });
        let request = scanned(&pod);
        assert_eq!(request["resource"], json!({"group": "", "version": "v1", "resource": "Pod"}));
        assert_eq!(request["requestKind"], request["kind"]);
        assert_eq!((&request["operation"], &request["userInfo"]), (&json!("CREATE"), &json!({})));
        assert_eq!(request["uid"], request["object"]["metadata"]["uid"]);
        assert_eq!(request["object"]["status"]["containerStatuses"][0]["name"], "main");
        assert_eq!(request["object"]["spec"], pod["spec"]);
        let members: Vec<_> = normalise(&request).unwrap().as_object().unwrap().keys().cloned().collect();
        let sent = [
            "kind",
            "name",
            "namespace",
            "object",
            "operation",
            "requestKind",
            "resource",
            "uid",
            "userInfo",
        ];
        assert_eq!(members, sent);
    }

    #[test]
    fn the_audit_scanner_states_no_namespace_for_a_cluster_scoped_object() {
        let class =
            json!({"kind": "DeviceClass", "apiVersion": "resource.k8s.io/v1", "metadata": {"name": "gpu"}});
        assert_eq!(scanned(&class).get("namespace"), None);
    }
}
