//! What a map multiplies the pods below it by, and which project means it so.

use super::Count;
use super::context::Context;
use crate::descent::Level;
use crate::json::{Json, Shape};

/// The members by which a map multiplies the pods below it, whatever its kind. Beside them `replicas`, which has
/// rules of its own, and `parallelism`, which Argo means otherwise.
const MULTIPLIERS: [&str; 8] = [
    "numNodes",
    "numOfHosts",
    "parallelTrialCount",
    "parallelTrials",
    "slices",
    "podGroupSize",
    "maxConcurrency",
    "maxReplicaCount",
];

/// Knative's annotations for the bounds of a revision, in both spellings.
const KNATIVE_SCALES: [&str; 5] = [
    "autoscaling.knative.dev/max-scale",
    "autoscaling.knative.dev/maxScale",
    "autoscaling.knative.dev/min-scale",
    "autoscaling.knative.dev/minScale",
    "autoscaling.knative.dev/initial-scale",
];

/// Ray's default for `maxReplicas`: no maximum.
const NO_MAXIMUM: u64 = 2_147_483_647;

impl<'j> Context<'_, 'j> {
    /// What the map that has been reached multiplies the pods below it by.
    pub(super) fn multiplier(self) -> Count {
        let Some(map @ Level::Map(_)) = self.level() else { return Count::Known(1) };
        if self.is_off(map) {
            return Count::Known(0);
        }
        let mut factor = self.replicas(map).unwrap_or(Count::Known(1));
        for key in MULTIPLIERS {
            factor = factor.times(map.count_or_one(key));
        }
        // Argo's `parallelism` is an upper bound over all templates, not a number of pods of one.
        let argo = self.group() == "argoproj.io" || (self.key(1), self.key(0)) == ("workflow", "spec");
        if !argo {
            let parallelism = map.count_or_one("parallelism");
            // A Job runs no more pods at once than are to complete; a work queue states no completions.
            factor = factor.times(parallelism.or_less(map.known("completions")));
        }
        factor.times(self.nodes(map).unwrap_or(Count::Known(1)))
    }

    /// Whether nothing below the map is started.
    fn is_off(self, map: &Level<'j>) -> bool {
        match self.key(1) {
            // KubeRay deletes the pods of a suspended group.
            "workerGroupSpecs" => map.says("suspend"),
            // A service of a NIMPipeline can be switched off.
            "services" => {
                self.group() == "apps.nvidia.com"
                    && map.member("enabled").is_some_and(|on| on.raw() == "false")
            }
            _ => false,
        }
    }

    /// Replicas, or the maximum of the object's own autoscaling where that is switched on.
    fn replicas(self, map: &Level<'j>) -> Option<Count> {
        let stated = map.count("replicas");
        match (self.key(1), self.key(0)) {
            // KubeRay.
            ("workerGroupSpecs", _) => {
                let on = self.outer(2).is_some_and(|spec| spec.says("enableInTreeAutoscaling"));
                let maximum = map.known("maxReplicas").filter(|maximum| on && *maximum != NO_MAXIMUM);
                let least = map.known("minReplicas");
                Some(stated.unwrap_or(Count::Known(1)).or_more(least).or_more(maximum))
            }
            // Kubeflow's training operator.
            ("pytorchReplicaSpecs", "Worker") => {
                let elastic = self.outer(2).and_then(|spec| spec.member("elasticPolicy"));
                let maximum = elastic.and_then(|elastic| known(elastic.member("maxReplicas")));
                Some(stated.unwrap_or(Count::Known(1)).or_more(maximum))
            }
            // Spark.
            (_, "executor") => {
                let dynamic = self.outer(1).and_then(|spec| spec.member("dynamicAllocation"));
                let dynamic = dynamic.filter(|dynamic| says(dynamic.member("enabled")));
                let bounds = ["maxExecutors", "initialExecutors", "minExecutors"];
                let most = dynamic.and_then(|dynamic| largest(dynamic, &bounds));
                // Spark starts two executors unless it is told otherwise.
                let spark = self.group() == "sparkoperator.k8s.io" && dynamic.is_none();
                let default = Count::Known(if spark { 2 } else { 1 });
                Some(map.count("instances").unwrap_or(default).or_more(most))
            }
            // vLLM production stack.
            (_, "deploymentConfig") => {
                let maximum = self.outer(1).and_then(autoscaling_maximum);
                Some(stated.unwrap_or(Count::Known(1)).or_more(maximum))
            }
            // Knative: as many as annotations say, those of the pods' template.
            (_, "template") if self.group() == "serving.knative.dev" => knative_scale(map),
            // Kueue.
            ("podSets", _) => map.count("count").or(stated),
            // Seldon: the innermost number of replicas replaces those around it.
            _ if self.group() == "machinelearning.seldon.io" && self.has_inner_replicas() => None,
            // The vLLM production stack has its autoscaling one level further out.
            _ if self.next() == "deploymentConfig" => stated,
            _ => {
                let maximum = autoscaling_maximum(map).or_else(|| self.serving_maximum(map, stated));
                match (stated, maximum) {
                    (Some(stated), maximum) => Some(stated.or_more(maximum)),
                    (None, maximum) => maximum.map(Count::Known),
                }
            }
        }
    }

    /// `maxReplicas` beside a pod spec, else `minReplicas`: KServe and OME scale each component by them, unless an
    /// annotation of KServe leaves the number alone.
    fn serving_maximum(self, map: &Level<'j>, stated: Option<Count>) -> Option<u64> {
        if stated.is_some() {
            return None;
        }
        let minimum = map.known("minReplicas").map(|minimum| minimum.max(1));
        let maximum = map.known("maxReplicas").filter(|maximum| *maximum > 0);
        let fixed = self.kserve("serving.kserve.io/autoscalerClass").is_some_and(|class| class == "none");
        if fixed { minimum } else { maximum.or(minimum) }
    }

    /// Whether a map further in, on the way to the pod, has its own replicas.
    fn has_inner_replicas(self) -> bool {
        self.inner().any(|level| level.member("replicas").is_some())
    }

    /// How many nodes one replica spreads over, where leader and workers are written apart or in one.
    fn nodes(self, map: &Level<'j>) -> Option<Count> {
        // LeaderWorkerSet: one leader and `size - 1` workers, or `size` workers where no leader is written.
        if self.key(0) == "leaderWorkerTemplate" {
            let size = map.count_or_one("size");
            let leader = map.member("leaderTemplate").is_some();
            return Some(match self.next() {
                "leaderTemplate" => Count::Known(1),
                "workerTemplate" if leader => size.minus_one(),
                _ => size,
            });
        }
        // KServe's LLMInferenceService: data or pipeline parallelism spread one replica over several nodes.
        if let Some(parallelism) = map.member("parallelism").filter(|json| json.shape() == Shape::Map)
            && self.next() == "worker"
        {
            let data = known(parallelism.member("data"));
            let local = known(parallelism.member("dataLocal")).unwrap_or(1).max(1);
            let groups = data.map(|data| data.div_ceil(local));
            let size = groups.or_else(|| known(parallelism.member("pipeline"))).unwrap_or(1);
            return Some(Count::Known(size.saturating_sub(1)));
        }
        // KServe's InferenceService: the head is one of the nodes.
        if self.next() == "workerSpec" {
            let worker = map.member("workerSpec");
            let size = worker.and_then(|worker| Count::of(worker.member("pipelineParallelSize")));
            return size.map(Count::minus_one);
        }
        // OME's workers, beside the one leader.
        if self.group() == "ome.io" && self.key(0) == "worker" {
            return map.count("size");
        }
        // KAITO orders so many machines of one type.
        if self.group() == "kaito.sh" && map.member("instanceType").is_some() {
            return map.count("count");
        }
        // Kubeflow's trainer: nodes of the runtime, and of what is patched over it.
        let trainer = match self.next() {
            "template" => map.member("mlPolicy"),
            "runtimePatches" | "podTemplateOverrides" | "podSpecOverrides" => map.member("trainer"),
            _ => None,
        };
        if let Some(nodes) = trainer.and_then(|trainer| Count::of(trainer.member("numNodes"))) {
            return Some(nodes);
        }
        // NVIDIA's Dynamo and NIM.
        let dynamo = map.member("multinode").and_then(|multinode| Count::of(multinode.member("nodeCount")));
        let nim = || Count::of(map.member("multiNode")?.member("parallelism")?.member("pipeline"));
        dynamo.or_else(nim)
    }
}

impl Level<'_> {
    fn count(&self, key: &str) -> Option<Count> {
        Count::of(self.member(key))
    }

    fn count_or_one(&self, key: &str) -> Count {
        self.count(key).unwrap_or(Count::Known(1))
    }

    fn known(&self, key: &str) -> Option<u64> {
        known(self.member(key))
    }

    fn says(&self, key: &str) -> bool {
        says(self.member(key))
    }
}

/// The maximum of the autoscaling that a map configures for itself: `scale.hpa` of NIM, `scaling` of KServe's LLMs,
/// `autoscalingConfig` of vLLM's production stack, and what others call likewise.
fn autoscaling_maximum(map: &Level<'_>) -> Option<u64> {
    ["autoscaling", "autoscalingConfig", "autoscaler", "scale", "scaling"].into_iter().find_map(|key| {
        let config = map.member(key)?;
        if config.member("enabled").is_some_and(|enabled| enabled.raw() == "false") {
            return None;
        }
        known(config.member("maxReplicas")).or_else(|| known(config.member("hpa")?.member("maxReplicas")))
    })
}

/// The most of what Knative's annotations state: an upper bound of zero is none.
fn knative_scale(template: &Level<'_>) -> Option<Count> {
    let annotations = template.member("metadata")?.member("annotations")?;
    largest(annotations, &KNATIVE_SCALES).map(|most| Count::Known(most.max(1)))
}

/// The largest of several members.
fn largest(map: Json<'_>, keys: &[&str]) -> Option<u64> {
    let mut most = None;
    for key in keys {
        most = most.max(known(map.member(key)));
    }
    most
}

fn known(member: Option<Json<'_>>) -> Option<u64> {
    match Count::of(member) {
        Some(Count::Known(count)) => Some(count),
        _ => None,
    }
}

fn says(member: Option<Json<'_>>) -> bool {
    member.is_some_and(Json::is_true)
}
