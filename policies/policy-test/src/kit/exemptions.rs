//! What an exemption has to name to be about an object, and exemptions that are refused.

use serde_json::{Value, json};

use crate::expect::Decision;
use crate::kit::sample::{Sample, SamplePod, creation};
use crate::kit::topic::{Asks, Topic, verdict};
use crate::variants;

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    objects(sample, topic);
    findings(sample, topic);
    users(sample, topic);
    if let Some(pod) = &sample.pod {
        pods(sample, pod, topic);
        kinds(sample, topic);
    }
    claims(sample, topic);
    refused(sample, topic);
}

/// The settings with one exemption of these fields.
pub(super) fn exempting(fields: &Value) -> Value {
    let mut exemption = json!({"reason": "agreed with the security team"});
    if let (Value::Object(exemption), Value::Object(fields)) = (&mut exemption, fields) {
        exemption.extend(fields.clone());
    }
    json!({"exemptions": [exemption]})
}

#[track_caller]
fn exempt(sample: &Sample, topic: &mut Topic<'_>, what: &str, fields: &Value) {
    let asks = topic.with(exempting(fields));
    topic.accepts(&format!("what is exempt by {what}"), asks, &[&sample.rule]);
}

#[track_caller]
fn not_exempt(sample: &Sample, topic: &mut Topic<'_>, what: &str, fields: &Value) {
    let asks = topic.with(exempting(fields));
    topic.rejects(&format!("what is not exempt, by {what}"), asks, &[&sample.rule]);
}

fn objects(sample: &Sample, topic: &mut Topic<'_>) {
    let Sample { name, namespace, .. } = sample;
    exempt(sample, topic, "its namespace", &json!({"namespaces": ["kube-system", namespace]}));
    exempt(sample, topic, "any namespace", &json!({"namespaces": ["*"]}));
    let longer = json!({"namespaces": [format!("{namespace}-copy")]});
    not_exempt(sample, topic, "a namespace that only begins like its own", &longer);
    exempt(sample, topic, "its name", &json!({"names": [name]}));
    exempt(sample, topic, "a pattern of its name", &json!({"names": [format!("{name}*")]}));
    not_exempt(sample, topic, "another name", &json!({"names": [format!("{name}-copy")]}));
    let wrong_name = json!({"namespaces": [namespace], "names": [format!("{name}-copy")]});
    not_exempt(sample, topic, "its namespace and another name", &wrong_name);
    // Such a request has no name of its own, only its object has one.
    let mut generated = creation(sample.object_with(&json!({"generateName": format!("{name}-")})));
    if let Value::Object(request) = &mut generated {
        request.remove("name");
    }
    let asks = Asks { request: Some(generated), ..topic.with(exempting(&json!({"names": [name]}))) };
    topic.accepts("what is exempt by a name that the API server has generated", asks, &[&sample.rule]);
}

fn findings(sample: &Sample, topic: &mut Topic<'_>) {
    let Sample { rule, namespace, .. } = sample;
    exempt(sample, topic, "the rule", &json!({"rules": [rule], "namespaces": [namespace]}));
    let mut begins: String = rule.clone();
    begins.pop();
    exempt(sample, topic, "a pattern of rules", &json!({"rules": [format!("{begins}*")]}));
    not_exempt(
        sample,
        topic,
        "another rule",
        &json!({"rules": ["opaque-manifest"], "namespaces": [namespace]}),
    );
    exempt(sample, topic, "any value", &json!({"rules": [rule], "values": ["**"]}));
    not_exempt(sample, topic, "another value", &json!({"rules": [rule], "values": ["frobnicated"]}));
    let mut warned = exempting(&json!({"namespaces": [namespace]}));
    if let Value::Object(settings) = &mut warned {
        settings.insert("rules".to_owned(), json!({rule: "warn"}));
    }
    let asks = topic.with(warned);
    topic.accepts("a warning that is exempt", asks, &[rule]);
}

/// The user of a request that states none is alex@example.com, of the group ml-engineers.
fn users(sample: &Sample, topic: &mut Topic<'_>) {
    let (alex, engineers) = ("alex@example.com", "ml-engineers");
    exempt(sample, topic, "the user and a group", &json!({"users": [alex], "groups": [engineers]}));
    exempt(sample, topic, "a group", &json!({"groups": ["platform-admins", engineers]}));
    let in_no_group = json!({"users": [alex], "groups": ["platform-admins"]});
    not_exempt(sample, topic, "the user without the group", &in_no_group);
    let another = json!({"users": ["dana@example.com"], "groups": [engineers]});
    not_exempt(sample, topic, "another member of the group", &another);
}

fn pods(sample: &Sample, pod: &SamplePod, topic: &mut Topic<'_>) {
    let SamplePod { image, account, .. } = pod;
    exempt(sample, topic, "its image", &json!({"images": [image]}));
    exempt(sample, topic, "any image", &json!({"images": ["**"]}));
    not_exempt(sample, topic, "another image", &json!({"images": ["registry.example.net/frobnicate/**"]}));
    exempt(sample, topic, "its service account", &json!({"serviceAccounts": [account]}));
    not_exempt(sample, topic, "another service account", &json!({"serviceAccounts": ["frobnicator"]}));
    let mut nobodys = sample.object();
    if let Some(Value::Object(spec)) = nobodys.get_mut("spec") {
        spec.remove("serviceAccountName");
    }
    let settings = exempting(&json!({"serviceAccounts": [account]}));
    let asks = Asks { request: Some(creation(nobodys)), ..topic.with(settings) };
    let sentence = "what is not exempt, by a service account where the Pod names none";
    topic.rejects(sentence, asks, &[&sample.rule]);
}

fn kinds(sample: &Sample, topic: &mut Topic<'_>) {
    exempt(sample, topic, "its kind", &json!({"kinds": ["ConfigMap", "Pod"]}));
    not_exempt(sample, topic, "another kind", &json!({"kinds": ["apps/Deployment"]}));
    let deployment = creation(variants::in_deployment(&sample.object()));
    for kind in ["apps/Deployment", "Deployment"] {
        let settings = exempting(&json!({"kinds": [kind]}));
        let asks = Asks { request: Some(deployment.clone()), ..topic.with(settings) };
        topic.accepts(&format!("a Deployment that is exempt by the kind {kind}"), asks, &[&sample.rule]);
    }
    for kind in ["apps/DaemonSet", "batch/Deployment", "Pod"] {
        let settings = exempting(&json!({"kinds": [kind]}));
        let asks = Asks { request: Some(deployment.clone()), ..topic.with(settings) };
        topic.rejects(&format!("a Deployment that is not exempt, by the kind {kind}"), asks, &[&sample.rule]);
    }
}

/// A workload cannot exempt itself.
fn claims(sample: &Sample, topic: &mut Topic<'_>) {
    let claimed = sample.object_with(&json!({
        "annotations": {"ai-guardrails/exempt": "true", "kubewarden.io/exempt": "true"},
    }));
    let asks = Asks::about(creation(claimed));
    topic.judged("an object that claims to be exempt", asks, verdict(Decision::Rejects, &[&sample.rule]));
}

fn refused(sample: &Sample, topic: &mut Topic<'_>) {
    let namespaces = json!([sample.namespace]);
    let mut invalid = |sentence: &str, exemption: Value, path: &str| {
        topic.invalid(sentence, json!({"exemptions": [exemption]}), path);
    };
    invalid("an exemption without a reason", json!({"namespaces": namespaces}), "exemptions[0].reason");
    invalid("an exemption from everything", json!({"reason": "easier"}), "exemptions[0]");
    // It would match nothing, which nobody means.
    let empty = json!({"reason": "drivers", "namespaces": []});
    invalid("an exemption for an empty list", empty, "exemptions[0].namespaces");
    let unknown = json!({"reason": "logs", "rules": [sample.rule, "frobnication"], "namespaces": namespaces});
    invalid("an exemption from a rule that does not exist", unknown, "exemptions[0].rules[1]");
    // What cannot be read is never accepted.
    let malformed = json!({"reason": "a legacy operator", "rules": ["malformed"], "namespaces": namespaces});
    invalid("an exemption from what is malformed", malformed, "exemptions[0].rules[0]");
    let misspelt = json!({"reason": "logs", "namespace": namespaces});
    invalid("an exemption with a key that is misspelt", misspelt, "did you mean `namespaces`?");
    let text = json!({"reason": "logs", "namespaces": sample.namespace});
    invalid("an exemption for a namespace that is no list", text, "exemptions[0].namespaces");
    invalid("an exemption that is a word", json!("everything"), "exemptions[0]");
    topic.invalid("exemptions that are a map", json!({"exemptions": {"reason": "x"}}), "exemptions");
}
