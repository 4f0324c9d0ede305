//! KServe. Source: `kserve/pkg/apis/serving/v1beta1`, `kserve/pkg/apis/serving/v1alpha1/llm_inference_service_types.go`,
//! and the annotations in `kserve/pkg/constants/constants.go`.

use super::project::{ByKey, ClaimAnnotations, Counting, DeviceKeys, Devices, Project};
use crate::count::{Context, Count, known};
use crate::descent::Level;
use crate::json::Shape;

/// serving.kserve.io.
pub(super) const PROJECT: Project = Project {
    counting: Counting {
        pods_of_object: Some(pods_of_object),
        stays_at_minimum: Some(stays_at_minimum),
        ..Counting::NONE
    },
    devices: Devices {
        claim_annotations: Some(ClaimAnnotations {
            class: "serving.kserve.io/exp-dra-device-class",
            count: "serving.kserve.io/exp-dra-device-count",
        }),
        ..Devices::NONE
    },
    by_key: ByKey {
        nodes_per_replica: &[workers_of_llm, workers_of_predictor],
        // Of an LLMInferenceService.
        autoscaling: &["scaling"],
        // Of a custom predictor.
        model_variables: &["STORAGE_URI"],
        devices: DeviceKeys { name_lists: &["serving.kserve.io/gpu-resource-types"], ..DeviceKeys::NONE },
        ..ByKey::NONE
    },
    ..Project::NONE
};

/// KServe deletes what it made of an object that is stopped.
fn pods_of_object(_: &str, object: &Level<'_>) -> Option<Count> {
    let stop = object.annotation("serving.kserve.io/stop")?;
    stop.eq_ignore_ascii_case("true").then_some(Count::Known(0))
}

/// An annotation leaves the number of pods alone.
fn stays_at_minimum(object: &Level<'_>) -> bool {
    object.annotation("serving.kserve.io/autoscalerClass") == Some("none")
}

/// LLMInferenceService: data or pipeline parallelism spread one replica over several nodes, one of which is the leader.
fn workers_of_llm(at: Context<'_, '_>) -> Option<Count> {
    let parallelism = at.map().member("parallelism").filter(|json| json.shape() == Shape::Map)?;
    if at.next() != "worker" {
        return None;
    }
    let data = known(parallelism.member("data"));
    let local = known(parallelism.member("dataLocal")).unwrap_or(1).max(1);
    let groups = data.map(|data| data.div_ceil(local));
    let size = groups.or_else(|| known(parallelism.member("pipeline"))).unwrap_or(1);
    Some(Count::Known(size.saturating_sub(1)))
}

/// InferenceService: the head is one of the nodes.
fn workers_of_predictor(at: Context<'_, '_>) -> Option<Count> {
    if at.next() != "workerSpec" {
        return None;
    }
    let worker = at.map().member("workerSpec");
    let size = worker.and_then(|worker| Count::of(worker.member("pipelineParallelSize")));
    Some(size.map_or(Count::Known(1), Count::minus_one))
}
