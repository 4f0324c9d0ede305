//! Family `wrap`: the Pod is the template of a workload.
//!
//! A rule about pods holds wherever a pod spec stands: in the kinds that Kubernetes brings, in custom
//! resources with a template, a map or a bare pod spec, and in a kind that nobody has heard of.

use serde_json::{Value, json};

use crate::case::Manifest;
use crate::kinds::Kinds;
use crate::variants::base::{Base, Variant, is_pod, request_of};
use crate::variants::family::Family;

/// What a Pod becomes: the workload, and where its two parts stand in there.
struct Wrapped {
    object: Value,
    metadata: Option<&'static str>,
    spec: &'static str,
}

type Wrap = fn(metadata: &Value, template: &Value) -> Wrapped;

const WRAPS: [(&str, Wrap); 6] = [
    ("Deployment", deployment),
    ("CronJob", cron_job),
    ("JobSet", job_set),
    ("PyTorchJob", pytorch_job),
    ("LLMInferenceService", llm_inference_service),
    ("an unknown kind", fancy_job),
];

pub(super) fn variants(kinds: &Kinds, base: Base<'_>, manifest: &Manifest) -> Result<Vec<Variant>, String> {
    let mut variants = Vec::new();
    if !is_pod(&manifest.object) {
        return Ok(variants);
    }
    let template = template(&manifest.object);
    let metadata = metadata(&manifest.object);
    for (name, wrap) in WRAPS {
        let Wrapped { object, metadata, spec } = wrap(&metadata, &template);
        if metadata.is_none() && template.get("metadata").is_some() {
            // Labels and annotations may decide, and this kind has no place for them.
            continue;
        }
        let request = request_of(kinds, &Manifest { object, ..manifest.clone() })?;
        let verdict = base.verdict_at(|path| translate(path, metadata, spec));
        variants.push(Variant::new(Family::Wrap, format!("wrap in {name}"), request, verdict));
    }
    Ok(variants)
}

/// A Deployment of a Pod.
pub(super) fn in_deployment(pod: &Value) -> Value {
    deployment(&metadata(pod), &template(pod)).object
}

/// The part of the Pod's metadata that names the workload.
fn metadata(pod: &Value) -> Value {
    part(pod.get("metadata"), &["name", "generateName", "namespace"])
}

/// The Pod as a template: labels, annotations and the spec.
fn template(pod: &Value) -> Value {
    let metadata = part(pod.get("metadata"), &["labels", "annotations"]);
    let spec = pod.get("spec").cloned().unwrap_or_default();
    match metadata.as_object() {
        Some(members) if !members.is_empty() => json!({"metadata": metadata, "spec": spec}),
        _ => json!({"spec": spec}),
    }
}

fn part(metadata: Option<&Value>, keys: &[&str]) -> Value {
    let members = metadata.and_then(Value::as_object).into_iter().flatten();
    let kept = members.filter(|(key, _)| keys.contains(&key.as_str()));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn translate(path: &str, metadata: Option<&'static str>, spec: &'static str) -> String {
    let below =
        |root: &str| path.strip_prefix(root).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    if let Some(rest) = below("spec") {
        return format!("{spec}{rest}");
    }
    for root in ["metadata.labels", "metadata.annotations"] {
        if let (Some(_), Some(metadata)) = (below(root), metadata) {
            return format!("{metadata}{}", path.strip_prefix("metadata").unwrap_or_default());
        }
    }
    path.to_owned()
}

fn deployment(metadata: &Value, template: &Value) -> Wrapped {
    let selector = json!({"matchLabels": {"app": metadata.get("name")}});
    Wrapped {
        object: json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
            "spec": {"replicas": 1, "selector": selector, "template": template},
        }),
        metadata: Some("spec.template.metadata"),
        spec: "spec.template.spec",
    }
}

fn cron_job(metadata: &Value, template: &Value) -> Wrapped {
    Wrapped {
        object: json!({
            "apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata,
            "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": template}}},
        }),
        metadata: Some("spec.jobTemplate.spec.template.metadata"),
        spec: "spec.jobTemplate.spec.template.spec",
    }
}

fn job_set(metadata: &Value, template: &Value) -> Wrapped {
    let job = json!({"name": "main", "replicas": 1, "template": {"spec": {"parallelism": 1, "template": template}}});
    Wrapped {
        object: json!({
            "apiVersion": "jobset.x-k8s.io/v1alpha2", "kind": "JobSet", "metadata": metadata,
            "spec": {"replicatedJobs": [job]},
        }),
        metadata: Some("spec.replicatedJobs[0].template.spec.template.metadata"),
        spec: "spec.replicatedJobs[0].template.spec.template.spec",
    }
}

fn pytorch_job(metadata: &Value, template: &Value) -> Wrapped {
    let worker = json!({"replicas": 1, "restartPolicy": "OnFailure", "template": template});
    Wrapped {
        object: json!({
            "apiVersion": "kubeflow.org/v1", "kind": "PyTorchJob", "metadata": metadata,
            "spec": {"pytorchReplicaSpecs": {"Worker": worker}},
        }),
        metadata: Some("spec.pytorchReplicaSpecs.Worker.template.metadata"),
        spec: "spec.pytorchReplicaSpecs.Worker.template.spec",
    }
}

// Its template is a pod spec itself, without metadata around it.
fn llm_inference_service(metadata: &Value, template: &Value) -> Wrapped {
    Wrapped {
        object: json!({
            "apiVersion": "serving.kserve.io/v1alpha2", "kind": "LLMInferenceService", "metadata": metadata,
            "spec": {"replicas": 1, "template": template.get("spec")},
        }),
        metadata: None,
        spec: "spec.template",
    }
}

fn fancy_job(metadata: &Value, template: &Value) -> Wrapped {
    Wrapped {
        object: json!({
            "apiVersion": "example.com/v1", "kind": "FancyJob", "metadata": metadata,
            "spec": {"pods": {"main": {"template": template}}},
        }),
        metadata: Some("spec.pods.main.template.metadata"),
        spec: "spec.pods.main.template.spec",
    }
}
