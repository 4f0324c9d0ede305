//! Manifests and patches in strings: JSON is read, anything else is opaque until its controller makes something of it.

use serde_json::{Value, json};

use crate::kit::sample::{Sample, creation};
use crate::kit::topic::{Asks, Topic};

const OPAQUE: &str = "opaque-manifest";

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    if sample.pod.is_none() {
        return;
    }
    let denied = |object: &Value| Asks {
        settings: json!({"rules": {OPAQUE: "deny"}}),
        ..Asks::about(creation(object.clone()))
    };
    let patch = "containers:\n- name: main\n  securityContext: {privileged: true}\n";
    let manifest = "apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {generateName: finetune-}\n";
    let scheduled = "entrypoint: run\ntemplates: []\n";
    let of_a_template = workflow(&json!({"templates": [{"podSpecPatch": patch}]}));
    let manifest_at = "spec.templates[0].resource.manifest";
    for (sentence, object, at) in [
        ("an Argo patch in YAML", workflow(&json!({"podSpecPatch": patch})), "spec.podSpecPatch"),
        ("a patch in YAML of one template", of_a_template, "spec.templates[0].podSpecPatch"),
        // It begins like JSON and is none.
        (
            "a patch that is a parameter",
            workflow(&json!({"podSpecPatch": "{{inputs.parameters.patch}}"})),
            "spec.podSpecPatch",
        ),
        ("a manifest in YAML that a step creates", creating(manifest), manifest_at),
        ("a scheduled workflow in YAML", scheduled_workflow(scheduled), "spec.workflow.spec"),
    ] {
        // No module reads YAML; what it makes is judged when the controller creates it.
        let asks = Asks::about(creation(object.clone()));
        topic.accepts(&format!("{sentence}, which is only recorded"), asks, &[OPAQUE]);
        let asks = denied(&object);
        topic.rejects_at(&format!("{sentence}, where the rule denies"), asks, OPAQUE, at);
    }
    let statement = json!({
        "apiVersion": "docs.example.com/v1", "kind": "Statement",
        "metadata": {"name": "values", "namespace": "default"},
        "spec": {"manifest": "We hold these truths to be self-evident"},
    });
    let templates = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "templates", "namespace": "ml"},
        "data": {"manifest": manifest, "podSpecPatch": patch},
    });
    for (sentence, object) in [
        (
            "an Argo patch in JSON",
            workflow(&json!({"podSpecPatch": "{\"terminationGracePeriodSeconds\": 5}"})),
        ),
        // It changes nothing.
        ("an empty patch", workflow(&json!({"podSpecPatch": ""}))),
        // Only the fields that the table of kinds names hold manifests.
        ("a text of another kind that is called manifest", statement),
        ("texts of a ConfigMap", templates),
    ] {
        let asks = denied(&object);
        topic.accepts(&format!("{sentence}, where the rule denies"), asks, &[]);
    }
    // A policy that edits leaves what a string creates to the request for that.
    if !sample.metadata.mutating {
        let asks = Asks::about(creation(creating(&sample.object().to_string())));
        topic.rejects("what is refused, as JSON that a step creates", asks, &[&sample.rule]);
    }
}

fn workflow(spec: &Value) -> Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
        "metadata": {"name": "train", "namespace": "ml"}, "spec": spec,
    })
}

fn creating(manifest: &str) -> Value {
    workflow(
        &json!({"templates": [{"name": "spawn", "resource": {"action": "create", "manifest": manifest}}]}),
    )
}

fn scheduled_workflow(spec: &str) -> Value {
    json!({
        "apiVersion": "kubeflow.org/v1beta1", "kind": "ScheduledWorkflow",
        "metadata": {"name": "nightly", "namespace": "pipelines"},
        "spec": {"enabled": true, "workflow": {"spec": spec}},
    })
}
