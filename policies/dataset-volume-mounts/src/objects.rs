//! Objects that make or copy storage: claims, volumes, classes, snapshots.

use policy_kit::{Place, Report, Request};

use crate::claim;
use crate::known::{Catalogue, text};
use crate::rules::{copy, side_door, wildcard_bucket};
use crate::source::{self, Placed, Source};

/// Judges the object if it is one of those.
pub(crate) fn check<'a>(
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let (namespace, name) =
        (request.namespace.as_deref().unwrap_or_default(), request.name.as_deref().unwrap_or_default());
    match (request.kind.group.as_ref(), request.kind.kind.as_ref()) {
        ("", "PersistentVolumeClaim") => {
            let listed = catalogue.settings.of_claim(namespace, name);
            claim::check(&request.root(), listed, request, catalogue, report);
        }
        ("", "PersistentVolume") => volume(name, request, catalogue, report),
        ("storage.k8s.io", "StorageClass") => class(request, catalogue, report),
        ("snapshot.storage.k8s.io", "VolumeSnapshot") => snapshot(request, catalogue, report),
        ("snapshot.storage.k8s.io", "VolumeSnapshotContent") => content(request, catalogue, report),
        _ => {}
    }
}

fn volume<'a>(
    name: &str,
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let root = request.root();
    let Some(spec) = report.map(&root, "spec") else { return };
    let sources = source::of_volume(&spec, report);
    side_doors(sources, name, request, catalogue, report);
}

fn class<'a>(request: &Request<'a>, catalogue: &Catalogue<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    if let Some(parameters) = report.map(&root, "parameters") {
        side_doors(source::of_attributes(&parameters), "", request, catalogue, report);
    }
}

/// Files what leads to a dataset, unless the volume of this name is the dataset's own.
fn side_doors<'a>(
    sources: Vec<Placed<'a>>,
    name: &str,
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for placed in sources {
        wildcard_bucket::check(&placed, report);
        if let Some(dataset) = catalogue.settings.at(&placed.source)
            && !dataset.volumes.iter().any(|known| known == name)
            && !catalogue.settings.may_make_volumes(request)
        {
            side_door::source(dataset, &placed, report);
        }
    }
}

/// What is wrong with the type of a member here, the API server has refused by the schema.
fn snapshot<'a>(request: &Request<'a>, catalogue: &Catalogue<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    let at = Place::default().key("spec.source");
    let namespace = request.namespace.as_deref().unwrap_or_default();
    let Some(source) = request.value_at(&at) else { return };
    if let Some((key, of)) = copy::of_source(source, namespace, &at, catalogue, report) {
        copy::unless_labelled(of, at.key(key), root.get("metadata"), catalogue, report);
    }
}

fn content<'a>(request: &Request<'a>, catalogue: &Catalogue<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    let Some(spec) = root.get("spec") else { return };
    let handle = spec.member("source").and_then(|source| text(source, "volumeHandle"));
    let dataset = handle.and_then(|handle| catalogue.settings.at(&Source::Handle(handle)));
    let Some(dataset) = dataset.filter(|_| !catalogue.settings.may_make_volumes(request)) else { return };
    let at = Place::default().key("spec.source.volumeHandle");
    // The snapshot controller makes one for each snapshot, and does not copy its labels.
    let of = spec.member("volumeSnapshotRef").and_then(|snapshot| {
        let (namespace, name) = (text(snapshot, "namespace")?, text(snapshot, "name")?);
        copy::of_snapshot(&namespace, &name, &at, catalogue, report)
    });
    if of.is_none_or(|of| of.name != dataset.name) {
        copy::unless_labelled(dataset, at, root.get("metadata"), catalogue, report);
    }
}
