use serde_json::json;

use super::*;

const PATHS: [&str; 5] = [
    "spec.volumes[0].hostPath.path",
    "spec.nodeSelector[\"example.com/gpu\"]",
    "spec.securityContext.runAsNonRoot",
    "spec.containers[0].image",
    "metadata.annotations.note",
];

fn fragments(paths: &[&str]) -> Vec<Variant> {
    let mut variants = variants(7, paths);
    variants.retain(|variant| variant.family == Family::Fragment);
    variants
}

#[test]
fn each_member_at_which_a_finding_speaks_stands_alone_in_overrides_patches_and_an_unknown_kind() {
    let variants = fragments(&PATHS);
    let patch = "spec.runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[0].template.spec.template.spec";
    let places = [
        format!("{patch} of TrainJob"),
        "spec.podTemplateOverrides[0].spec of TrainJob".to_owned(),
        "spec.podSpecOverrides[0] of TrainJob".to_owned(),
        "spec.overrides[0].spec of FancyJob".to_owned(),
    ];
    let expected: Vec<_> = ["nodeSelector", "volumes"]
        .iter()
        .flat_map(|member| places.iter().map(move |place| format!("fragment: {member} at {place}")))
        .collect();
    assert_eq!(names(&variants), expected);
    let volumes = named(&variants, "fragment: volumes at spec.podTemplateOverrides[0].spec of TrainJob");
    assert_eq!(
        volumes.request["object"],
        json!({
            "apiVersion": "trainer.kubeflow.org/v1alpha1", "kind": "TrainJob",
            "metadata": {"name": "f", "namespace": "ml"},
            "spec": {"podTemplateOverrides": [{"spec": {"volumes": [{"name": "v", "hostPath": {"path": "/"}}]}}]},
        })
    );
    assert_eq!(paths(&volumes), ["spec.podTemplateOverrides[0].spec.volumes[0].hostPath.path"]);
    assert_eq!(volumes.verdict.decision, Decision::Rejects);
}

#[test]
fn what_a_pod_leaves_out_is_not_expected_of_a_fragment() {
    let left_out = ["spec.hostUsers", "spec.securityContext.runAsNonRoot", "spec.volumes[1].name", "spec"];
    assert_eq!(names(&fragments(&left_out)), Vec::<&str>::new());
}
