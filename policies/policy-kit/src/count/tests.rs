//! How many pods each kind makes of what it states.

use super::*;
use crate::kinds::GroupKind;
use crate::place::Place;
use crate::test_support::{arena, json};

/// The count at a path such as `spec.template.spec`, `[0]` for items, in an object of this group.
fn counted(group: &str, object: &str, path: &str) -> Count {
    counts(group, object).at(&place(path))
}

fn counts<'a>(group: &'a str, object: &str) -> Counts<'a> {
    Counts::of(json(object).entries().unwrap(), GroupKind { group, kind: "X" })
}

fn place(path: &str) -> Place<'_> {
    path.split('.').fold(Place::root(arena()), |place, key| match key.split_once('[') {
        None => place.member(key),
        Some((key, index)) => place.member(key).item(index.trim_end_matches(']').parse().unwrap()),
    })
}

#[test]
fn members_on_the_way_multiply() {
    for (object, path, wanted) in [
        (r#"{"spec":{"replicas":3,"template":{"spec":{}}}}"#, "spec.template.spec", 3),
        (r#"{"spec":{"replicas":"3","template":{"spec":{}}}}"#, "spec.template.spec", 3),
        (r#"{"spec":{"replicas":3.0,"template":{"spec":{}}}}"#, "spec.template.spec", 3),
        (r#"{"spec":{"replicas":null,"template":{"spec":{}}}}"#, "spec.template.spec", 1),
        (r#"{"spec":{"replicas":0,"template":{"spec":{}}}}"#, "spec.template.spec", 0),
        (r#"{"spec":{"template":{"spec":{}}}}"#, "spec.template.spec", 1),
        (
            r#"{"spec":{"jobs":[{"replicas":2,"template":{"spec":{"parallelism":12,"template":{}}}}]}}"#,
            "spec.jobs[0].template.spec.template",
            24,
        ),
        (
            r#"{"spec":{"slices":2,"roles":[{"spec":{"replicas":3,"leaderWorkerTemplate":{"size":4,"leaderTemplate":{},"workerTemplate":{}}}}]}}"#,
            "spec.roles[0].spec.leaderWorkerTemplate.workerTemplate",
            18,
        ),
        (
            r#"{"spec":{"replicas":3,"leaderWorkerTemplate":{"size":4,"workerTemplate":{}}}}"#,
            "spec.leaderWorkerTemplate.workerTemplate",
            12,
        ),
        (
            r#"{"spec":{"replicas":3,"leaderWorkerTemplate":{"size":4,"leaderTemplate":{}}}}"#,
            "spec.leaderWorkerTemplate.leaderTemplate",
            3,
        ),
    ] {
        assert_eq!(counted("example.com", object, path), Count::Known(wanted), "{object}");
    }
}

#[test]
fn autoscaling_counts_where_it_is_switched_on() {
    let ray = |on: &str, maximum: &str| {
        let object = format!(
            r#"{{"spec":{{{on}"workerGroupSpecs":[{{"replicas":2,"maxReplicas":{maximum},"numOfHosts":2,"template":{{}}}}]}}}}"#
        );
        counted("ray.io", &object, "spec.workerGroupSpecs[0].template")
    };
    let on = r#""enableInTreeAutoscaling":true,"#;
    assert_eq!(ray(on, "10"), Count::Known(20));
    assert_eq!(ray("", "10"), Count::Known(4));
    assert_eq!(ray(on, "2147483647"), Count::Known(4));
    assert_eq!(ray("", r#"10,"minReplicas":3"#), Count::Known(6));
    for (object, path, wanted) in [
        (
            r#"{"spec":{"autoscalingConfig":{"enabled":true,"maxReplicas":40},"deploymentConfig":{"replicas":2}}}"#,
            "spec.deploymentConfig",
            40,
        ),
        (
            r#"{"spec":{"autoscalingConfig":{"enabled":false,"maxReplicas":40},"deploymentConfig":{"replicas":2}}}"#,
            "spec.deploymentConfig",
            2,
        ),
        (r#"{"spec":{"scale":{"enabled":true,"hpa":{"maxReplicas":30}},"resources":{}}}"#, "spec", 30),
        (r#"{"spec":{"scale":{"enabled":false,"hpa":{"maxReplicas":30}},"replicas":2}}"#, "spec", 2),
        (r#"{"spec":{"replicas":2,"multiNode":{"parallelism":{"pipeline":3}}}}"#, "spec", 6),
        (
            r#"{"spec":{"dynamicAllocation":{"enabled":true,"maxExecutors":50},"executor":{"instances":4}}}"#,
            "spec.executor",
            50,
        ),
        (
            r#"{"spec":{"dynamicAllocation":{"enabled":true,"initialExecutors":9,"minExecutors":2},"executor":{}}}"#,
            "spec.executor",
            9,
        ),
        (
            r#"{"spec":{"dynamicAllocation":{"maxExecutors":50},"executor":{"instances":4}}}"#,
            "spec.executor",
            4,
        ),
        (
            r#"{"spec":{"elasticPolicy":{"maxReplicas":64},"pytorchReplicaSpecs":{"Worker":{"replicas":4}}}}"#,
            "spec.pytorchReplicaSpecs.Worker",
            64,
        ),
        (r#"{"spec":{"predictor":{"minReplicas":2,"maxReplicas":6}}}"#, "spec.predictor", 6),
        (r#"{"spec":{"predictor":{"minReplicas":2,"maxReplicas":0}}}"#, "spec.predictor", 2),
        (r#"{"spec":{"predictor":{"minReplicas":0}}}"#, "spec.predictor", 1),
    ] {
        assert_eq!(counted("example.com", object, path), Count::Known(wanted), "{object}");
    }
    let fixed = r#"{"metadata":{"annotations":{"serving.kserve.io/autoscalerClass":"none"}},"spec":{"predictor":{"minReplicas":2,"maxReplicas":6}}}"#;
    assert_eq!(counted("serving.kserve.io", fixed, "spec.predictor"), Count::Known(2));
    assert_eq!(counted("ome.io", fixed, "spec.predictor"), Count::Known(6));
}

#[test]
fn what_is_switched_off_is_none() {
    let group = |suspend: &str| {
        let object =
            format!(r#"{{"spec":{{"workerGroupSpecs":[{{"replicas":2,{suspend}"template":{{}}}}]}}}}"#);
        counted("ray.io", &object, "spec.workerGroupSpecs[0].template")
    };
    assert_eq!(group(r#""suspend":true,"#), Count::Known(0));
    assert_eq!(group(r#""suspend":false,"#), Count::Known(2));
    let served = r#"{"metadata":{"annotations":{"serving.kserve.io/stop":"TRUE"}},"spec":{"predictor":{"minReplicas":2}}}"#;
    assert_eq!(counted("serving.kserve.io", served, "spec.predictor"), Count::Known(0));
    assert_eq!(counted("ome.io", served, "spec.predictor"), Count::Known(2));
}

#[test]
fn completions_bound_what_runs_at_once() {
    for (job, wanted) in [
        (r#"{"spec":{"parallelism":8,"completions":3,"template":{}}}"#, 3),
        (r#"{"spec":{"parallelism":8,"completions":30,"template":{}}}"#, 8),
        (r#"{"spec":{"parallelism":8,"template":{}}}"#, 8),
        (r#"{"spec":{"completions":30,"template":{}}}"#, 1),
        (r#"{"spec":{"parallelism":8,"completions":0,"template":{}}}"#, 0),
        (r#"{"spec":{"parallelism":8,"completions":"all","template":{}}}"#, 8),
    ] {
        assert_eq!(counted("batch", job, "spec.template"), Count::Known(wanted), "{job}");
    }
}

#[test]
fn nodes_of_one_replica_are_counted() {
    let llm = r#"{"spec":{"replicas":4,"parallelism":{"data":16,"dataLocal":8},"template":{},"worker":{}}}"#;
    assert_eq!(counted("serving.kserve.io", llm, "spec.template"), Count::Known(4));
    assert_eq!(counted("serving.kserve.io", llm, "spec.worker"), Count::Known(4));
    let served = r#"{"spec":{"predictor":{"maxReplicas":2,"workerSpec":{"pipelineParallelSize":4}}}}"#;
    assert_eq!(counted("serving.kserve.io", served, "spec.predictor.workerSpec"), Count::Known(6));
    let dynamo = r#"{"spec":{"services":{"decode":{"replicas":2,"multinode":{"nodeCount":4}}}}}"#;
    assert_eq!(counted("nvidia.com", dynamo, "spec.services.decode"), Count::Known(8));
}

#[test]
fn what_looks_like_a_multiplier_and_is_none_does_not_count() {
    let argo = r#"{"spec":{"parallelism":5,"templates":[{"container":{}}]}}"#;
    assert_eq!(counted("argoproj.io", argo, "spec.templates[0].container"), Count::Known(1));
    let wrapped = format!(
        r#"{{"spec":{{"components":[{{"template":{}}}]}}}}"#,
        argo.replacen('{', r#"{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","#, 1)
    );
    let path = "spec.components[0].template.spec.templates[0].container";
    assert_eq!(counted("workload.codeflare.dev", &wrapped, path), Count::Known(1));
    let seldon = r#"{"spec":{"replicas":2,"predictors":[{"replicas":3,"componentSpecs":[{"replicas":4,"spec":{}}]}]}}"#;
    let path = "spec.predictors[0].componentSpecs[0].spec";
    assert_eq!(counted("machinelearning.seldon.io", seldon, path), Count::Known(4));
    let pipeline =
        r#"{"spec":{"services":[{"enabled":false,"spec":{"replicas":4}},{"spec":{"replicas":2}}]}}"#;
    assert_eq!(counted("apps.nvidia.com", pipeline, "spec.services[0].spec"), Count::Known(0));
    assert_eq!(counted("apps.nvidia.com", pipeline, "spec.services[1].spec"), Count::Known(2));
    let named = r#"{"spec":{"replicas":{"a":{}}}}"#;
    assert_eq!(counted("example.com", named, "spec.replicas.a"), Count::Known(1));
}

#[test]
fn a_placeholder_is_unknown_and_never_zero() {
    let object = r#"{"spec":{"replicas":"${trialParameters.n}","template":{}}}"#;
    assert!(matches!(counted("kubeflow.org", object, "spec.template"), Count::Unknown(1)));
    assert_eq!(Count::Known(0).times(Count::Unknown(1)), Count::Known(0));
    assert_eq!(Count::Known(3).times(Count::Unknown(1)), Count::Unknown(3));
    assert_eq!(Count::Unknown(3).times(Count::Unknown(2)), Count::Unknown(6));
    assert_eq!(Count::Known(u64::MAX).times(Count::Known(2)), Count::Known(u64::MAX));
}

/// Whatever was counted before, and in whatever order.
#[test]
fn a_place_counts_the_same_after_any_other() {
    let seldon = r#"{"spec":{"replicas":2,"predictors":[{"replicas":3,"componentSpecs":[{"replicas":4,"spec":{}},{"spec":{}}]},{"componentSpecs":[{"spec":{}}]}]}}"#;
    let sets = r#"{"spec":{"replicas":3,"leaderWorkerTemplate":{"size":4,"leaderTemplate":{"spec":{}},"workerTemplate":{"spec":{}}},"jobs":[{"replicas":2,"x":{"apiVersion":"argoproj.io/v1","kind":"Workflow","parallelism":5}},{"replicas":7,"x":{"parallelism":5}}]}}"#;
    for (group, object, paths) in [
        (
            "machinelearning.seldon.io",
            seldon,
            vec![
                "spec.predictors[0].componentSpecs[0].spec",
                "spec.predictors[0].componentSpecs[1].spec",
                "spec.predictors[1].componentSpecs[0].spec",
                "spec.predictors[1]",
                "spec",
            ],
        ),
        (
            "leaderworkerset.x-k8s.io",
            sets,
            vec![
                "spec.leaderWorkerTemplate.leaderTemplate.spec",
                "spec.leaderWorkerTemplate.workerTemplate.spec",
                "spec.leaderWorkerTemplate",
                "spec.missing.workerTemplate",
                "spec.jobs[0].x",
                "spec.jobs[1].x",
                "spec.jobs[9].x",
            ],
        ),
    ] {
        for first in &paths {
            for second in &paths {
                let mut both = counts(group, object);
                assert_eq!(both.at(&place(first)), counted(group, object, first));
                assert_eq!(both.at(&place(second)), counted(group, object, second), "{first}, {second}");
            }
        }
    }
}
