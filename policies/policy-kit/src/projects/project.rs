//! What is known of a project: the interface of the files beside this one.

use crate::count::{Context, Count};
use crate::descent::Level;
use crate::kinds::GroupKind;

/// What the kinds of one project mean that the structure of an object does not tell. A project's file states what the
/// project does and leaves the rest to [`Project::NONE`]. Each part has its own readers, so that a module holds only the
/// parts that its policies ask for.
pub(crate) struct Project {
    /// How the objects of its kinds are read.
    pub(crate) reading: Reading,
    /// How many pods they start.
    pub(crate) counting: Counting,
    /// What their images are.
    pub(crate) images: Images,
    /// How they ask for devices.
    pub(crate) devices: Devices,
    /// What is known by keys alone.
    pub(crate) by_key: ByKey,
}

/// How objects are read.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// Whether they hold patterns or schemas of pods, and start none.
    pub(crate) starts_no_pods: bool,
    /// Keys below which pod specs are merged over others, so that they leave out what they do not change.
    pub(crate) merged: &'static [&'static str],
    /// Strings that hold a manifest or a patch.
    pub(crate) manifests: &'static [Manifest],
    /// Members of a pod's own level that no pod spec has.
    pub(crate) pod_fields: &'static [&'static str],
    /// Texts that the controller replaces before it creates anything.
    pub(crate) placeholders: &'static [Placeholder],
}

/// How many pods objects start.
#[derive(Clone, Copy)]
pub(crate) struct Counting {
    /// How many pods an object of this kind, with these members, starts at every place, where the object as a whole
    /// decides that.
    pub(crate) pods_of_object: Option<fn(&str, &Level<'_>) -> Option<Count>>,
    /// What a map multiplies the pods below it by, in place of its `replicas`.
    pub(crate) replicas: Option<Multiplier>,
    /// How many nodes, or machines, each replica spreads over.
    pub(crate) nodes_per_replica: Option<Multiplier>,
    /// Whether nothing below a map is started.
    pub(crate) is_switched_off: Option<fn(Context<'_, '_>) -> bool>,
    /// Whether `parallelism` is an upper bound over everything below it, and multiplies nothing.
    pub(crate) bounds_parallelism: bool,
    /// Whether an object with these members is never scaled above its `minReplicas`.
    pub(crate) stays_at_minimum: Option<fn(&Level<'_>) -> bool>,
}

/// What images are.
#[derive(Clone, Copy)]
pub(crate) struct Images {
    /// Keys of maps whose image is pushed, not pulled.
    pub(crate) pushed: &'static [&'static str],
    /// Whether a model at `oci://` lies in a bucket of Oracle's cloud, not in a registry.
    pub(crate) models_in_oracle: bool,
}

/// What is known by the keys of a map, and of those around it, in every kind: other projects embed the same structures
/// in kinds of their own, and what no other kind has is the same everywhere.
pub(crate) struct ByKey {
    /// Members by which a map multiplies the pods below it.
    pub(crate) multipliers: &'static [&'static str],
    /// What a map multiplies the pods below it by, in place of its `replicas`.
    pub(crate) replicas: &'static [Multiplier],
    /// How many nodes each replica spreads over.
    pub(crate) nodes_per_replica: &'static [Multiplier],
    /// Whether nothing below a map is started.
    pub(crate) is_switched_off: &'static [fn(Context<'_, '_>) -> bool],
    /// Keys of a map, and before it of the map around it, whose `parallelism` multiplies nothing.
    pub(crate) bounds_parallelism: &'static [(&'static str, &'static str)],
    /// Keys of the map that configures the autoscaling of the map around it.
    pub(crate) autoscaling: &'static [&'static str],
    /// Keys of maps whose autoscaling is configured in the map around them.
    pub(crate) scaled_from_outside: &'static [&'static str],
    /// Maps in `spec` in which `suspend` keeps a workload from starting.
    pub(crate) suspended_in: &'static [&'static str],
    /// Members that tell the items of a list apart, where they have no `name`.
    pub(crate) item_names: &'static [&'static str],
    /// Maps that hold metadata which reaches the pods of the map around them.
    pub(crate) pod_metadata: &'static [&'static str],
    /// Members whose text is an image, beside `image` and what ends in `Image`.
    pub(crate) images: &'static [&'static str],
    /// Maps each of whose texts is an image.
    pub(crate) maps_of_images: &'static [&'static str],
    /// Tags that stand beside an `image`.
    pub(crate) image_tags: &'static [&'static str],
    /// Tags or digests that stand beside an `image` and its `repository`.
    pub(crate) image_versions: &'static [&'static str],
    /// What the keys of texts end in that hold the URI of a model, in lower case.
    pub(crate) model_uris: &'static [&'static str],
    /// Environment variables that hold the URI of a model.
    pub(crate) model_variables: &'static [&'static str],
    /// How devices are asked for outside of the resources of containers.
    pub(crate) devices: DeviceKeys,
}

/// How objects ask for devices.
#[derive(Clone, Copy)]
pub(crate) struct Devices {
    /// The machines that they order by their type.
    pub(crate) machines: Option<Machines>,
    /// The resource that is meant by `gpu` among amounts.
    pub(crate) gpu: Option<&'static str>,
    /// The annotations of an object from which claims are made for its pods.
    pub(crate) claim_annotations: Option<ClaimAnnotations>,
}

/// How devices are asked for, by keys alone.
pub(crate) struct DeviceKeys {
    /// Maps that hold a number of devices.
    pub(crate) counts: &'static [DeviceCount],
    /// Lists of devices in the `devices` of a `domain`.
    pub(crate) lists: &'static [DeviceList],
    /// Maps whose block of resources holds amounts as members of its own, beside `limits` and `requests`.
    pub(crate) plain_blocks: &'static [&'static str],
    /// Maps among amounts that hold more of them.
    pub(crate) more_amounts: &'static [&'static str],
    /// Members that hold the name of the resource of which `gpu` beside them is a number.
    pub(crate) gpu_names: &'static [&'static str],
    /// Annotations of an object that list the names of resources that are GPUs, as JSON.
    pub(crate) name_lists: &'static [&'static str],
    /// Lists that name claims, beside a pod's own.
    pub(crate) claim_lists: &'static [&'static str],
    /// Maps whose `devices` are what a claim asks for.
    pub(crate) claim_contents: &'static [&'static str],
}

/// What a map multiplies the pods below it by; `None` where the project does not say so of this map.
pub(crate) type Multiplier = fn(Context<'_, '_>) -> Option<Count>;

/// A string that holds a manifest or a patch.
#[derive(Clone, Copy)]
pub(crate) struct Manifest {
    /// Whether this kind, which is one of the project's groups, has it.
    pub(crate) is_of: fn(&GroupKind<'_>) -> bool,
    /// The string's key.
    pub(crate) key: &'static str,
}

/// A text that a controller replaces before it creates anything.
#[derive(Clone, Copy)]
pub(crate) struct Placeholder {
    /// Whether the controller of this kind, which is one of the project's groups, does so.
    pub(crate) is_of: fn(&GroupKind<'_>) -> bool,
    /// What the placeholder begins with.
    pub(crate) opens: &'static str,
    /// What the placeholder ends with.
    pub(crate) closes: &'static str,
    /// Whether objects of other kinds inside the object are filled in, too.
    pub(crate) in_other_kinds: bool,
}

/// Machines that are ordered by their type.
#[derive(Clone, Copy, Debug)]
pub struct Machines {
    /// The member that holds the type.
    pub key: &'static str,
    /// Class and number of the devices of one machine; `None` for a type that is not known.
    pub devices: fn(&str) -> Option<(&'static str, u64)>,
}

/// The annotations of an object from which claims are made for its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimAnnotations {
    /// The key of the device class.
    pub class: &'static str,
    /// The key of the number of devices.
    pub count: &'static str,
}

/// A list of devices of virtual machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceList {
    /// The list's key.
    pub key: &'static str,
    /// The member of each item that names the resource of which it is one device.
    pub name: &'static str,
    /// Whether whatever stands there is an accelerator.
    pub accelerators_only: bool,
}

/// A number of devices with the name of their resource beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceCount {
    /// The key of the map that holds both; empty for a map of any other key.
    pub map: &'static str,
    /// The member that holds the name.
    pub name: &'static str,
    /// The member that holds the number.
    pub count: &'static str,
}

impl Project {
    /// A project of which nothing is known.
    pub(crate) const NONE: Project = Project {
        reading: Reading::NONE,
        counting: Counting::NONE,
        images: Images::NONE,
        devices: Devices::NONE,
        by_key: ByKey::NONE,
    };
}

impl Reading {
    /// Objects are read as those of any kind.
    pub(crate) const NONE: Reading =
        Reading { starts_no_pods: false, merged: &[], manifests: &[], pod_fields: &[], placeholders: &[] };
}

impl Counting {
    /// Objects start the pods that structure tells.
    pub(crate) const NONE: Counting = Counting {
        pods_of_object: None,
        replicas: None,
        nodes_per_replica: None,
        is_switched_off: None,
        bounds_parallelism: false,
        stays_at_minimum: None,
    };
}

impl Images {
    /// Images are pulled from registries.
    pub(crate) const NONE: Images = Images { pushed: &[], models_in_oracle: false };
}

impl ByKey {
    /// Nothing is known by keys.
    pub(crate) const NONE: ByKey = ByKey {
        multipliers: &[],
        replicas: &[],
        nodes_per_replica: &[],
        is_switched_off: &[],
        bounds_parallelism: &[],
        autoscaling: &[],
        scaled_from_outside: &[],
        suspended_in: &[],
        item_names: &[],
        pod_metadata: &[],
        images: &[],
        maps_of_images: &[],
        image_tags: &[],
        image_versions: &[],
        model_uris: &[],
        model_variables: &[],
        devices: DeviceKeys::NONE,
    };
}

impl Devices {
    /// They ask for devices as other kinds do.
    pub(crate) const NONE: Devices = Devices { machines: None, gpu: None, claim_annotations: None };
}

impl DeviceKeys {
    /// Nothing is known by keys.
    pub(crate) const NONE: DeviceKeys = DeviceKeys {
        counts: &[],
        lists: &[],
        plain_blocks: &[],
        more_amounts: &[],
        gpu_names: &[],
        name_lists: &[],
        claim_lists: &[],
        claim_contents: &[],
    };
}

impl Placeholder {
    /// Whether a text has such a placeholder.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        text.split_once(self.opens).is_some_and(|(_, rest)| rest.contains(self.closes))
    }
}
