//! Snapshots, whether they are the object or were found by a look-up.

use policy_kit::Json;

use crate::labels::filled_text;

/// What a VolumeSnapshot is made of.
#[derive(Clone, Copy)]
pub(crate) enum SnapshotSource<'a> {
    /// A claim of the snapshot's own namespace.
    Claim(&'a str),
    /// A VolumeSnapshotContent that exists.
    Content(&'a str),
}

const CLAIM: &str = "persistentVolumeClaimName";
const CONTENT: &str = "volumeSnapshotContentName";

impl<'a> SnapshotSource<'a> {
    /// The source of a VolumeSnapshot.
    pub(crate) fn of(snapshot: Json<'a>) -> Option<Self> {
        let source = snapshot.down("spec.source")?;
        let content = || filled_text(source, CONTENT).map(SnapshotSource::Content);
        filled_text(source, CLAIM).map(SnapshotSource::Claim).or_else(content)
    }

    /// The member of the source that names it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            SnapshotSource::Claim(_) => CLAIM,
            SnapshotSource::Content(_) => CONTENT,
        }
    }
}

/// What the storage driver calls the volume that a VolumeSnapshotContent was made of.
pub(crate) fn volume_handle(content: Json<'_>) -> Option<&str> {
    filled_text(content.down("spec.source")?, "volumeHandle")
}
