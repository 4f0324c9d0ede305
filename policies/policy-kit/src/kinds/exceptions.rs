//! What the shape of an object cannot tell, by the projects of its group.

use super::group_kind::GroupKind;
use crate::place::Step;
use crate::projects;

/// Kinds that hold patterns or schemas of pods, and start none: their fields look like a pod's.
pub fn starts_no_pods(kind: &GroupKind<'_>) -> bool {
    projects::reading(kind.group).any(|reading| reading.starts_no_pods)
}

/// Whether the string `key` of this kind holds a manifest or a patch.
pub(crate) fn holds_manifest(kind: &GroupKind<'_>, key: &str) -> bool {
    let mut manifests = projects::reading(kind.group).flat_map(|reading| reading.manifests);
    manifests.any(|manifest| manifest.key == key && (manifest.is_of)(kind))
}

/// Whether the member `key` of this kind is a field of a pod's own level, which it is in no other kind.
pub(crate) fn is_pod_field(kind: &GroupKind<'_>, key: &str) -> bool {
    projects::reading(kind.group).any(|reading| reading.pod_fields.contains(&key))
}

/// Whether the walk over an object finds other things in this kind than structure tells.
pub(crate) fn has_exceptions(kind: &GroupKind<'_>) -> bool {
    projects::reading(kind.group).any(|reading| {
        !reading.pod_fields.is_empty() || reading.manifests.iter().any(|manifest| (manifest.is_of)(kind))
    })
}

/// Whether a pod spec at this path is merged over another one, so that it leaves out what it does not change.
pub(crate) fn is_merged(kind: &GroupKind<'_>, path: &[Step<'_>]) -> bool {
    let mut merged = projects::reading(kind.group).flat_map(|reading| reading.merged);
    merged.any(|key| path.contains(&Step::Key(key)))
}

/// Whether a text has a placeholder that some controller replaces in its own kinds. Most texts have none.
pub(crate) fn may_be_filled_in(text: &str) -> bool {
    projects::PLACEHOLDERS
        .iter()
        .any(|placeholder| !placeholder.in_other_kinds && text.contains(placeholder.opens))
}

/// Whether the controller of this kind replaces a placeholder of this text: one that it replaces in its own kinds only,
/// or one that it replaces in the objects of any kind that it holds.
pub(crate) fn fills_in(kind: &GroupKind<'_>, text: &str, in_other_kinds: bool) -> bool {
    let mut placeholders = projects::reading(kind.group).flat_map(|reading| reading.placeholders);
    placeholders.any(|placeholder| {
        placeholder.in_other_kinds == in_other_kinds && (placeholder.is_of)(kind) && placeholder.is_in(text)
    })
}
