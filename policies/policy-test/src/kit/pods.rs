//! Pods of which something is no pod's.

use serde_json::{Value, json};

use crate::expect::{Decision, Verdict};
use crate::kit::exemptions::exempting;
use crate::kit::sample::{Sample, SamplePod, creation, update, with_metadata};
use crate::kit::topic::{Asks, Topic, verdict};
use crate::request;
use crate::variants;

const MALFORMED: &str = "malformed";

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    if let Some(pod) = &sample.pod {
        refused(sample, topic);
        beside_an_offence(sample, pod, topic);
        updates(topic);
        accepted(topic);
    }
}

/// A Pod with this spec.
fn pod(spec: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "odd", "namespace": "ml"}, "spec": spec})
}

/// A Pod with these containers.
fn with_containers(containers: &Value) -> Value {
    pod(&json!({"containers": containers}))
}

fn refused(sample: &Sample, topic: &mut Topic<'_>) {
    let without_a_spec =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "odd", "namespace": "ml"}});
    let ends_early = json!({
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "odd", "namespace": "ml"},
        "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": null}}},
    });
    let init = pod(&json!({"initContainers": ["x"], "containers": []}));
    let deployment = variants::in_deployment(&with_containers(&json!(["x"])));
    for (sentence, object, at) in [
        ("a list of containers that is a string", with_containers(&json!("x")), "spec.containers"),
        ("a list of containers that is a map", with_containers(&json!({"name": "main"})), "spec.containers"),
        ("a Pod without a spec", without_a_spec, "spec"),
        ("a Pod whose spec is a list", pod(&json!([])), "spec"),
        ("a CronJob whose spec ends too early", ends_early, "spec.jobTemplate.spec.template.spec"),
        ("a string among the init containers of a Pod", init, "spec.initContainers[0]"),
        ("a string among the containers of a Deployment", deployment, "spec.template.spec.containers[0]"),
    ] {
        let request = creation(object);
        let asks = Asks::about(request.clone());
        topic.rejects_at(sentence, asks, MALFORMED, at);
        let asks = Asks::about(request::audit_scanner(&request));
        topic.rejects_at(&format!("{sentence}, asked about by the audit scanner"), asks, MALFORMED, at);
    }
    // What cannot be read is never exempt.
    let settings = exempting(&json!({"namespaces": ["ml", sample.namespace]}));
    let asks = Asks { request: Some(creation(with_containers(&json!(["x"])))), ..topic.with(settings) };
    topic.rejects("a malformed Pod in spite of an exemption for its namespace", asks, &[MALFORMED]);
    let many: Vec<_> = (0..60).map(|number| format!("registry.example.com/train/vision:{number}")).collect();
    let asks = Asks::about(creation(with_containers(&json!(many))));
    let listed = Verdict { says: vec!["- and ".to_owned()], ..verdict(Decision::Rejects, &[MALFORMED]) };
    topic.judged("more faults of one Pod than a message lists", asks, listed);
}

/// What cannot be read hides nothing else.
fn beside_an_offence(sample: &Sample, pod: &SamplePod, topic: &mut Topic<'_>) {
    for (sentence, odd) in [
        (
            "a string among the containers, beside what is refused",
            json!("registry.example.com/train/vision:5"),
        ),
        ("a null among the containers, beside what is refused", Value::Null),
    ] {
        let mut object = sample.object();
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            spec.insert("containers".to_owned(), json!([odd, pod.container]));
        }
        let asks = Asks::about(creation(object));
        topic.rejects(sentence, asks, &[MALFORMED, &sample.rule]);
    }
}

/// The ratchet holds for what cannot be read as well.
fn updates(topic: &mut Topic<'_>) {
    let old = with_containers(&json!(["x"]));
    let labelled = with_metadata(old.clone(), &json!({"labels": {"tier": "gold"}}));
    let asks = Asks::about(update(old.clone(), labelled));
    topic.accepts("a label on a Pod that was malformed before", asks, &[MALFORMED]);
    let asks = Asks::about(update(old.clone(), with_containers(&json!([["x"]]))));
    topic.rejects("what becomes malformed in another way", asks, &[MALFORMED]);
    let clean = with_containers(&json!([{"name": "main", "command": ["run"]}]));
    let asks = Asks::about(update(clean, old));
    topic.rejects("what becomes malformed", asks, &[MALFORMED]);
}

fn accepted(topic: &mut Topic<'_>) {
    let nulls = json!({
        "apiVersion": "agents.example.com/v1alpha1", "kind": "AgentPool",
        "metadata": {"name": "support", "namespace": "agents", "annotations": null},
        "spec": {"podTemplate": {"metadata": null, "spec": {
            "hostNetwork": null, "initContainers": null, "volumes": null, "resources": null,
            "containers": [{
                "name": "agent", "command": ["run"], "args": ["now"], "image": null, "resources": null,
                "securityContext": {"privileged": null, "capabilities": null},
            }],
        }}},
    });
    // Outside of the built-in kinds, a field of another shape is something else of that name.
    let form = json!({
        "apiVersion": "forms.example.com/v1", "kind": "FormTemplate",
        "metadata": {"name": "pod-form", "namespace": "default"},
        "spec": {"properties": {
            "containers": {"items": {"type": "object", "properties": {"image": {"type": "string"}}}},
            "volumes": {"items": {"type": "object"}},
        }},
    });
    let database = json!({
        "apiVersion": "postgres-operator.crunchydata.com/v1beta1", "kind": "PostgresCluster",
        "metadata": {"name": "features", "namespace": "data"},
        "spec": {"instances": [{
            "name": "main", "containers": [{"name": "exporter", "command": ["run"]}],
            "volumes": {"temp": {"accessModes": ["ReadWriteOnce"]}},
        }]},
    });
    for (sentence, object) in [
        ("members that are null in a custom resource", nulls),
        ("a form of another kind that is called containers", form),
        ("a database whose instances have volumes of their own kind", database),
    ] {
        let asks = Asks::about(creation(object));
        topic.accepts(sentence, asks, &[]);
    }
}
