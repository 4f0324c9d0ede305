//! The volumes of pods that hold datasets, and who mounts them.

use std::borrow::Cow;

use policy_kit::{Json, Map, Place, Pod, Report, Request};

use crate::claim;
use crate::known::{Catalogue, Known};
use crate::rules::{
    foreign_secret, not_permitted, side_door, unknown_claim, wildcard_bucket, writable_mount,
};
use crate::settings::Dataset;
use crate::source::{self, Source};
use crate::user::{Labels, User};

/// What the object mounts.
#[derive(Default)]
pub(crate) struct Mounts<'s, 'a> {
    pub(crate) datasets: Vec<Mounted<'s, 'a>>,
    /// The volumes of a custom resource that keeps them apart from the containers that mount them.
    apart: Volumes<'s, 'a>,
}

/// A dataset that is mounted.
pub(crate) struct Mounted<'s, 'a> {
    /// Where the pod spec stands, or the part of a custom resource, that mounts it.
    pub(crate) at: Place<'a>,
    pub(crate) by_spec: bool,
    pub(crate) dataset: &'s Dataset<'a>,
}

/// One volume that holds a dataset, or in an enclave any claim.
pub(crate) struct Volume<'s, 'a> {
    pub(crate) name: Cow<'a, str>,
    /// Where the object says what it is.
    pub(crate) at: Place<'a>,
    /// Whether it cannot be written to, or may be.
    pub(crate) read_only: bool,
    /// The dataset; `None` for a claim of which nothing is known.
    pub(crate) dataset: Option<&'s Dataset<'a>>,
    /// Whether a container mounts it.
    pub(crate) mounted: bool,
}

/// Volumes in the order of their names, so that a mount finds its own among thousands.
#[derive(Default)]
pub(crate) struct Volumes<'s, 'a>(Vec<Volume<'s, 'a>>);

impl<'s, 'a> Mounts<'s, 'a> {
    /// Judges whether this user may mount a volume, which is from now on known to be mounted there.
    pub(crate) fn add(
        &mut self,
        volume: &mut Volume<'s, 'a>,
        user: &User<'a>,
        at: &Place<'a>,
        by_spec: bool,
        report: &mut Report<'_, 'a>,
    ) {
        let Some(dataset) = volume.dataset else { return };
        not_permitted::check(dataset, user, &volume.at, report);
        volume.read_only |= user.may_write(dataset);
        let mut here = self.datasets.iter().rev().take_while(|known| known.at == *at);
        if !here.any(|known| known.dataset.name == dataset.name) {
            self.datasets.push(Mounted { at: at.clone(), by_spec, dataset });
        }
    }

    /// Judges the mounts of the volumes that are kept apart.
    pub(crate) fn judge_apart(&mut self, request: &Request<'a>, report: &mut Report<'_, 'a>) {
        for part in request.pods().iter().filter(|part| !part.is_spec()) {
            writable_mount::in_containers(&mut self.apart, part, report);
        }
        for volume in self.apart.0.iter().filter(|volume| !volume.mounted) {
            writable_mount::anywhere(volume, report);
        }
    }
}

impl<'s, 'a> Volume<'s, 'a> {
    pub(crate) fn new(
        name: Cow<'a, str>,
        at: Place<'a>,
        read_only: bool,
        dataset: Option<&'s Dataset<'a>>,
    ) -> Self {
        Volume { name, at, read_only, dataset, mounted: false }
    }
}

impl<'s, 'a> Volumes<'s, 'a> {
    fn add(&mut self, volume: Volume<'s, 'a>) {
        self.0.insert(self.first(&volume.name), volume);
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the volumes of a name begin, or would.
    fn first(&self, name: &str) -> usize {
        self.0.partition_point(|volume| *volume.name < *name)
    }

    /// The volumes of a name: one has several where a custom resource has several pods.
    pub(crate) fn named(&mut self, name: &str) -> impl Iterator<Item = &mut Volume<'s, 'a>> {
        let first = self.first(name);
        self.0.iter_mut().skip(first).take_while(move |volume| volume.name == name)
    }
}

/// Where pods, and parts of them, have their volumes.
pub(crate) const LISTS: [&str; 2] = ["volumes", "extraVolumes"];

/// Judges the volumes of a pod, or of a part of one.
pub(crate) fn in_pod<'s, 'a>(
    pod: &Pod<'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let spec = pod.map();
    let mut volumes = Vec::new();
    for list in LISTS {
        for volume in report.each(spec.maps(list)) {
            volumes.extend(in_volume(&volume, request, catalogue, report));
        }
    }
    if pod.is_built_in() && request.kind.is("apps", "StatefulSet") {
        let root = request.root();
        if let Some(stateful_set) = report.map(&root, "spec") {
            volumes.extend(claim::templates(&stateful_set, request, catalogue, report));
        }
    }
    // Datashim reads labels, of whole pods.
    if volumes.is_empty() && !(pod.is_spec() && catalogue.settings.has_datasets()) {
        return;
    }
    let labels = User::labels_at(&spec.here(), request, catalogue.settings);
    if pod.is_spec() {
        volumes.extend(by_label(&labels, request, catalogue, report));
    }
    if volumes.is_empty() {
        return;
    }
    let user = User::of_pod(pod, &labels, request, catalogue, report);
    let here = spec.here();
    let mut own = Volumes::default();
    for mut volume in volumes {
        mounts.add(&mut volume, &user, &here, pod.is_spec(), report);
        if pod.is_spec() { own.add(volume) } else { mounts.apart.add(volume) }
    }
    writable_mount::in_containers(&mut own, pod, report);
}

/// A volume of a pod, if it holds a dataset or is a claim in an enclave.
fn in_volume<'s, 'a>(
    volume: &Map<'_, 'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Volume<'s, 'a>> {
    let name = report.text(volume, "name").unwrap_or_default();
    let mut found = Vec::new();
    if let Some(claim) = report.map(volume, "persistentVolumeClaim")
        && let Some(claim_name) = report.text(&claim, "claimName")
    {
        let at = claim.at("claimName");
        let read_only = report.says(&claim, "readOnly");
        let claim = Named { claim: claim_name, at, namespace: None };
        found.extend(of_claim(name.clone(), claim, read_only, request, catalogue, report));
    }
    if let Some(ephemeral) = report.map(volume, "ephemeral")
        && let Some(template) = report.map(&ephemeral, "volumeClaimTemplate")
    {
        found.extend(claim::template(&template, name.clone(), request, catalogue, report));
    }
    if let Some(csi) = report.map(volume, "csi") {
        foreign_secret::check(&csi, request, report);
    }
    // A volume has one source. Most volumes hold no dataset, so none is read for this before one does.
    let says_so = |source: &Json<'a>| source.member("readOnly").is_some_and(Json::is_true);
    let read_only = || volume.entries().iter().any(|(_, source)| says_so(source));
    for placed in source::of_volume(volume, report) {
        wildcard_bucket::check(&placed, report);
        let Some(dataset) = catalogue.settings.at(&placed.source) else { continue };
        match placed.source {
            Source::Nfs { .. } | Source::HostPath(_) => side_door::source(dataset, &placed, report),
            Source::Bucket(_) | Source::Handle(_) | Source::Image(_) => {
                let read_only = matches!(placed.source, Source::Image(_)) || read_only();
                found.push(Volume::new(name.clone(), placed.at, read_only, Some(dataset)));
            }
        }
    }
    found
}

/// A claim that the object names.
pub(crate) struct Named<'a> {
    pub(crate) claim: Cow<'a, str>,
    pub(crate) at: Place<'a>,
    /// Its namespace, where the object says that, too.
    pub(crate) namespace: Option<Cow<'a, str>>,
}

/// What is mounted through a claim.
pub(crate) fn of_claim<'s, 'a>(
    name: Cow<'a, str>,
    Named { claim, at, namespace }: Named<'a>,
    read_only: bool,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Volume<'s, 'a>> {
    let own = request.namespace.as_deref().unwrap_or_default();
    let namespace = namespace.as_deref().unwrap_or(own);
    let known = catalogue.claim(namespace, &claim, &at, report);
    let is_enclave = catalogue.settings.is_enclave(namespace);
    let dataset = match known {
        Known::Dataset(dataset) if namespace == own => Some(dataset),
        Known::Dataset(dataset) | Known::SideDoor(dataset) => {
            side_door::found(dataset, "claim ", &claim, at, report);
            return None;
        }
        // What its controller fills in is judged when the Pod is created.
        Known::Missing if is_enclave && !request.is_filled_in(&at, &claim) => {
            unknown_claim::found(&claim, at.clone(), report);
            None
        }
        Known::Missing | Known::Nothing => None,
    };
    let judged = dataset.is_some() || is_enclave;
    judged.then(|| Volume::new(name, at, read_only, dataset))
}

/// What Datashim mounts into a pod, by its labels: `dataset.<n>.id` names a claim, `dataset.<n>.useas` says how.
fn by_label<'s, 'a>(
    labels: &Labels<'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Volume<'s, 'a>> {
    let mut volumes = Vec::new();
    for (at, key, id) in labels {
        if key.starts_with("dataset.") && key.ends_with(".id") {
            let claim = Named { claim: Cow::clone(id), at: at.clone(), namespace: None };
            let volume = of_claim(Cow::Borrowed(""), claim, false, request, catalogue, report);
            volumes.extend(volume.filter(|volume| volume.dataset.is_some()));
        }
    }
    volumes
}
