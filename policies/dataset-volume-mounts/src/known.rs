//! Which dataset a claim or a volume belongs to: by the settings, by its labels, by where it is kept.

use std::borrow::Cow;
use std::fmt;

use policy_kit::{Host, Json, Place, Report, quoted};

use crate::settings::{Dataset, Settings};
use crate::source;

/// What is known of something that is mounted.
#[derive(Clone, Copy)]
pub(crate) enum Known<'s, 'a> {
    /// It belongs to no dataset.
    Nothing,
    /// A claim that does not exist.
    Missing,
    /// It is this dataset.
    Dataset(&'s Dataset<'a>),
    /// It is another way to this dataset.
    SideDoor(&'s Dataset<'a>),
}

impl<'s, 'a> Known<'s, 'a> {
    /// The dataset that it is, or leads to.
    pub(crate) fn dataset(self) -> Option<&'s Dataset<'a>> {
        match self {
            Known::Dataset(dataset) | Known::SideDoor(dataset) => Some(dataset),
            Known::Missing | Known::Nothing => None,
        }
    }

    /// What is known when a label is read, too. Anybody may add one, so it does not hide another dataset behind it.
    fn labelled(self, label: Option<&'s Dataset<'a>>) -> Self {
        match (self.dataset(), label) {
            (Some(behind), Some(label)) if behind.name != label.name => self,
            (_, Some(label)) => Known::Dataset(label),
            (_, None) => self,
        }
    }
}

/// The datasets of the settings, and the cluster, which is asked what belongs to one.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue<'s, 'h, 'a> {
    pub(crate) settings: &'s Settings<'a>,
    pub(crate) host: &'s Host<'h, 'a>,
}

impl<'s, 'a> Catalogue<'s, '_, 'a> {
    /// An object of the cluster, which `at` names: `None` where nobody can tell, which is filed.
    #[expect(clippy::option_option, reason = "not told and not there are two answers")]
    pub(crate) fn look_up(
        &self,
        kind: &'static str,
        namespace: Option<&str>,
        name: &str,
        at: &Place<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Option<Option<Json<'a>>> {
        let version = if kind.starts_with("VolumeSnapshot") { "snapshot.storage.k8s.io/v1" } else { "v1" };
        let answer = self.host.get(version, kind, namespace, name);
        let within = fmt::from_fn(|f| match namespace {
            Some(namespace) => write!(f, " in namespace {}", quoted(namespace)),
            None => Ok(()),
        });
        report.asked(answer, at, format_args!("{kind} {}{within}", quoted(name)))
    }

    /// What a claim is, which `at` names.
    pub(crate) fn claim(
        &self,
        namespace: &str,
        name: &str,
        at: &Place<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Known<'s, 'a> {
        let settings = self.settings;
        let listed = settings.of_claim(namespace, name);
        let enclave = settings.is_enclave(namespace);
        if !enclave && let Some(dataset) = listed {
            return Known::Dataset(dataset);
        }
        if !enclave && !settings.has_datasets() {
            return Known::Nothing;
        }
        match (self.look_up("PersistentVolumeClaim", Some(namespace), name, at, report), listed) {
            (Some(None), _) => Known::Missing,
            (_, Some(dataset)) => Known::Dataset(dataset),
            (None, None) => Known::Nothing,
            (Some(Some(claim)), None) => self.claim_object(claim, at, report),
        }
    }

    /// What the object of a claim is: by its labels, or by the volume that it is bound to.
    pub(crate) fn claim_object(
        &self,
        claim: Json<'a>,
        at: &Place<'a>,
        report: &mut Report<'_, 'a>,
    ) -> Known<'s, 'a> {
        let behind = match claim.member("spec").and_then(|spec| text(spec, "volumeName")) {
            Some(volume) => self.volume(&volume, at, report),
            None => Known::Nothing,
        };
        behind.labelled(self.labelled(claim))
    }

    /// What a PersistentVolume is.
    pub(crate) fn volume(&self, name: &str, at: &Place<'a>, report: &mut Report<'_, 'a>) -> Known<'s, 'a> {
        if let Some(dataset) = self.settings.of_volume(name) {
            return Known::Dataset(dataset);
        }
        if !self.settings.has_datasets() {
            return Known::Nothing;
        }
        let answer = self.look_up("PersistentVolume", None, name, at, report);
        let Some(Some(volume)) = answer else { return Known::Nothing };
        let spec = volume.member("spec").and_then(|spec| spec.entries().ok()).unwrap_or_default();
        let spec = policy_kit::Map::whole(spec);
        let sources = source::of_volume(&spec, report);
        let dataset = sources.iter().find_map(|placed| self.settings.at(&placed.source));
        dataset.map_or(Known::Nothing, Known::SideDoor).labelled(self.labelled(volume))
    }

    /// The dataset that the labels of an object name: with its own label, or with Fluid's on what it makes.
    pub(crate) fn labelled(&self, object: Json<'a>) -> Option<&'s Dataset<'a>> {
        let metadata = object.member("metadata");
        self.labelled_in(metadata)
    }

    /// The dataset that the labels in an object's metadata name.
    pub(crate) fn labelled_in(&self, metadata: Option<Json<'a>>) -> Option<&'s Dataset<'a>> {
        let labels = metadata?.member("labels")?.entries().ok()?;
        labels.iter().find_map(|(key, value)| {
            if *key == *self.settings.labels().dataset {
                return self.settings.dataset(&value.text().ok()?);
            }
            self.settings.of_fluid_label(key.strip_prefix("fluid.io/s-")?)
        })
    }
}

/// A label in an object's metadata.
pub(crate) fn label<'a>(metadata: Option<Json<'a>>, key: &str) -> Option<Cow<'a, str>> {
    text(metadata?.member("labels")?, key)
}

/// The text of a member.
pub(crate) fn text<'a>(json: Json<'a>, key: &str) -> Option<Cow<'a, str>> {
    json.member(key)?.text().ok().filter(|text| !text.is_empty())
}
