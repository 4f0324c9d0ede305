//! Which dataset a claim, a volume or a snapshot belongs to: by the settings, by its labels, by where it is kept.
//! Whatever the settings do not tell is looked up.

use std::fmt;

use policy_kit::datasets::{Dataset, Source};
use policy_kit::{Json, Map, Place, Report, quoted};

use crate::labels::{Labels, filled_text};
use crate::reference::Reference;
use crate::settings::{Ctx, Settings};
use crate::snapshot::{SnapshotSource, volume_handle};
use crate::survey::claim::Claim;
use crate::survey::sources;

/// What is known of something that is mounted.
#[derive(Clone, Copy)]
pub(crate) enum Known<'c, 'a> {
    /// What is mounted belongs to no dataset.
    Nothing,
    /// The claim does not exist.
    Missing,
    /// What is mounted is this dataset.
    Dataset(&'c Dataset<'a>),
    /// What is mounted is another way to this dataset.
    SideDoor(&'c Dataset<'a>),
}

/// An object of the cluster that is asked for.
pub(crate) struct Wanted<'t> {
    pub(crate) kind: &'static str,
    /// `None` for kinds without namespaces.
    pub(crate) namespace: Option<&'t str>,
    pub(crate) name: &'t str,
}

/// Nobody could tell whether there is such an object, which is filed.
pub(crate) struct Untold;

impl<'c, 'a> Known<'c, 'a> {
    /// The dataset that is mounted, or led to.
    pub(crate) fn dataset(self) -> Option<&'c Dataset<'a>> {
        match self {
            Known::Dataset(dataset) | Known::SideDoor(dataset) => Some(dataset),
            Known::Missing | Known::Nothing => None,
        }
    }

    /// What is known when a label is read, too. Anybody may add a label, so it does not hide another dataset behind it.
    fn labelled(self, label: Option<&'c Dataset<'a>>) -> Self {
        match (self.dataset(), label) {
            (Some(behind), Some(label)) if behind.label.name != label.label.name => self,
            (_, Some(label)) => Known::Dataset(label),
            (_, None) => self,
        }
    }
}

/// Looks up an object that is named at a place.
pub(crate) fn look_up<'a>(
    wanted: &Wanted<'_>,
    at: Place<'a>,
    ctx: &Ctx<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Result<Option<Json<'a>>, Untold> {
    let Wanted { kind, namespace, name } = *wanted;
    let version = if kind.starts_with("VolumeSnapshot") { "snapshot.storage.k8s.io/v1" } else { "v1" };
    let within = fmt::from_fn(|f| match namespace {
        Some(namespace) => write!(f, " in namespace {}", quoted(namespace)),
        None => Ok(()),
    });
    let answer = ctx.host.get(version, kind, namespace, name);
    report.asked(answer, at, format_args!("{kind} {}{within}", quoted(name))).ok_or(Untold)
}

/// The dataset of a claim, or of a template of one, by its own name or its labels.
pub(crate) fn claim_itself<'c, 'a>(claim: &Claim<'a>, ctx: &Ctx<'c, 'a>) -> Option<&'c Dataset<'a>> {
    let (namespace, name) = (ctx.request.namespace.unwrap_or_default(), ctx.request.name.unwrap_or_default());
    let listed = if claim.is_object { ctx.settings.datasets.of_claim(namespace, name) } else { None };
    listed.or_else(|| labelled(claim.labels, ctx.settings))
}

/// What a claim is that is named somewhere.
pub(crate) fn claim<'c, 'a>(
    claim: &Reference<'a>,
    ctx: &Ctx<'c, 'a>,
    report: &mut Report<'_, 'a>,
) -> Known<'c, 'a> {
    let Reference { namespace, name, at } = *claim;
    let listed = ctx.settings.datasets.of_claim(namespace, name);
    if !ctx.settings.is_enclave(namespace) {
        if let Some(dataset) = listed {
            return Known::Dataset(dataset);
        }
        if ctx.settings.datasets.is_empty() {
            return Known::Nothing;
        }
    }
    let wanted = Wanted { kind: "PersistentVolumeClaim", namespace: Some(namespace), name };
    match (look_up(&wanted, at, ctx, report), listed) {
        (Ok(None), _) => Known::Missing,
        (_, Some(dataset)) => Known::Dataset(dataset),
        (Err(Untold), None) => Known::Nothing,
        (Ok(Some(claim)), None) => {
            let bound_to = claim.member("spec").and_then(|spec| filled_text(spec, "volumeName"));
            let behind = bound_to.map_or(Known::Nothing, |name| volume(name, at, ctx, report));
            behind.labelled(labelled(Labels::of_object(claim), ctx.settings))
        }
    }
}

/// What a PersistentVolume is that is named at a place, or that a claim there is bound to.
pub(crate) fn volume<'c, 'a>(
    name: &str,
    at: Place<'a>,
    ctx: &Ctx<'c, 'a>,
    report: &mut Report<'_, 'a>,
) -> Known<'c, 'a> {
    let settings = ctx.settings;
    if let Some(dataset) = settings.datasets.of_volume(name) {
        return Known::Dataset(dataset);
    }
    if settings.datasets.is_empty() {
        return Known::Nothing;
    }
    let wanted = Wanted { kind: "PersistentVolume", namespace: None, name };
    let Ok(Some(volume)) = look_up(&wanted, at, ctx, report) else { return Known::Nothing };
    let spec = Map::of_found(volume).map("spec");
    let sources = spec.map(|spec| sources::of_volume(spec, ctx.request)).unwrap_or_default();
    let dataset = sources.iter().find_map(|placed| settings.datasets.at(&placed.source));
    dataset.map_or(Known::Nothing, Known::SideDoor).labelled(labelled(Labels::of_object(volume), settings))
}

/// The dataset that a snapshot holds: by the claim it was made of, by the volume behind its content, by its labels.
/// Anybody may add a label, so it does not hide where the data is from.
pub(crate) fn snapshot<'c, 'a>(
    snapshot: &Reference<'a>,
    ctx: &Ctx<'c, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'c Dataset<'a>> {
    if ctx.settings.datasets.is_empty() {
        return None;
    }
    let Reference { namespace, name, at } = *snapshot;
    let wanted = Wanted { kind: "VolumeSnapshot", namespace: Some(namespace), name };
    let found = look_up(&wanted, at, ctx, report).ok()??;
    let source = SnapshotSource::of(found);
    let of = source.and_then(|source| snapshot_source(source, *snapshot, ctx, report));
    of.or_else(|| labelled(Labels::of_object(found), ctx.settings))
}

/// The dataset behind the source of a snapshot, which stands or is named at a place, and is of a namespace.
pub(crate) fn snapshot_source<'c, 'a>(
    source: SnapshotSource<'a>,
    of: Reference<'a>,
    ctx: &Ctx<'c, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'c Dataset<'a>> {
    let name = match source {
        SnapshotSource::Claim(name) => return claim(&Reference { name, ..of }, ctx, report).dataset(),
        SnapshotSource::Content(name) => name,
    };
    if ctx.settings.datasets.is_empty() {
        return None;
    }
    let wanted = Wanted { kind: "VolumeSnapshotContent", namespace: None, name };
    let content = look_up(&wanted, of.at, ctx, report).ok()??;
    let of_volume =
        volume_handle(content).and_then(|handle| ctx.settings.datasets.at(&Source::Handle(handle)));
    of_volume.or_else(|| labelled(Labels::of_object(content), ctx.settings))
}

/// The dataset that labels name: with their own label, or with Fluid's on what it makes.
fn labelled<'c, 'a>(labels: Labels<'a>, settings: &'c Settings<'a>) -> Option<&'c Dataset<'a>> {
    labels.find(|key, value| {
        if key == settings.labels.dataset {
            return settings.datasets.named(value);
        }
        settings.datasets.of_fluid_label(key.strip_prefix("fluid.io/s-")?)
    })
}
