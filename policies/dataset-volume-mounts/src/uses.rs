//! Which datasets an object uses, where, and by what right.

pub(crate) mod find;
pub(crate) mod user;

use policy_kit::Place;
use policy_kit::datasets::DatasetLabel;

use crate::reference::Reference;

/// What the object uses.
#[derive(Default)]
pub(crate) struct Uses<'a> {
    /// For each part of the survey's `pods` the volumes that its own containers mount: none for what is no whole pod
    /// spec.
    pub(crate) of_pods: Vec<Vec<HeldVolume<'a>>>,
    /// The volumes of a custom resource that keeps them apart from the containers that mount them.
    pub(crate) apart: Vec<HeldVolume<'a>>,
    /// What fields of a custom resource name. Nothing says who mounts it.
    pub(crate) in_fields: Vec<HeldVolume<'a>>,
    /// Every dataset that is mounted, once for each place.
    pub(crate) mounted: Vec<Mounted<'a>>,
    /// Every dataset that is mounted or addressed by somebody who may not.
    pub(crate) not_permitted: Vec<NotPermitted<'a>>,
    /// Claims that lead to a dataset past its own claim.
    pub(crate) side_doors: Vec<SideDoor<'a>>,
    /// Claims in enclaves that do not exist.
    pub(crate) missing: Vec<Reference<'a>>,
}

/// A volume that holds a dataset, or in an enclave any claim.
pub(crate) struct HeldVolume<'a> {
    /// What mounts call the volume.
    pub(crate) name: &'a str,
    /// Where the object says what the volume holds.
    pub(crate) at: Place<'a>,
    /// Whether the volume cannot be written to, or may be.
    pub(crate) read_only: bool,
    /// The dataset; `None` for a claim of which nothing is known.
    pub(crate) dataset: Option<DatasetLabel<'a>>,
}

/// A dataset that is mounted.
pub(crate) struct Mounted<'a> {
    /// Where the pod spec stands, or the part of a custom resource, that mounts the dataset.
    pub(crate) by: Place<'a>,
    pub(crate) by_spec: bool,
    pub(crate) dataset: DatasetLabel<'a>,
}

/// A dataset that is used by somebody who may not use it.
pub(crate) struct NotPermitted<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) dataset: DatasetLabel<'a>,
    pub(crate) lack: Lack<'a>,
}

/// What keeps somebody from being among those who may, for messages: `namespace` and its name.
#[derive(Clone, Copy)]
pub(crate) struct Lack<'a> {
    pub(crate) what: &'static str,
    pub(crate) value: &'a str,
}

/// A claim that leads to a dataset past the dataset's own claim.
pub(crate) struct SideDoor<'a> {
    pub(crate) claim: Reference<'a>,
    pub(crate) dataset: DatasetLabel<'a>,
}
