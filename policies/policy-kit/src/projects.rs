//! What single projects do, one file a project, in the terms of [`Project`].
//!
//! Sources are the API types of the projects, named in each file. A project is chosen by the API group of an object;
//! what it knows by keys alone holds in every kind, and stands here once more as one list for all projects, since it is
//! asked at every map of an object.

#![expect(clippy::indexing_slicing, reason = "lists are joined by the compiler, which checks each index")]

mod aibrix;
mod argo;
mod dynamo;
mod fluid;
mod gatekeeper;
mod gpu_operator;
mod kaito;
mod katib;
mod keda;
mod knative;
mod kserve;
mod kubeflow_pipelines;
mod kubeflow_trainer;
mod kubernetes;
mod kubevirt;
mod kueue;
mod kyverno;
mod leader_worker_set;
mod nim;
mod ome;
mod project;
mod ray;
mod seldon;
mod spark;
mod tekton;
mod training_operator;
mod vllm;

pub(crate) use self::project::Counting;
pub use self::project::{ClaimAnnotations, DeviceCount, DeviceList, Machines};
use self::project::{Devices, Images, Manifest, Multiplier, Placeholder, Project, Reading};
use crate::count::Context;

/// All projects. Where two of them say what a map of these keys multiplies by, the first one decides.
const ALL: [&Project; 26] = [
    &kubernetes::PROJECT,
    // Training, and what runs in steps.
    &argo::PROJECT,
    &ray::PROJECT,
    &training_operator::PROJECT,
    &spark::PROJECT,
    &leader_worker_set::PROJECT,
    &kubeflow_trainer::PROJECT,
    &kubeflow_pipelines::PROJECT,
    &katib::PROJECT,
    &tekton::PROJECT,
    // Serving.
    &kserve::PROJECT,
    &ome::PROJECT,
    &knative::PROJECT,
    &seldon::PROJECT,
    &vllm::PROJECT,
    &aibrix::PROJECT,
    &kaito::PROJECT,
    &dynamo::PROJECT,
    &nim::PROJECT,
    &gpu_operator::PROJECT,
    &kubevirt::PROJECT,
    // Queues, autoscaling, data.
    &kueue::PROJECT,
    &keda::PROJECT,
    &fluid::PROJECT,
    // Policies.
    &kyverno::PROJECT,
    &gatekeeper::PROJECT,
];

/// The projects that give the kinds of an API group a meaning; those of one group stand together. A group that begins
/// with `*` stands for all that end so.
const GROUPS: [(&str, &Project); 20] = [
    ("admissionregistration.k8s.io", &kubernetes::PROJECT),
    ("apiextensions.k8s.io", &kubernetes::PROJECT),
    ("apps.nvidia.com", &nim::PROJECT),
    ("argoproj.io", &argo::PROJECT),
    ("kaito.sh", &kaito::PROJECT),
    ("kubeflow.org", &katib::PROJECT),
    ("kubeflow.org", &kubeflow_pipelines::PROJECT),
    ("kubeflow.org", &kubeflow_trainer::PROJECT),
    ("kyverno.io", &kyverno::PROJECT),
    ("machinelearning.seldon.io", &seldon::PROJECT),
    ("nvidia.com", &dynamo::PROJECT),
    ("ome.io", &ome::PROJECT),
    ("pipelines.kubeflow.org", &kubeflow_pipelines::PROJECT),
    ("policies.kyverno.io", &kyverno::PROJECT),
    ("serving.knative.dev", &knative::PROJECT),
    ("serving.kserve.io", &kserve::PROJECT),
    ("sparkoperator.k8s.io", &spark::PROJECT),
    ("tekton.dev", &tekton::PROJECT),
    ("trainer.kubeflow.org", &kubeflow_trainer::PROJECT),
    ("*gatekeeper.sh", &gatekeeper::PROJECT),
];

/// One part of what is known of an API group's project.
pub(crate) type OfGroup<T> = (&'static str, T);

/// One part of all projects by group. The first argument fills the list until it is written.
macro_rules! by_group {
    ($filling:expr, $part:ident) => {{
        let mut list = [("", $filling); GROUPS.len()];
        let mut index = 0;
        while index < GROUPS.len() {
            list[index] = (GROUPS[index].0, GROUPS[index].1.$part);
            index += 1;
        }
        list
    }};
}

static READING: [OfGroup<Reading>; GROUPS.len()] = by_group!(Reading::NONE, reading);
static COUNTING: [OfGroup<Counting>; GROUPS.len()] = by_group!(Counting::NONE, counting);
static IMAGES_OF_GROUP: [OfGroup<Images>; GROUPS.len()] = by_group!(Images::NONE, images);
static DEVICES: [OfGroup<Devices>; GROUPS.len()] = by_group!(Devices::NONE, devices);

/// How the objects of an API group are read.
pub(crate) fn reading(group: &str) -> impl Iterator<Item = &'static Reading> {
    of(&READING, group).iter().map(|(_, reading)| reading)
}

/// How many pods the objects of an API group start.
pub(crate) fn counting(group: &str) -> &'static [OfGroup<Counting>] {
    of(&COUNTING, group)
}

/// What the images of an API group's objects are.
pub(crate) fn images(group: &str) -> impl Iterator<Item = &'static Images> {
    of(&IMAGES_OF_GROUP, group).iter().map(|(_, images)| images)
}

/// How the objects of an API group ask for devices.
pub(crate) fn devices(group: &str) -> impl Iterator<Item = &'static Devices> {
    of(&DEVICES, group).iter().map(|(_, devices)| devices)
}

/// The rows of an API group; most groups have none.
fn of<T>(table: &'static [OfGroup<T>], group: &str) -> &'static [OfGroup<T>] {
    let is_named = |(name, _): &OfGroup<T>| match name.strip_prefix('*') {
        Some(end) => group.ends_with(end),
        None => group == *name,
    };
    let first = table.iter().position(is_named).unwrap_or(table.len());
    let rows = table.get(first..).unwrap_or_default();
    let others = rows.iter().position(|row| !is_named(row)).unwrap_or(rows.len());
    rows.get(..others).unwrap_or_default()
}

/// What all projects state in one of their lists, as one list. The first argument fills the list until it is written.
macro_rules! joined {
    ($filling:expr, $($field:ident).+) => {{
        const LENGTH: usize = {
            let (mut length, mut project) = (0, 0);
            while project < ALL.len() {
                length += ALL[project].$($field).+.len();
                project += 1;
            }
            length
        };
        let mut list = [$filling; LENGTH];
        let (mut written, mut project) = (0, 0);
        while project < ALL.len() {
            let stated = ALL[project].$($field).+;
            let mut index = 0;
            while index < stated.len() {
                list[written] = stated[index];
                index += 1;
                written += 1;
            }
            project += 1;
        }
        list
    }};
}

const NO_MULTIPLIER: Multiplier = |_| None;
const NO_SWITCH: fn(Context<'_, '_>) -> bool = |_| false;
const NO_MANIFEST: Manifest = Manifest { is_of: |_| false, key: "" };
const NO_PLACEHOLDER: Placeholder =
    Placeholder { is_of: |_| false, opens: "", closes: "", in_other_kinds: false };
const NO_COUNT: DeviceCount = DeviceCount { map: "", name: "", count: "" };
const NO_LIST: DeviceList = DeviceList { key: "", name: "", accelerators_only: false };

/// Every string that holds a manifest in the kinds of its project.
pub(crate) const MANIFESTS: &[Manifest] = &joined!(NO_MANIFEST, reading.manifests);
/// Every member that is a pod's own in the kinds of its project.
pub(crate) const POD_FIELDS: &[&str] = &joined!("", reading.pod_fields);
/// Every key of maps whose image is pushed, in the kinds of its project.
pub(crate) const PUSHED: &[&str] = &joined!("", images.pushed);
/// Every placeholder of the kinds of its project.
pub(crate) const PLACEHOLDERS: &[Placeholder] = &joined!(NO_PLACEHOLDER, reading.placeholders);

pub(crate) const MULTIPLIERS: &[&str] = &joined!("", by_key.multipliers);
pub(crate) const REPLICAS: &[Multiplier] = &joined!(NO_MULTIPLIER, by_key.replicas);
pub(crate) const NODES_PER_REPLICA: &[Multiplier] = &joined!(NO_MULTIPLIER, by_key.nodes_per_replica);
pub(crate) const SWITCHES: &[fn(Context<'_, '_>) -> bool] = &joined!(NO_SWITCH, by_key.is_switched_off);
pub(crate) const BOUNDS_PARALLELISM: &[(&str, &str)] = &joined!(("", ""), by_key.bounds_parallelism);
pub(crate) const AUTOSCALING: &[&str] = &joined!("", by_key.autoscaling);
pub(crate) const SCALED_FROM_OUTSIDE: &[&str] = &joined!("", by_key.scaled_from_outside);
pub(crate) const SUSPENDED_IN: &[&str] = &joined!("", by_key.suspended_in);
pub(crate) const ITEM_NAMES: &[&str] = &joined!("", by_key.item_names);
pub(crate) const POD_METADATA: &[&str] = &joined!("", by_key.pod_metadata);
pub(crate) const IMAGES: &[&str] = &joined!("", by_key.images);
pub(crate) const MAPS_OF_IMAGES: &[&str] = &joined!("", by_key.maps_of_images);
pub(crate) const IMAGE_TAGS: &[&str] = &joined!("", by_key.image_tags);
pub(crate) const IMAGE_VERSIONS: &[&str] = &joined!("", by_key.image_versions);
pub(crate) const MODEL_URIS: &[&str] = &joined!("", by_key.model_uris);
pub(crate) const MODEL_VARIABLES: &[&str] = &joined!("", by_key.model_variables);

/// Maps that hold a number of devices.
pub(crate) const DEVICE_COUNTS: &[DeviceCount] = &joined!(NO_COUNT, by_key.devices.counts);
/// Lists of devices in the `devices` of a `domain`, which is a virtual machine.
pub const DEVICE_LISTS: &[DeviceList] = &joined!(NO_LIST, by_key.devices.lists);
/// Maps whose block of resources holds amounts as members of its own, beside `limits` and `requests`.
pub const PLAIN_BLOCKS: &[&str] = &joined!("", by_key.devices.plain_blocks);
/// Maps among amounts that hold more of them.
pub const MORE_AMOUNTS: &[&str] = &joined!("", by_key.devices.more_amounts);
/// Members that hold the name of the resource of which `gpu` beside them is a number.
pub const GPU_NAMES: &[&str] = &joined!("", by_key.devices.gpu_names);
/// Annotations of an object that list the names of resources that are GPUs, as JSON.
pub const NAME_LISTS: &[&str] = &joined!("", by_key.devices.name_lists);
/// Lists that name claims, beside a pod's own.
pub const CLAIM_LISTS: &[&str] = &joined!("", by_key.devices.claim_lists);
/// Maps whose `devices` are what a claim asks for.
pub const CLAIM_CONTENTS: &[&str] = &joined!("", by_key.devices.claim_contents);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_leads_to_all_projects_that_share_it() {
        for (group, projects) in [
            ("kubeflow.org", 3),
            ("kaito.sh", 1),
            ("constraints.gatekeeper.sh", 1),
            ("example.com", 0),
            ("batch", 0),
            ("", 0),
        ] {
            assert_eq!(of(&READING, group).len(), projects, "{group}");
        }
        assert!(reading("templates.gatekeeper.sh").all(|reading| reading.starts_no_pods));
    }

    #[test]
    fn projects_of_one_group_stand_together() {
        for (group, _) in GROUPS {
            let rows = GROUPS.iter().filter(|(name, _)| *name == group).count();
            assert_eq!(of(&READING, group.trim_start_matches('*')).len(), rows, "{group}");
        }
    }

    #[test]
    fn joined_lists_hold_what_each_project_states_and_nothing_else() {
        assert!(MULTIPLIERS.contains(&"numOfHosts") && MULTIPLIERS.contains(&"podGroupSize"));
        let stated: usize = ALL.iter().map(|project| project.by_key.multipliers.len()).sum();
        assert_eq!(MULTIPLIERS.len(), stated);
        for list in [MULTIPLIERS, POD_FIELDS, AUTOSCALING, ITEM_NAMES, POD_METADATA, IMAGES, MODEL_URIS] {
            assert!(list.iter().all(|key| !key.is_empty()), "{list:?}");
        }
    }
}
