//! Policies that are not about pods: what they are asked for, and what they can read then.

use policy_kit::{JudgedKinds, Judges, Operation};
use serde_json::{Value, json};

use crate::support::{call, validate};

/// A policy that refuses whatever it is asked for.
macro_rules! refuses_all_that_it_judges {
    ($judges:ident) => {
        use policy_kit::{Ctx, Offence, Report, policy};

        use crate::support::NoSettings;

        policy! {
            settings: NoSettings,
            survey: survey => Survey,
            rules: [NEVER],
            check: Check,
            judges: super::$judges,
        }

        policy_kit::rules! { settings: NoSettings, survey: Survey }

        pub struct Survey<'a>(Option<&'a str>);

        fn survey<'a>(ctx: &Ctx<'_, 'a, NoSettings<'a>>) -> Survey<'a> {
            Survey(ctx.request.old_root().and_then(|root| root.text("type")))
        }

        static NEVER: Rule = Rule { id: "never", fix: "leave it", check: Check(never), ..Rule::BASE };

        fn never<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
            let what = format_args!("old type {:?}", survey.0.unwrap_or_default());
            report.found(ctx.request.root().here(), Offence::None, what);
        }
    };
}

const DELETIONS_OF_SECRETS: Judges = Judges {
    operations: &[Operation::Delete],
    sub_resources: &[],
    kinds: JudgedKinds::Only(&[("", "Secret")]),
};

const EXEC: Judges = Judges {
    operations: &[Operation::Connect],
    sub_resources: &["exec"],
    kinds: JudgedKinds::Only(&[("", "PodExecOptions")]),
};

const WORKLOADS: Judges = Judges::WORKLOADS;

mod deletions_of_secrets {
    refuses_all_that_it_judges!(DELETIONS_OF_SECRETS);
}

mod exec {
    refuses_all_that_it_judges!(EXEC);
}

mod workloads {
    refuses_all_that_it_judges!(WORKLOADS);
}

fn request(operation: &str, kind: &str, sub_resource: Option<&str>) -> Value {
    let object =
        json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": "tokens" }, "type": "Opaque" });
    let has = |operations: &[&str]| operations.contains(&operation).then(|| object.clone());
    json!({
        "operation": operation,
        "kind": { "group": "", "version": "v1", "kind": kind },
        "subResource": sub_resource,
        "namespace": "ml",
        "object": has(&["CREATE", "UPDATE", "CONNECT"]),
        "oldObject": has(&["UPDATE", "DELETE"]),
    })
}

#[test]
fn a_policy_about_deletions_is_asked_for_nothing_else() {
    let refuses = |request: &Value| {
        validate(deletions_of_secrets::call_natively, request, &json!({}))["accepted"] == json!(false)
    };
    assert!(refuses(&request("DELETE", "Secret", None)));
    for other in [
        request("DELETE", "ConfigMap", None),
        request("DELETE", "Secret", Some("status")),
        request("CREATE", "Secret", None),
        request("UPDATE", "Secret", None),
        request("CONNECT", "Secret", None),
    ] {
        assert!(!refuses(&other), "{other}");
    }
}

#[test]
fn name_and_members_of_what_is_deleted_are_those_of_the_old_object() {
    let answer =
        validate(deletions_of_secrets::call_natively, &request("DELETE", "Secret", None), &json!({}));
    let message = answer["message"].as_str().unwrap();
    assert!(message.starts_with("Secret `ml/tokens` is refused by policy-kit"), "{message}");
    assert!(message.contains("never: object: old type \"Opaque\"; leave it"), "{message}");
}

#[test]
fn a_policy_about_connections_is_asked_for_its_subresource_only() {
    let refuses =
        |request: &Value| validate(exec::call_natively, request, &json!({}))["accepted"] == json!(false);
    assert!(refuses(&request("CONNECT", "PodExecOptions", Some("exec"))));
    for other in [
        request("CONNECT", "PodExecOptions", Some("attach")),
        request("CONNECT", "PodAttachOptions", Some("attach")),
        request("CONNECT", "PodAttachOptions", Some("exec")),
        request("CREATE", "PodExecOptions", Some("exec")),
    ] {
        assert!(!refuses(&other), "{other}");
    }
}

#[test]
fn a_policy_that_says_nothing_is_asked_for_what_changes_workloads() {
    let refuses =
        |request: &Value| validate(workloads::call_natively, request, &json!({}))["accepted"] == json!(false);
    assert!(refuses(&request("CREATE", "ConfigMap", None)));
    assert!(refuses(&request("CREATE", "Scale", Some("scale"))));
    for other in [
        request("DELETE", "ConfigMap", None),
        request("CONNECT", "PodExecOptions", Some("exec")),
        request("UPDATE", "Secret", Some("status")),
    ] {
        assert!(!refuses(&other), "{other}");
    }
}

#[test]
fn what_is_judged_is_described() {
    let judges = |policy| call(policy, "describe", &json!({}))["judges"].clone();
    assert_eq!(
        judges(deletions_of_secrets::call_natively),
        json!({ "operations": ["DELETE"], "subResources": [], "kinds": [{ "group": "", "kind": "Secret" }] })
    );
    assert_eq!(
        judges(workloads::call_natively),
        json!({
            "operations": ["CREATE", "UPDATE"],
            "subResources": ["ephemeralcontainers", "resize", "scale"],
            "kinds": "workloads",
        })
    );
}
