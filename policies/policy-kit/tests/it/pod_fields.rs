//! Fields of pods that only the rules of one policy read.

use serde_json::{Value, json};

use crate::support::{audited, call, creation, validate};

/// A policy that finds every part of a pod.
macro_rules! finds_parts_of_pods {
    ($($pod_fields:tt)*) => {
        use policy_kit::{Ctx, Mode, Offence, Pod, Report, policy};

        use crate::support::NoSettings;

        policy! {
            settings: NoSettings,
            survey: survey => Survey,
            rules: [PART],
            check: Check,
            $($pod_fields)*
        }

        policy_kit::rules! { settings: NoSettings, survey: Survey }

        pub struct Survey<'a>(Vec<Pod<'a>>);

        fn survey<'a>(ctx: &Ctx<'_, 'a, NoSettings<'a>>) -> Survey<'a> {
            Survey(ctx.request.pods().to_vec())
        }

        static PART: Rule =
            Rule { id: "part", default: Mode::Audit, fix: "leave it", check: Check(part), ..Rule::BASE };

        fn part<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
            for pod in &survey.0 {
                report.found(pod.here(), Offence::None, format_args!("{:?}", pod.part()));
            }
        }
    };
}

mod with_aliases {
    finds_parts_of_pods!(pod_fields: ["hostAliases"],);
}

mod without {
    finds_parts_of_pods!();
}

/// A TrainJob whose override says this of the pods of a runtime that it names.
fn overriding(fields: &Value) -> Value {
    let over = json!([{ "targetJobs": [{ "name": "node" }], "spec": fields }]);
    let spec = json!({ "runtimeRef": { "name": "torch" }, "podTemplateOverrides": over });
    let object = json!({ "apiVersion": "trainer.kubeflow.org/v1alpha1", "kind": "TrainJob", "metadata": { "name": "x" }, "spec": spec });
    creation(&object)
}

#[test]
fn an_override_with_a_field_of_the_policy_alone_is_a_part_of_a_pod() {
    let aliases = overriding(&json!({ "hostAliases": [{ "ip": "10.0.0.1", "hostnames": ["hub"] }] }));
    let answer = validate(with_aliases::call_natively, &aliases, &json!({}));
    assert_eq!(audited(&answer), ["part spec.podTemplateOverrides[0].spec audit"]);
    let answer = validate(without::call_natively, &aliases, &json!({}));
    assert_eq!(audited(&answer), [""; 0]);
}

#[test]
fn a_field_that_is_null_says_nothing() {
    let answer =
        validate(with_aliases::call_natively, &overriding(&json!({ "hostAliases": null })), &json!({}));
    assert_eq!(audited(&answer), [""; 0]);
}

#[test]
fn the_old_object_is_read_with_the_same_fields() {
    let mut request = overriding(&json!({ "hostAliases": [] }));
    request["operation"] = json!("UPDATE");
    request["oldObject"] = request["object"].clone();
    let answer = validate(with_aliases::call_natively, &request, &json!({ "rules": { "part": "deny" } }));
    assert_eq!(answer["accepted"], json!(true), "it was there already");
    assert_eq!(audited(&answer), ["part spec.podTemplateOverrides[0].spec audit"]);
}

#[test]
fn the_fields_are_described() {
    let fields = |policy| call(policy, "describe", &json!({}))["podFields"].clone();
    assert_eq!(fields(with_aliases::call_natively), json!(["hostAliases"]));
    assert_eq!(fields(without::call_natively), json!([]));
}
