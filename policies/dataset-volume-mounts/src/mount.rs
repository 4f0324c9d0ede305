//! The volumes of pods that hold datasets, and who mounts them.

use std::borrow::Cow;

use policy_kit::{Container, Malformed, Map, Place, Pod, Report, Request};

use crate::claim;
use crate::known::{Asked, Known};
use crate::rules::{
    foreign_secret, not_permitted, side_door, unknown_claim, wildcard_bucket, writable_mount,
};
use crate::settings::Dataset;
use crate::source::{self, Source};
use crate::user::{Labels, User};

/// The datasets that the object mounts.
#[derive(Default)]
pub(crate) struct Mounts<'s, 'a> {
    /// Each with the place of the pod spec, or of the part of a custom resource, that mounts it.
    pub(crate) datasets: Vec<(Place<'a>, bool, &'s Dataset<'a>)>,
    /// Where claims are named that were judged as volumes of a pod.
    pub(crate) judged: Vec<Place<'a>>,
}

/// One volume that holds a dataset, or in an enclave any claim.
pub(crate) struct Volume<'s, 'a> {
    pub(crate) name: Cow<'a, str>,
    /// Where the object says what it is.
    pub(crate) at: Place<'a>,
    pub(crate) read_only: bool,
    /// The dataset; `None` for a claim of which nothing is known.
    pub(crate) dataset: Option<&'s Dataset<'a>>,
}

/// Judges the volumes of a pod, or of a part of one.
pub(crate) fn in_pod<'s, 'a>(
    pod: &Pod<'a>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let spec = pod.map();
    let mut volumes = Vec::new();
    for list in ["volumes", "extraVolumes"] {
        for volume in report.each(spec.maps(list)) {
            volumes.extend(in_volume(&volume, request, asked, mounts, report));
        }
    }
    if pod.is_built_in() && request.kind.is("apps", "StatefulSet") {
        let root = request.root();
        if let Some(stateful_set) = report.map(&root, "spec") {
            volumes.extend(claim::templates(&stateful_set, request, asked, report));
        }
    }
    if volumes.is_empty() && !asked.settings.has_datasets() {
        return;
    }
    let labels = request.labels_at(&spec.here());
    if pod.is_spec() {
        volumes.extend(by_label(&labels, request, asked, report));
    }
    let user = User::of_pod(pod, &labels, request, asked.settings, report);
    for volume in &volumes {
        if let Some(dataset) = volume.dataset {
            not_permitted::check(dataset, &user, &volume.at, report);
            mounts.datasets.push((spec.here(), pod.is_spec(), dataset));
        }
        let mut mounted = false;
        if pod.is_spec() {
            mounted = writable_mount::in_containers(volume, &user, pod, report);
        } else {
            // A custom resource may keep volumes and the containers that mount them apart.
            for part in request.pods().iter().filter(|part| !part.is_spec()) {
                mounted |= writable_mount::in_containers(volume, &user, part, report);
            }
        }
        if !mounted && !pod.is_spec() {
            writable_mount::anywhere(volume, &user, report);
        }
    }
}

/// A volume of a pod, if it holds a dataset or is a claim in an enclave.
fn in_volume<'s, 'a>(
    volume: &Map<'_, 'a>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Volume<'s, 'a>> {
    let name = report.text(volume, "name").unwrap_or_default();
    let mut found = Vec::new();
    if let Some(claim) = report.map(volume, "persistentVolumeClaim")
        && let Some(claim_name) = report.text(&claim, "claimName")
    {
        let at = claim.at("claimName");
        mounts.judged.push(claim.here());
        let read_only = report.says(&claim, "readOnly");
        found.extend(of_claim(name.clone(), &claim_name, at, read_only, request, asked, report));
    }
    if let Some(ephemeral) = report.map(volume, "ephemeral")
        && let Some(template) = report.map(&ephemeral, "volumeClaimTemplate")
    {
        found.extend(claim::template(&template, name.clone(), request, asked, report));
    }
    let csi = report.map(volume, "csi");
    if let Some(csi) = &csi {
        wildcard_bucket::check(csi, report);
        foreign_secret::check(csi, request, report);
    }
    let read_only = csi.is_some_and(|csi| report.says(&csi, "readOnly"));
    for placed in source::of_volume(volume, report) {
        let Some(dataset) = asked.settings.at(&placed.source) else { continue };
        match placed.source {
            Source::Nfs { .. } | Source::HostPath(_) => side_door::source(dataset, &placed, report),
            Source::Bucket(_) | Source::Handle(_) | Source::Image(_) => {
                let read_only = read_only || matches!(placed.source, Source::Image(_));
                found.push(Volume { name: name.clone(), at: placed.at, read_only, dataset: Some(dataset) });
            }
        }
    }
    found
}

/// What is mounted through a claim.
pub(crate) fn of_claim<'s, 'a>(
    name: Cow<'a, str>,
    claim: &str,
    at: Place<'a>,
    read_only: bool,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Volume<'s, 'a>> {
    let namespace = request.namespace.as_deref().unwrap_or_default();
    let known = asked.claim(namespace, claim, &at, report);
    let dataset = match known {
        Known::Dataset(dataset) => Some(dataset),
        Known::SideDoor(dataset) => {
            side_door::found(dataset, "claim ", claim, at, report);
            return None;
        }
        Known::Missing if asked.settings.is_enclave(namespace) => {
            unknown_claim::found(claim, at.clone(), report);
            None
        }
        Known::Missing | Known::Nothing => None,
    };
    let judged = dataset.is_some() || asked.settings.is_enclave(namespace);
    judged.then_some(Volume { name, at, read_only, dataset })
}

/// What Datashim mounts into a pod, by its labels: `dataset.<n>.id` names a claim, `dataset.<n>.useas` says how.
fn by_label<'s, 'a>(
    labels: &Labels<'a>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Volume<'s, 'a>> {
    let ids = labels.iter().filter(|(_, key, _)| key.starts_with("dataset.") && key.ends_with(".id"));
    let volumes = ids.filter_map(|(at, _, id)| {
        of_claim(Cow::Borrowed(""), id, at.clone(), false, request, asked, report)
            .filter(|v| v.dataset.is_some())
    });
    volumes.collect()
}

/// The mounts of a volume in a container, then its devices, each with its place.
pub(crate) fn of_container<'a>(
    container: &Container<'_, 'a>,
    list: &'static str,
    volume: &Volume<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<(Place<'a>, bool)> {
    let mut found = Vec::new();
    for mount in report.each(container.maps(list)) {
        let names: Result<_, Malformed<'a>> = mount.text("name");
        if report.read(names).is_some_and(|name| name == volume.name) {
            found.push((mount.here(), report.says(&mount, "readOnly")));
        }
    }
    found
}
