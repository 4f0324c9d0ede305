//! How many pods an object asks for, by the multipliers that the object itself states.
//!
//! Most kinds multiply by members of the maps on the way to a pod spec: `replicas`, `parallelism`, `numNodes`.
//! What is otherwise is listed below, each with the project that does so. Nothing is counted until a policy asks.

use std::borrow::Cow;
use std::num::IntErrorKind;

use crate::json::{Json, Shape};
use crate::kinds::{self, GroupKind};
use crate::map::Entries;
use crate::place::Step;
use crate::text::contains;

/// A number of pods. Unknown is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Known(u64),
    /// The object does not tell, since a factor is no whole number. There are at least so many: it counts as one.
    Unknown(u64),
}

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

impl Count {
    /// So many there are, or at least.
    #[must_use]
    pub fn at_least(self) -> u64 {
        let (Count::Known(count) | Count::Unknown(count)) = self;
        count
    }

    /// Both multiplied; zero times unknown is zero.
    #[must_use]
    pub fn times(self, other: Count) -> Count {
        match (self, other) {
            (Count::Known(0), _) | (_, Count::Known(0)) => Count::Known(0),
            (Count::Known(a), Count::Known(b)) => Count::Known(a.saturating_mul(b)),
            (Count::Known(a) | Count::Unknown(a), Count::Known(b) | Count::Unknown(b)) => {
                Count::Unknown(a.saturating_mul(b))
            }
        }
    }

    /// A member that holds a number of pods, as a number or as text; `None` where there is none of that name, or
    /// something else.
    fn of<'j>(map: &impl Members<'j>, key: &str) -> Option<Count> {
        let value = map.member(key)?;
        // A list or object of that name is something else: Argo's templates may be called anything.
        match value.shape() {
            Shape::Map | Shape::List | Shape::Boolean | Shape::Null => None,
            Shape::Number | Shape::Text => {
                let text = value.text().unwrap_or(Cow::Borrowed(value.raw()));
                let digits = text.split_once('.').map_or(text.as_ref(), |(whole, fraction)| {
                    if fraction.bytes().all(|digit| digit == b'0') { whole } else { "" }
                });
                Some(match digits.parse() {
                    Ok(count) => Count::Known(count),
                    Err(error) if *error.kind() == IntErrorKind::PosOverflow => Count::Known(u64::MAX),
                    Err(_) => Count::Unknown(1),
                })
            }
        }
    }

    /// The smaller one, where both are known.
    fn or_less(self, other: Option<u64>) -> Count {
        match (self, other) {
            (Count::Known(count), Some(other)) => Count::Known(count.min(other)),
            (count, _) => count,
        }
    }

    /// The larger one, where both are known.
    fn or_more(self, other: Option<u64>) -> Count {
        match (self, other) {
            (Count::Known(count), Some(other)) => Count::Known(count.max(other)),
            (count, _) => count,
        }
    }
}

/// How many pods the object `root` of `kind` starts at the place that `steps` lead to.
pub(crate) fn count(root: Json<'_>, kind: &GroupKind<'_>, steps: &[Step<'_>]) -> Count {
    // What is most often asked about is one pod.
    if kind.is("", "Pod") {
        return Count::Known(1);
    }
    // Steps of a workflow are containers by themselves, and Argo keeps members that mean nothing to it.
    if kind.group == "argoproj.io" && contains(&kind.kind, "Workflow") {
        return Count::Known(1);
    }
    let group = kind.group.clone().into_owned();
    let mut way = Way { levels: Vec::with_capacity(8), steps, outermost: &kind.group, group };
    way.levels.push(Level::of(root));
    // KServe deletes what it made of an object that is stopped.
    if way.kserve("serving.kserve.io/stop").is_some_and(|stop| stop.eq_ignore_ascii_case("true")) {
        return Count::Known(0);
    }
    let mut count = way.factor();
    for step in steps {
        // A manifest inside a string is not followed: it is a patch, or what another object becomes.
        let Some(next) = way.levels.last().and_then(|here| here.at(step)) else { break };
        way.levels.push(next);
        way.enter();
        count = count.times(way.factor());
    }
    count
}

/// The maps and lists from the object's root down to where the count has come.
struct Way<'j, 's, 'a> {
    levels: Vec<Level<'j>>,
    steps: &'s [Step<'a>],
    /// The group of the object itself.
    outermost: &'s str,
    /// The group of the innermost object that says what it is. It may claim any.
    group: String,
}

/// A map or list, read once: a dozen members are asked for.
enum Level<'j> {
    Map(Entries<'j>),
    List(Vec<Json<'j>>),
}

impl<'j> Level<'j> {
    /// What is neither is an empty map.
    fn of(json: Json<'j>) -> Self {
        match json.items() {
            Ok(items) => Level::List(items),
            Err(_) => Level::Map(json.entries().unwrap_or_default()),
        }
    }

    /// What the step leads to, unless it is null.
    fn at(&self, step: &Step<'_>) -> Option<Self> {
        let json = match (self, step) {
            (Level::Map(_), Step::Key(key)) => self.member(key),
            (Level::List(items), Step::Item(index)) => items.get(*index).copied(),
            _ => None,
        };
        json.filter(|json| matches!(json.shape(), Shape::Map | Shape::List)).map(Level::of)
    }
}

/// Something with members: a map that was read, or one that was not yet.
trait Members<'j> {
    fn member(&self, key: &str) -> Option<Json<'j>>;
}

impl<'j> Members<'j> for Json<'j> {
    fn member(&self, key: &str) -> Option<Json<'j>> {
        Json::member(*self, key)
    }
}

impl<'j> Members<'j> for Level<'j> {
    fn member(&self, key: &str) -> Option<Json<'j>> {
        let Level::Map(entries) = self else { return None };
        let found = entries.iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| *value).filter(|value| !value.is_null())
    }
}

impl<'j> Way<'j, '_, '_> {
    /// Takes note of the kind of an object inside the object.
    fn enter(&mut self) {
        let Some(map) = self.levels.last() else { return };
        let version = map.member("apiVersion").filter(|_| map.member("kind").is_some());
        if let Some(version) = version.and_then(|version| version.text().ok()) {
            self.group = kinds::group_of(version).into_owned();
        }
    }

    /// The map or list so many levels further out.
    fn outer(&self, levels: usize) -> Option<&Level<'j>> {
        self.levels.len().checked_sub(levels + 1).and_then(|index| self.levels.get(index))
    }

    /// The key of the step so many levels further out: 0 is the one that led here.
    fn key(&self, levels: usize) -> &str {
        let index = self.levels.len().checked_sub(levels + 2);
        match index.and_then(|index| self.steps.get(index)) {
            Some(Step::Key(key)) => key,
            Some(Step::Item(_)) | None => "",
        }
    }

    /// The key of the step that leads on, or of one behind it.
    fn next(&self, levels: usize) -> &str {
        match self.steps.get(self.levels.len() - 1 + levels) {
            Some(Step::Key(key)) => key,
            Some(Step::Item(_)) | None => "",
        }
    }

    /// What the map that has been reached multiplies the pods below it by.
    fn factor(&self) -> Count {
        let Some(map @ Level::Map(_)) = self.levels.last() else { return Count::Known(1) };
        if self.is_off(map) {
            return Count::Known(0);
        }
        let mut factor = self.replicas(map).unwrap_or(Count::Known(1));
        for key in MULTIPLIERS {
            factor = factor.times(Count::of(map, key).unwrap_or(Count::Known(1)));
        }
        // Argo's `parallelism` is an upper bound over all templates, not a number of pods of one.
        let argo = self.group == "argoproj.io" || (self.key(1), self.key(0)) == ("workflow", "spec");
        if !argo {
            let parallelism = Count::of(map, "parallelism").unwrap_or(Count::Known(1));
            // A Job runs no more pods at once than are to complete; a work queue states no completions.
            factor = factor.times(parallelism.or_less(known(map, "completions")));
        }
        factor.times(self.nodes(map).unwrap_or(Count::Known(1)))
    }

    /// Whether nothing below the map is started.
    fn is_off(&self, map: &Level<'j>) -> bool {
        match self.key(1) {
            // KubeRay deletes the pods of a suspended group.
            "workerGroupSpecs" => says(map, "suspend"),
            // A service of a NIMPipeline can be switched off.
            "services" => {
                self.group == "apps.nvidia.com" && map.member("enabled").is_some_and(|on| on.raw() == "false")
            }
            _ => false,
        }
    }

    /// What an annotation of KServe says, where the object itself is one of KServe's.
    fn kserve(&self, annotation: &str) -> Option<Cow<'j, str>> {
        if self.outermost != "serving.kserve.io" {
            return None;
        }
        self.levels.first()?.member("metadata")?.member("annotations")?.member(annotation)?.text().ok()
    }

    /// Replicas, or the maximum of the object's own autoscaling where that is switched on.
    fn replicas(&self, map: &Level<'j>) -> Option<Count> {
        let stated = Count::of(map, "replicas");
        match (self.key(1), self.key(0)) {
            // KubeRay.
            ("workerGroupSpecs", _) => {
                let on = self.outer(2).is_some_and(|spec| says(spec, "enableInTreeAutoscaling"));
                let maximum = known(map, "maxReplicas").filter(|maximum| on && *maximum != NO_MAXIMUM);
                let least = known(map, "minReplicas");
                Some(stated.unwrap_or(Count::Known(1)).or_more(least).or_more(maximum))
            }
            // Kubeflow's training operator.
            ("pytorchReplicaSpecs", "Worker") => {
                let elastic = self.outer(2).and_then(|spec| spec.member("elasticPolicy"));
                let maximum = elastic.and_then(|elastic| known(&elastic, "maxReplicas"));
                Some(stated.unwrap_or(Count::Known(1)).or_more(maximum))
            }
            // Spark.
            (_, "executor") => {
                let dynamic = self.outer(1).and_then(|spec| spec.member("dynamicAllocation"));
                let dynamic = dynamic.filter(|dynamic| says(dynamic, "enabled"));
                let bounds = ["maxExecutors", "initialExecutors", "minExecutors"];
                let most = dynamic.and_then(|dynamic| largest(dynamic, &bounds));
                // Spark starts two executors unless it is told otherwise.
                let spark = self.group == "sparkoperator.k8s.io" && dynamic.is_none();
                let default = Count::Known(if spark { 2 } else { 1 });
                Some(Count::of(map, "instances").unwrap_or(default).or_more(most))
            }
            // vLLM production stack.
            (_, "deploymentConfig") => {
                let maximum = self.outer(1).and_then(autoscaling_maximum);
                Some(stated.unwrap_or(Count::Known(1)).or_more(maximum))
            }
            // Knative: as many as annotations say, those of the pods' template.
            (_, "template") if self.group == "serving.knative.dev" => knative_scale(map),
            // Kueue.
            ("podSets", _) => Count::of(map, "count").or(stated),
            // Seldon: the innermost number of replicas replaces those around it.
            _ if self.group == "machinelearning.seldon.io" && self.has_inner_replicas() => None,
            // The vLLM production stack has its autoscaling one level further out.
            _ if self.next(0) == "deploymentConfig" => stated,
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
    fn serving_maximum(&self, map: &Level<'j>, stated: Option<Count>) -> Option<u64> {
        if stated.is_some() {
            return None;
        }
        let minimum = known(map, "minReplicas").map(|minimum| minimum.max(1));
        let maximum = known(map, "maxReplicas").filter(|maximum| *maximum > 0);
        let fixed = self.kserve("serving.kserve.io/autoscalerClass").is_some_and(|class| class == "none");
        if fixed { minimum } else { maximum.or(minimum) }
    }

    /// Whether a map further in, on the way to the pod, has its own replicas.
    fn has_inner_replicas(&self) -> bool {
        let mut inner: Option<Level<'j>> = None;
        for step in self.steps.iter().skip(self.levels.len() - 1) {
            let next = match &inner {
                Some(here) => here.at(step),
                None => self.levels.last().and_then(|here| here.at(step)),
            };
            let Some(next) = next else { return false };
            if next.member("replicas").is_some() {
                return true;
            }
            inner = Some(next);
        }
        false
    }

    /// How many nodes one replica spreads over, where leader and workers are written apart or in one.
    fn nodes(&self, map: &Level<'j>) -> Option<Count> {
        // LeaderWorkerSet: one leader and `size - 1` workers, or `size` workers where no leader is written.
        if self.key(0) == "leaderWorkerTemplate" {
            let size = Count::of(map, "size").unwrap_or(Count::Known(1));
            let leader = map.member("leaderTemplate").is_some();
            return Some(match self.next(0) {
                "leaderTemplate" => Count::Known(1),
                "workerTemplate" if leader => size.minus_one(),
                _ => size,
            });
        }
        // KServe's LLMInferenceService: data or pipeline parallelism spread one replica over several nodes.
        if let Some(parallelism) = map.member("parallelism").filter(|json| json.shape() == Shape::Map)
            && self.next(0) == "worker"
        {
            let data = known(&parallelism, "data");
            let local = known(&parallelism, "dataLocal").unwrap_or(1).max(1);
            let groups = data.map(|data| data.div_ceil(local));
            let size = groups.or_else(|| known(&parallelism, "pipeline")).unwrap_or(1);
            return Some(Count::Known(size.saturating_sub(1)));
        }
        // KServe's InferenceService: the head is one of the nodes.
        if self.next(0) == "workerSpec" {
            let worker = map.member("workerSpec");
            let size = worker.and_then(|worker| Count::of(&worker, "pipelineParallelSize"));
            return size.map(Count::minus_one);
        }
        // OME's workers, beside the one leader.
        if self.group == "ome.io" && self.key(0) == "worker" {
            return Count::of(map, "size");
        }
        // KAITO orders so many machines of one type.
        if self.group == "kaito.sh" && map.member("instanceType").is_some() {
            return Count::of(map, "count");
        }
        // Kubeflow's trainer: nodes of the runtime, and of what is patched over it.
        let trainer = match self.next(0) {
            "template" => map.member("mlPolicy"),
            "runtimePatches" | "podTemplateOverrides" | "podSpecOverrides" => map.member("trainer"),
            _ => None,
        };
        if let Some(nodes) = trainer.and_then(|trainer| Count::of(&trainer, "numNodes")) {
            return Some(nodes);
        }
        // NVIDIA's Dynamo and NIM.
        let dynamo = map.member("multinode").and_then(|multinode| Count::of(&multinode, "nodeCount"));
        let nim = || Count::of(&map.member("multiNode")?.member("parallelism")?, "pipeline");
        dynamo.or_else(nim)
    }
}

impl Count {
    fn minus_one(self) -> Count {
        match self {
            Count::Known(count) => Count::Known(count.saturating_sub(1)),
            unknown @ Count::Unknown(_) => unknown,
        }
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
        known(&config, "maxReplicas").or_else(|| known(&config.member("hpa")?, "maxReplicas"))
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
        most = most.max(known(&map, key));
    }
    most
}

fn known<'j>(map: &impl Members<'j>, key: &str) -> Option<u64> {
    match Count::of(map, key) {
        Some(Count::Known(count)) => Some(count),
        _ => None,
    }
}

fn says<'j>(map: &impl Members<'j>, key: &str) -> bool {
    map.member(key).is_some_and(|value| value.raw() == "true")
}

#[cfg(test)]
mod tests;
