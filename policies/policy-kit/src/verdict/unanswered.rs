//! Findings that say that something is not known.

use super::kit_rules::LOOK_UPS;
use super::report::Finding;
use crate::json::{Entry, Json};

/// Whether a finding says that something is not known. What is not known now and was not known before is no excuse
/// for what may have been added in between.
pub(super) fn is_unanswered(finding: &Finding<'_>) -> bool {
    LOOK_UPS.iter().any(|rule| rule.id == finding.rule.id)
}

/// Whether an update leaves everything as it was that a rule reads: all but status, finalizers, owners and what the
/// API server keeps itself.
pub(super) fn changes_nothing(object: Json<'_>, old: Json<'_>) -> bool {
    // A host sorts the keys of both.
    object.member("metadata").map(own) == old.member("metadata").map(own) && own(object) == own(old)
}

fn own(json: Json<'_>) -> Vec<Entry<'_>> {
    let mut entries = json.entries().unwrap_or_default().to_vec();
    let kept = [
        "finalizers",
        "ownerReferences",
        "managedFields",
        "resourceVersion",
        "generation",
        "metadata",
        "status",
    ];
    entries.retain(|(key, _)| !kept.contains(key));
    entries
}
