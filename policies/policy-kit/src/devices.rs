//! Devices that custom resources ask for outside of the resources of containers, in the terms of the projects whose
//! kinds do so.

use crate::kinds::GroupKind;
use crate::projects::{self, DEVICE_COUNTS};
pub use crate::projects::{
    CLAIM_CONTENTS, CLAIM_LISTS, ClaimAnnotations, DEVICE_LISTS, DeviceCount, DeviceList, GPU_NAMES,
    MORE_AMOUNTS, Machines, NAME_LISTS, PLAIN_BLOCKS,
};

/// The members by which a map under this key may hold a number of devices.
pub fn counts_under(key: &str) -> impl Iterator<Item = &'static DeviceCount> {
    // A map of any other key is told by its members alone.
    let is_named = DEVICE_COUNTS.iter().any(|count| count.map == key);
    DEVICE_COUNTS.iter().filter(move |count| if is_named { count.map == key } else { count.map.is_empty() })
}

/// The machines that objects of this kind order.
pub fn machines(kind: &GroupKind<'_>) -> Option<&'static Machines> {
    projects::devices(kind.group).find_map(|devices| devices.machines.as_ref())
}

/// The resource that objects of this kind mean by `gpu` among amounts.
pub fn gpu(kind: &GroupKind<'_>) -> Option<&'static str> {
    projects::devices(kind.group).find_map(|devices| devices.gpu)
}

/// The annotations of objects of this kind from which claims are made for their pods.
pub fn claim_annotations(kind: &GroupKind<'_>) -> Option<&'static ClaimAnnotations> {
    projects::devices(kind.group).find_map(|devices| devices.claim_annotations.as_ref())
}
