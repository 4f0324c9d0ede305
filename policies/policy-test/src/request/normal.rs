//! What a policy server makes of the `request` it receives: it reads it into a type of its own and writes
//! that again, so unknown members and nulls at the top are gone, and a request that lacks a member is none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The admission request in a document: `request` of an `AdmissionReview`, else the document itself.
pub fn unwrap_review(mut document: Value) -> Value {
    let is_review = document.get("kind").and_then(Value::as_str) == Some("AdmissionReview");
    match document.get_mut("request") {
        Some(request) if is_review => request.take(),
        _ => document,
    }
}

/// The request as a guest gets to see it, or the error with which a policy server refuses it.
///
/// `object`, `oldObject` and `options` are any JSON value and stay as they are, nulls inside included.
pub fn normalise(request: &Value) -> Result<Value, String> {
    let request = AdmissionRequest::deserialize(request).map_err(|error| error.to_string())?;
    Ok(request.into_value())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdmissionRequest {
    uid: String,
    kind: GroupVersionKind,
    resource: GroupVersionResource,
    #[serde(default)]
    sub_resource: Option<String>,
    #[serde(default)]
    request_kind: Option<GroupVersionKind>,
    #[serde(default)]
    request_resource: Option<GroupVersionResource>,
    #[serde(default)]
    request_sub_resource: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    namespace: Option<String>,
    operation: String,
    user_info: UserInfo,
    #[serde(default)]
    object: Option<Value>,
    #[serde(default)]
    old_object: Option<Value>,
    #[serde(default)]
    dry_run: Option<bool>,
    #[serde(default)]
    options: Option<Value>,
}

#[derive(Deserialize, Serialize)]
struct GroupVersionKind {
    group: String,
    version: String,
    kind: String,
}

#[derive(Deserialize, Serialize)]
struct GroupVersionResource {
    group: String,
    version: String,
    resource: String,
}

#[derive(Deserialize, Serialize)]
#[serde(expecting = "UserInfo")]
struct UserInfo {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extra: Option<BTreeMap<String, Vec<String>>>,
}

impl AdmissionRequest {
    // Written out instead of derived, so that objects of a megabyte move and are not copied once more.
    fn into_value(self) -> Value {
        let members = [
            ("uid", Some(Value::String(self.uid))),
            ("kind", plain(&self.kind)),
            ("resource", plain(&self.resource)),
            ("subResource", self.sub_resource.map(Value::String)),
            ("requestKind", self.request_kind.as_ref().and_then(plain)),
            ("requestResource", self.request_resource.as_ref().and_then(plain)),
            ("requestSubResource", self.request_sub_resource.map(Value::String)),
            ("name", self.name.map(Value::String)),
            ("namespace", self.namespace.map(Value::String)),
            ("operation", Some(Value::String(self.operation))),
            ("userInfo", plain(&self.user_info)),
            ("object", self.object),
            ("oldObject", self.old_object),
            ("dryRun", self.dry_run.map(Value::Bool)),
            ("options", self.options),
        ];
        let present = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Value::Object(present.collect::<Map<_, _>>())
    }
}

// Strings, lists and maps of strings: there is nothing that could fail.
fn plain(part: &impl Serialize) -> Option<Value> {
    serde_json::to_value(part).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pods() -> Value {
        json!({
            "uid": "u1",
            "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"},
            "operation": "CREATE",
            "userInfo": {},
        })
    }

    fn with(member: &str, value: Value) -> Value {
        let mut request = pods();
        request[member] = value;
        request
    }

    fn error_without(pointer: &str, member: &str) -> String {
        let mut request = pods();
        request.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(member);
        normalise(&request).unwrap_err()
    }

    #[test]
    fn requires_the_five_members_that_a_policy_server_requires() {
        assert_eq!(normalise(&pods()).unwrap(), pods());
        for member in ["uid", "kind", "resource", "operation", "userInfo"] {
            assert_eq!(error_without("", member), format!("missing field `{member}`"));
        }
    }

    #[test]
    fn the_core_group_is_stated_and_not_left_out() {
        assert_eq!(error_without("/kind", "group"), "missing field `group`");
        assert_eq!(error_without("/resource", "group"), "missing field `group`");
    }

    #[test]
    fn a_request_kind_needs_all_its_members_too() {
        let request = with("requestKind", json!({"version": "v1", "kind": "Pod"}));
        assert_eq!(normalise(&request).unwrap_err(), "missing field `group`");
    }

    #[test]
    fn the_operation_is_any_string() {
        assert_eq!(normalise(&with("operation", json!("PATCH"))).unwrap()["operation"], "PATCH");
        assert!(normalise(&with("operation", json!(1))).is_err());
    }

    #[test]
    fn a_null_user_is_refused_in_the_words_of_a_policy_server() {
        let error = normalise(&with("userInfo", Value::Null)).unwrap_err();
        assert_eq!(error, "invalid type: null, expected UserInfo");
    }

    #[test]
    fn the_user_keeps_four_members_and_the_order_of_lists() {
        let user = json!({
            "username": "bob", "uid": null, "groups": ["z", "a"], "extra": {"k": ["2", "1"]}, "shoe": 43,
        });
        let kept = json!({"username": "bob", "groups": ["z", "a"], "extra": {"k": ["2", "1"]}});
        assert_eq!(normalise(&with("userInfo", user)).unwrap()["userInfo"], kept);
    }

    #[test]
    fn absent_and_null_members_are_left_out_and_empty_ones_stay() {
        let optional = [
            "subResource",
            "requestKind",
            "requestResource",
            "requestSubResource",
            "name",
            "namespace",
            "object",
            "oldObject",
            "dryRun",
            "options",
        ];
        for member in optional {
            assert_eq!(normalise(&with(member, Value::Null)).unwrap(), pods(), "{member}");
        }
        assert_eq!(normalise(&with("namespace", json!(""))).unwrap()["namespace"], "");
        assert_eq!(normalise(&with("dryRun", json!(false))).unwrap()["dryRun"], false);
    }

    #[test]
    fn every_other_member_is_dropped() {
        assert_eq!(normalise(&with("apiVersion", json!("admission.k8s.io/v1"))).unwrap(), pods());
    }

    #[test]
    fn objects_are_any_value_and_keep_their_nulls() {
        for object in [json!("a bare string"), json!({"spec": null, "a": [null]})] {
            assert_eq!(normalise(&with("object", object.clone())).unwrap()["object"], object);
        }
    }

    #[test]
    fn huge_integers_become_floats_and_the_last_duplicate_wins() {
        let text = r#"{"big": 12345678901234567890123, "one": 1.0, "key": 1, "key": 2}"#;
        let object: Value = serde_json::from_str(text).unwrap();
        let request = normalise(&with("object", object)).unwrap();
        let seen = crate::request::text(&request["object"]);
        assert_eq!(seen, r#"{"big":1.2345678901234568e+22,"key":2,"one":1.0}"#);
    }

    #[test]
    fn only_an_admission_review_is_unwrapped() {
        let review =
            json!({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": pods()});
        assert_eq!(unwrap_review(review), pods());
        assert_eq!(unwrap_review(pods()), pods());
        let other = json!({"kind": "Other", "request": 1});
        assert_eq!(unwrap_review(other.clone()), other);
    }
}
