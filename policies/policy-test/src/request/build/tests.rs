//! The expected requests have the members, in the values, of ones that a kube-apiserver 1.37 was seen to
//! send.

use super::*;

fn built(object: &Value, options: &Options) -> Value {
    let mut request = build(Kinds::builtin(), object, options).unwrap();
    let uid = request.as_object_mut().unwrap().remove("uid").unwrap();
    assert_eq!(uid.as_str().unwrap().len(), 36);
    request
}

fn operation(operation: &str) -> Options {
    Options { operation: Some(operation.to_owned()), ..Options::default() }
}

fn user() -> Value {
    json!({"username": "admin", "uid": "admin-uid", "groups": ["system:masters", "system:authenticated"]})
}

fn deployment(replicas: u8) -> Value {
    json!({
        "kind": "Deployment", "apiVersion": "apps/v1",
        "metadata": {"name": "assistant-server", "namespace": "ml-serving-prod"},
        "spec": {"replicas": replicas},
    })
}

#[test]
fn creation_of_a_cluster_scoped_object_has_no_namespace() {
    let object = json!({
        "kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1",
        "metadata": {"name": "ml-engineer"}, "rules": [],
    });
    let options = Options { user: Some(user()), ..Options::default() };
    let gvk = json!({"group": "rbac.authorization.k8s.io", "version": "v1", "kind": "ClusterRole"});
    let gvr = json!({"group": "rbac.authorization.k8s.io", "version": "v1", "resource": "clusterroles"});
    assert_eq!(
        built(&object, &options),
        json!({
            "kind": gvk, "resource": gvr, "requestKind": gvk, "requestResource": gvr,
            "name": "ml-engineer", "operation": "CREATE", "userInfo": user(),
            "object": object, "oldObject": null, "dryRun": false,
            "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
        })
    );
}

#[test]
fn an_update_carries_both_objects() {
    let options = Options { old: Some(deployment(1)), ..operation("UPDATE") };
    let request = built(&deployment(3), &options);
    assert_eq!(request["object"], deployment(3));
    assert_eq!(request["oldObject"], deployment(1));
    assert_eq!(request["namespace"], "ml-serving-prod");
    assert_eq!(request["options"], json!({"kind": "UpdateOptions", "apiVersion": "meta.k8s.io/v1"}));
}

#[test]
fn an_update_without_an_old_object_is_none() {
    let error = build(Kinds::builtin(), &deployment(1), &operation("UPDATE")).unwrap_err();
    assert_eq!(error, "an UPDATE needs the old object");
}

#[test]
fn a_deletion_has_no_object() {
    let request = built(&deployment(1), &operation("DELETE"));
    assert_eq!(request["object"], Value::Null);
    assert_eq!(request["oldObject"], deployment(1));
    assert_eq!(request["options"]["kind"], "DeleteOptions");
}

#[test]
fn a_scale_is_about_the_resource_of_its_parent() {
    let scale = |replicas: u8| {
        json!({
            "kind": "Scale", "apiVersion": "autoscaling/v1",
            "metadata": {"name": "base-8b", "namespace": "ml-training"}, "spec": {"replicas": replicas},
        })
    };
    let options = Options {
        old: Some(scale(4)),
        sub_resource: Some("scale".to_owned()),
        parent: Some(("kubeflow.org".to_owned(), "PyTorchJob".to_owned())),
        ..operation("UPDATE")
    };
    let request = built(&scale(9), &options);
    assert_eq!(request["kind"], json!({"group": "autoscaling", "version": "v1", "kind": "Scale"}));
    assert_eq!(
        request["resource"],
        json!({"group": "kubeflow.org", "version": "v1", "resource": "pytorchjobs"})
    );
    assert_eq!(request["requestResource"], request["resource"]);
    assert_eq!((&request["subResource"], &request["requestSubResource"]), (&json!("scale"), &json!("scale")));
    let by_default = built(&scale(9), &Options { parent: None, ..options });
    assert_eq!(by_default["resource"]["resource"], "deployments");
}

#[test]
fn a_connection_has_options_for_an_object_and_none_besides() {
    let exec = json!({"kind": "PodExecOptions", "apiVersion": "v1", "tty": true, "command": ["/bin/bash"]});
    let options = Options {
        sub_resource: Some("exec".to_owned()),
        name: Some("assistant-server-6c8f77d9b4-tq5zx".to_owned()),
        namespace: Some("ml-serving-prod".to_owned()),
        ..operation("CONNECT")
    };
    let request = built(&exec, &options);
    assert_eq!(request["resource"], json!({"group": "", "version": "v1", "resource": "pods"}));
    assert_eq!(request["name"], "assistant-server-6c8f77d9b4-tq5zx");
    assert_eq!(request["namespace"], "ml-serving-prod");
    assert_eq!((&request["object"], &request["options"]), (&exec, &Value::Null));
}

#[test]
fn an_eviction_is_created_below_its_pod() {
    let eviction = json!({
        "kind": "Eviction", "apiVersion": "policy/v1", "metadata": {"name": "server", "namespace": "ml"},
    });
    let options = Options { sub_resource: Some("eviction".to_owned()), ..Options::default() };
    let request = built(&eviction, &options);
    assert_eq!(request["kind"]["group"], "policy");
    assert_eq!(request["resource"], json!({"group": "", "version": "v1", "resource": "pods"}));
}

#[test]
fn a_namespace_states_its_own_name_and_stays_outside_of_namespaces() {
    let object = json!({"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "research"}});
    let request = built(&object, &Options::default());
    assert_eq!(request["namespace"], "research");
    assert_eq!(request["object"], object);
}

#[test]
fn a_generated_name_is_there_before_webhooks_are_asked() {
    let object = json!({
        "kind": "Pod", "apiVersion": "v1", "metadata": {"generateName": "log-agent-", "namespace": "platform"},
    });
    let request = built(&object, &Options::default());
    let name = request["name"].as_str().unwrap();
    assert!(name.starts_with("log-agent-"));
    assert_eq!(name.len(), 15);
    assert_eq!(request["object"]["metadata"]["name"], name);
    assert_eq!(request["object"]["metadata"]["generateName"], "log-agent-");
}

#[test]
fn a_namespaced_object_without_a_namespace_goes_to_the_given_or_the_default_one() {
    let object = json!({"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a"}});
    let request = built(&object, &Options::default());
    assert_eq!(
        (&request["namespace"], &request["object"]["metadata"]["namespace"]),
        (&json!("default"), &json!("default"))
    );
    let options = Options { namespace: Some("ml".to_owned()), ..Options::default() };
    assert_eq!(built(&object, &options)["namespace"], "ml");
}

#[test]
fn the_plural_of_an_unknown_kind_is_guessed() {
    for (kind, plural) in [("FancyJob", "fancyjobs"), ("Policy", "policies"), ("Harness", "harnesses")] {
        let object = json!({"kind": kind, "apiVersion": "example.com/v1", "metadata": {"name": "a"}});
        let resource = json!({"group": "example.com", "version": "v1", "resource": plural});
        assert_eq!(built(&object, &Options::default())["resource"], resource);
    }
}

#[test]
fn a_trial_run_says_so_twice() {
    let request = built(&deployment(1), &Options { dry_run: true, ..Options::default() });
    assert_eq!(request["dryRun"], true);
    assert_eq!(request["options"]["dryRun"], json!(["All"]));
}

#[test]
fn what_is_no_manifest_is_refused_with_what_it_lacks() {
    let error = |object| build(Kinds::builtin(), &object, &Options::default()).unwrap_err();
    assert_eq!(error(json!({"kind": "Pod"})), "the manifest has no `apiVersion`");
    assert_eq!(error(json!({"apiVersion": "v1", "kind": ""})), "the manifest has no `kind`");
    assert_eq!(error(json!("text")), "the manifest has no `apiVersion`");
}

#[test]
fn the_same_manifest_always_makes_the_same_request() {
    let request = || build(Kinds::builtin(), &deployment(1), &Options::default()).unwrap();
    assert_eq!(request(), request());
}

#[test]
fn every_built_request_passes_a_policy_server() {
    for row in Kinds::builtin() {
        let object = json!({"apiVersion": row.api_version(), "kind": row.kind, "metadata": {"name": "a"}});
        let request = built(&object, &Options::default());
        assert_eq!(request["resource"]["resource"], row.plural);
        let namespaced = row.scope == Scope::Namespaced || row.kind == "Namespace";
        assert_eq!(request.get("namespace").is_some(), namespaced, "{}", row.kind);
        let mut request = request;
        request["uid"] = json!("u");
        crate::request::normalise(&request).unwrap();
    }
}
