use serde_json::{Value, json};

use super::*;
use crate::stand_in::call::HostCall;
use crate::stand_in::{Answers, Failure, Outage, Service, StandIn};

fn stand_in() -> StandIn {
    let labelled = |namespace: &str, name: &str, app: &str| {
        json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"namespace": namespace, "name": name, "labels": {"app": app}},
            "spec": {"nodeName": "n"},
        })
    };
    StandIn {
        cluster: Service::Answers(vec![
            labelled("web", "z", "db"),
            json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lost"}}),
            labelled("ml", "b", "web"),
            labelled("ml", "a", "db"),
            json!({
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": {
                    "name": "ml", "namespace": "nonsense", "managedFields": [{}],
                    "annotations": {LAST_APPLIED: "{}", "kept": "yes"},
                },
            }),
            json!({"apiVersion": "example.com/v1", "kind": "Report", "metadata": {"name": "r", "namespace": "ml"}}),
            json!({
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": {"name": "scans.scan.example.com"},
                "spec": {
                    "group": "scan.example.com", "scope": "Cluster", "names": {"kind": "Scan"},
                    "versions": [{"name": "v1alpha1"}],
                },
            }),
        ]),
        ..StandIn::default()
    }
}

fn ask(stand_in: &StandIn, operation: &str, payload: &Value) -> Result<Value, String> {
    let call = HostCall::read("kubernetes", operation, payload.to_string().as_bytes()).unwrap();
    let answer = stand_in.answer(&call).map_err(|failure| failure.to_string())?;
    Ok(serde_json::from_slice(&answer).unwrap())
}

fn get(api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Result<Value, String> {
    let payload = json!({"api_version": api_version, "kind": kind, "namespace": namespace, "name": name, "disable_cache": true});
    ask(&stand_in(), "get_resource", &payload)
}

fn names(payload: &Value) -> Vec<String> {
    let operation =
        if payload.get("namespace").is_some() { "list_resources_by_namespace" } else { "list_resources_all" };
    let list = ask(&stand_in(), operation, payload).unwrap();
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            format!("{}/{}", text(item, "/metadata/namespace"), item["metadata"]["name"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn an_object_is_found_by_kind_namespace_and_name() {
    let pod = get("v1", "Pod", Some("ml"), "a").unwrap();
    assert_eq!((&pod["metadata"]["labels"]["app"], &pod["kind"]), (&json!("db"), &json!("Pod")));
    let report = get("example.com/v1", "Report", Some("ml"), "r").unwrap();
    assert_eq!(report["metadata"]["namespace"], "ml");
}

#[test]
fn what_is_not_there_is_told_in_the_words_of_the_host() {
    for ((api_version, kind, namespace, name), error) in [
        (("v1", "Pod", Some("ml"), "z"), "Cannot find v1/Pod named 'z' inside of namespace 'Some(\"ml\")'"),
        (("v1", "Namespace", None, "web"), "Cannot find v1/Namespace named 'web' inside of namespace 'None'"),
        (("v1", "Pod", None, "a"), "Resource v1/Pod is namespaced, but no namespace was provided"),
        (("v1", "Nonsense", None, "a"), "Cannot find resource v1/Nonsense"),
        (("example.com/v1", "Nonsense", None, "a"), "Cannot find resource example.com/v1/Nonsense"),
    ] {
        let text = get(api_version, kind, namespace, name).unwrap_err();
        assert_eq!(text, format!("Callback evaluation failure: {error}"));
    }
    let no_group = get("other.example.com/v1", "Report", Some("ml"), "r").unwrap_err();
    assert!(no_group.starts_with(
        "Callback evaluation failure: error finding resource other.example.com/v1 / Report: ApiError: 404 page not found"
    ));
}

#[test]
fn a_kind_of_the_cluster_has_no_namespaces_and_one_with_them_has_a_default() {
    let namespace = get("v1", "Namespace", Some("anything"), "ml").unwrap();
    assert_eq!(namespace["metadata"].get("namespace"), None);
    assert_eq!(get("v1", "Pod", Some("default"), "lost").unwrap()["metadata"]["namespace"], "default");
}

#[test]
fn a_kind_that_is_only_defined_has_no_objects() {
    let scans = json!({"api_version": "scan.example.com/v1alpha1", "kind": "Scan"});
    assert_eq!(names(&scans), Vec::<String>::new());
    assert!(get("scan.example.com/v1", "Scan", None, "x").is_err(), "another version is not served");
}

#[test]
fn lists_are_ordered_whatever_the_order_of_the_case() {
    let pods = json!({"api_version": "v1", "kind": "Pod"});
    assert_eq!(names(&pods), ["default/lost", "ml/a", "ml/b", "web/z"]);
}

#[test]
fn lists_are_narrowed_by_namespace_labels_and_fields() {
    let pods = |more: Value| {
        let mut payload = json!({"api_version": "v1", "kind": "Pod"});
        for (key, value) in more.as_object().unwrap() {
            payload[key] = value.clone();
        }
        names(&payload)
    };
    assert_eq!(pods(json!({"namespace": "ml"})), ["ml/a", "ml/b"]);
    assert_eq!(pods(json!({"label_selector": "app=db"})), ["ml/a", "web/z"]);
    assert_eq!(pods(json!({"namespace": "ml", "label_selector": "app in (web)"})), ["ml/b"]);
    assert_eq!(pods(json!({"field_selector": "metadata.namespace!=ml,spec.nodeName=n"})), ["web/z"]);
    assert_eq!(pods(json!({"field_selector": "metadata.namespace=default"})), ["default/lost"]);
}

#[test]
fn a_list_has_the_shape_of_the_hosts() {
    let list =
        ask(&stand_in(), "list_resources_all", &json!({"api_version": "v1", "kind": "Namespace"})).unwrap();
    assert_eq!(
        list,
        json!({
            "apiVersion": "v1", "kind": "NamespaceList", "metadata": {},
            "items": [{"metadata": {"name": "ml", "annotations": {"kept": "yes"}, "managedFields": []}}],
        })
    );
    let reports = json!({"api_version": "example.com/v1", "kind": "Report"});
    let list = ask(&stand_in(), "list_resources_all", &reports).unwrap();
    assert_eq!(list["items"][0]["kind"], "Report", "items of custom kinds say what they are");
}

#[test]
fn a_kind_of_the_cluster_is_not_listed_by_namespace() {
    let payload = json!({"api_version": "v1", "kind": "Namespace", "namespace": "ml"});
    assert_eq!(
        ask(&stand_in(), "list_resources_by_namespace", &payload).unwrap_err(),
        "Callback evaluation failure: resource v1/Namespace is cluster wide. Cannot search for it inside of a namespace"
    );
}

#[test]
fn masks_leave_type_and_metadata() {
    let payload = json!({"api_version": "v1", "kind": "Pod", "namespace": "ml", "name": "a", "disable_cache": false,
        "field_masks": ["spec.hostNetwork"]});
    let pod = ask(&stand_in(), "get_resource", &payload).unwrap();
    assert_eq!((&pod["spec"], &pod["metadata"]["name"]), (&json!({}), &json!("a")));
}

#[test]
fn a_selector_that_the_api_server_refuses_has_no_answer() {
    let payload = json!({"api_version": "v1", "kind": "Pod", "label_selector": "app in web"}).to_string();
    let call = HostCall::read("kubernetes", "list_resources_all", payload.as_bytes()).unwrap();
    let Err(Failure::Unstated(what)) = stand_in().answer(&call) else { panic!("it is refused") };
    assert!(what.contains("`app in web` is no requirement of a label selector"), "{what}");
}

#[test]
fn a_cluster_that_does_not_answer_fails_look_ups_and_reviews() {
    let stand_in = |outage| StandIn { cluster: Service::Fails(outage), ..StandIn::default() };
    let list = json!({"api_version": "v1", "kind": "Pod"});
    let jobs = json!({"api_version": "batch/v1", "kind": "Job"});
    let review = json!({"subject_access_review": {"user": "u", "resource_attributes": {"resource": "pods", "verb": "get"}},
        "disable_cache": true});
    for (operation, payload, text) in [
        (
            "list_resources_all",
            &list,
            "ServiceError: client error (Connect)\n\nCaused by:\n    0: client error (Connect)",
        ),
        (
            "list_resources_all",
            &jobs,
            "error finding resource batch/v1 / Job: ServiceError: client error (Connect)",
        ),
        (
            "can_i",
            &review,
            "ServiceError: client error (Connect)\n\nCaused by:\n    0: client error (Connect)",
        ),
    ] {
        let error = ask(&stand_in(Outage::Unreachable), operation, payload).unwrap_err();
        assert!(error.starts_with(&format!("Callback evaluation failure: {text}")), "{error}");
        let garbage = ask(&stand_in(Outage::Garbage), operation, payload).unwrap_err();
        assert!(
            garbage.contains("Error deserializing response: expected value at line 1 column 1"),
            "{garbage}"
        );
    }
    let error = ask(&stand_in(Outage::TimesOut), "can_i", &review).unwrap_err();
    assert!(error.ends_with("1: deadline has elapsed"), "{error}");
    assert!(stand_in(Outage::NotGranted).withholds("kubernetes"));
    assert!(!stand_in(Outage::NotGranted).withholds("oci"));
}

#[test]
fn reviews_are_answered_from_what_can_be_done() {
    let stand_in = StandIn {
        can: vec![serde_json::from_value(json!({"user": "u", "verb": "get", "resource": "pods"})).unwrap()],
        ..StandIn::default()
    };
    let review = |verb| {
        json!({"subject_access_review": {"user": "u", "resource_attributes": {"resource": "pods", "verb": verb}},
            "disable_cache": true})
    };
    assert_eq!(ask(&stand_in, "can_i", &review("get")).unwrap(), json!({"allowed": true}));
    assert_eq!(ask(&stand_in, "can_i", &review("delete")).unwrap(), json!({"allowed": false}));
}
