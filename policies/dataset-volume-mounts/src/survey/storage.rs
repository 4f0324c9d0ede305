//! Objects that make or copy storage: claims, volumes, classes, snapshots.

use policy_kit::{Place, Request};

use crate::labels::{Labels, filled_text};
use crate::reference::Reference;
use crate::snapshot::{SnapshotSource, volume_handle};
use crate::survey::claim::Claim;
use crate::survey::sources::{self, Placed};

/// The object, if its kind makes or copies storage.
pub(crate) enum Storage<'a> {
    /// A PersistentVolumeClaim.
    Claim(Claim<'a>),
    /// A PersistentVolume with its name, or a StorageClass, and where it keeps data.
    Volume { name: Option<&'a str>, sources: Vec<Placed<'a>> },
    /// A VolumeSnapshot, and the place of its source.
    Snapshot { source: SnapshotSource<'a>, at: Place<'a>, labels: Labels<'a> },
    /// A VolumeSnapshotContent: the handle of its volume, and the VolumeSnapshot that it belongs to.
    Content { handle: &'a str, at: Place<'a>, snapshot: Option<Reference<'a>>, labels: Labels<'a> },
}

impl<'a> Storage<'a> {
    pub(super) fn of(request: &Request<'a>) -> Option<Self> {
        let root = request.root();
        match (request.kind.group, request.kind.kind) {
            ("", "PersistentVolumeClaim") => Some(Storage::Claim(Claim::of_object(request))),
            ("", "PersistentVolume") => {
                let sources = sources::of_volume(root.map("spec")?, request);
                Some(Storage::Volume { name: request.name, sources })
            }
            ("storage.k8s.io", "StorageClass") => {
                let sources = sources::of_attributes(root.map("parameters")?, request);
                Some(Storage::Volume { name: None, sources })
            }
            ("snapshot.storage.k8s.io", "VolumeSnapshot") => Storage::of_snapshot(request),
            ("snapshot.storage.k8s.io", "VolumeSnapshotContent") => Storage::of_content(request),
            _ => None,
        }
    }

    // A member of the wrong type the API server has refused by the schema of both.
    fn of_snapshot(request: &Request<'a>) -> Option<Self> {
        let snapshot = request.object()?;
        let source = SnapshotSource::of(snapshot)?;
        let at = request.place("spec.source");
        Some(Storage::Snapshot { source, at, labels: Labels::of_object(snapshot) })
    }

    fn of_content(request: &Request<'a>) -> Option<Self> {
        let content = request.object()?;
        let handle = volume_handle(content)?;
        let at = request.place("spec.source.volumeHandle");
        let snapshot = content.down("spec.volumeSnapshotRef").and_then(|snapshot| {
            let (namespace, name) = (filled_text(snapshot, "namespace")?, filled_text(snapshot, "name")?);
            Some(Reference { namespace, name, at })
        });
        Some(Storage::Content { handle, at, snapshot, labels: Labels::of_object(content) })
    }
}
