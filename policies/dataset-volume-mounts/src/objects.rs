//! Objects that make or copy storage: claims, volumes, classes, snapshots.

use policy_kit::{Report, Request};

use crate::claim;
use crate::known::Asked;
use crate::rules::{copy, side_door, wildcard_bucket};
use crate::source::{self, Placed, Source};

/// Judges the object if it is one of those.
pub(crate) fn check<'a>(request: &Request<'a>, asked: &Asked<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let (namespace, name) =
        (request.namespace.as_deref().unwrap_or_default(), request.name.as_deref().unwrap_or_default());
    match (request.kind.group.as_ref(), request.kind.kind.as_ref()) {
        ("", "PersistentVolumeClaim") => {
            let settings = asked.settings;
            let listed = settings.of_claim(namespace, name).or_else(|| settings.of_fluid(namespace, name));
            claim::check(&request.root(), listed, request, asked, report);
        }
        ("", "PersistentVolume") => volume(name, request, asked, report),
        ("storage.k8s.io", "StorageClass") => class(request, asked, report),
        ("snapshot.storage.k8s.io", "VolumeSnapshot") => snapshot(request, asked, report),
        ("snapshot.storage.k8s.io", "VolumeSnapshotContent") => content(request, asked, report),
        _ => {}
    }
}

fn volume<'a>(name: &str, request: &Request<'a>, asked: &Asked<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    let Some(spec) = report.map(&root, "spec") else { return };
    if let Some(csi) = report.map(&spec, "csi") {
        wildcard_bucket::check(&csi, report);
    }
    let sources = source::of_volume(&spec, report);
    side_doors(sources, name, request, asked, report);
}

fn class<'a>(request: &Request<'a>, asked: &Asked<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    if let Some(parameters) = report.map(&root, "parameters") {
        side_doors(source::of_attributes(&parameters), "", request, asked, report);
    }
}

/// Files what leads to a dataset, unless the volume of this name is the dataset's own.
fn side_doors<'a>(
    sources: Vec<Placed<'a>>,
    name: &str,
    request: &Request<'a>,
    asked: &Asked<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for placed in sources {
        if let Some(dataset) = asked.settings.at(&placed.source)
            && !dataset.volumes.iter().any(|known| known == name)
            && !asked.settings.may_make_volumes(request)
        {
            side_door::source(dataset, &placed, report);
        }
    }
}

fn snapshot<'a>(request: &Request<'a>, asked: &Asked<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    let Some(spec) = report.map(&root, "spec") else { return };
    let Some(source) = report.map(&spec, "source") else { return };
    // A snapshot that exists already is bound by the name of its content.
    for key in ["persistentVolumeClaimName", "volumeSnapshotContentName"] {
        if let Some(name) = report.text(&source, key) {
            let at = source.at(key);
            let namespace = request.namespace.as_deref().unwrap_or_default();
            if let Some(of) = copy::of_source(key, namespace, &name, &at, asked, report) {
                copy::unless_labelled(of, at, root.get("metadata"), asked, report);
            }
        }
    }
}

fn content<'a>(request: &Request<'a>, asked: &Asked<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let root = request.root();
    let Some(spec) = report.map(&root, "spec") else { return };
    let Some(source) = report.map(&spec, "source") else { return };
    if let Some(handle) = report.text(&source, "volumeHandle")
        && let Some(dataset) = asked.settings.at(&Source::Handle(handle))
        && !asked.settings.may_make_volumes(request)
    {
        let at = source.at("volumeHandle");
        // The snapshot controller makes one for each snapshot, and does not copy its labels.
        let snapshot = report.map(&spec, "volumeSnapshotRef");
        let of = snapshot.and_then(|snapshot| {
            let namespace = report.text(&snapshot, "namespace")?;
            let name = report.text(&snapshot, "name")?;
            copy::of_snapshot(&namespace, &name, &at, asked, report)
        });
        if of.is_none_or(|of| of.name != dataset.name) {
            copy::unless_labelled(dataset, at, root.get("metadata"), asked, report);
        }
    }
}
