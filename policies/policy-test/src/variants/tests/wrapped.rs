use serde_json::json;

use super::*;

#[test]
fn a_pod_becomes_the_template_of_workloads() {
    let found = ["spec.containers[1].image", "metadata.annotations.note", "metadata.name"];
    let variants = variants(0, &found);
    let expected = [
        ("Deployment", "spec.template"),
        ("CronJob", "spec.jobTemplate.spec.template"),
        ("JobSet", "spec.replicatedJobs[0].template.spec.template"),
        ("PyTorchJob", "spec.pytorchReplicaSpecs.Worker.template"),
        ("an unknown kind", "spec.pods.main.template"),
    ];
    for (kind, root) in expected {
        let wrapped = named(&variants, &format!("wrap in {kind}"));
        let annotation = format!("{root}.metadata.annotations.note");
        let image = format!("{root}.spec.containers[1].image");
        assert_eq!(paths(&wrapped), ["metadata.name", annotation.as_str(), image.as_str()], "{kind}");
        let pointer = format!("/{root}/spec/containers/1/name").replace('.', "/").replace("[0]", "/0");
        assert_eq!(wrapped.request["object"].pointer(&pointer), Some(&json!("b")), "{kind}");
        assert_eq!(wrapped.request["object"]["metadata"], json!({"name": "trainer", "namespace": "ml"}));
    }
}

#[test]
fn a_kind_without_template_metadata_takes_only_pods_without_labels() {
    let name = "wrap in LLMInferenceService";
    assert!(!names(&variants(0, &["spec.hostNetwork"])).contains(&name));
    let wrapped = named(&variants(2, &["spec.containers[0].image"]), name);
    assert_eq!(paths(&wrapped), ["spec.template.containers[0].image"]);
    assert_eq!(wrapped.request["object"]["spec"]["template"]["containers"], json!([{"name": "z"}]));
}
