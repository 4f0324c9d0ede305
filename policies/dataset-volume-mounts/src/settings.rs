//! What the policy can be set to.

use policy_kit::datasets::Datasets;
use policy_kit::{Image, Keys, Repositories, Request, glob};

/// The settings of dataset-volume-mounts, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    pub(crate) datasets: Datasets<'a>,
    enclaves: Vec<&'a str>,
    images: Repositories,
    pub(crate) labels: LabelKeys<'a>,
    pub(crate) purpose_from: PurposeFrom,
    volume_administrators: Vec<&'a str>,
    label_administrators: Vec<&'a str>,
    most_look_ups: usize,
}

/// What the survey and the rules are given.
pub(crate) type Ctx<'c, 'a> = policy_kit::Ctx<'c, 'a, Settings<'a>>;

/// Whose label says what data is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PurposeFrom {
    /// The pod's own, or its template's.
    Pod,
    /// The account's, which whoever makes pods cannot change.
    ServiceAccount,
    /// The namespace's, which whoever makes pods cannot change either.
    Namespace,
}

const PURPOSE_FROM: [(&str, PurposeFrom); 3] = [
    ("pod", PurposeFrom::Pod),
    ("serviceAccount", PurposeFrom::ServiceAccount),
    ("namespace", PurposeFrom::Namespace),
];

/// The keys of the labels that say what something is.
#[derive(Debug)]
pub(crate) struct LabelKeys<'a> {
    /// On claims and volumes: the name of the dataset.
    pub(crate) dataset: &'a str,
    /// On claims, volumes and namespaces: the class of the data.
    pub(crate) classification: &'a str,
    /// On pods, templates and custom resources, or on accounts or namespaces: what the data is for.
    pub(crate) purpose: &'a str,
}

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let datasets = Datasets::read(keys);
        let enclaves = keys.texts("enclaves");
        let images = Repositories::read(keys, "allowedRepositories");
        let labels = keys.object("labels", LabelKeys::read);
        Settings {
            datasets,
            enclaves,
            images,
            labels: labels.unwrap_or_default(),
            purpose_from: keys.choice("purposeFrom", &PURPOSE_FROM).unwrap_or(PurposeFrom::Pod),
            volume_administrators: administrators(keys, "volumeAdministrators"),
            label_administrators: administrators(keys, "labelAdministrators"),
            most_look_ups: keys.most_look_ups(64),
        }
    }

    fn most_look_ups(&self) -> usize {
        self.most_look_ups
    }
}

impl<'a> LabelKeys<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let default = LabelKeys::default();
        LabelKeys {
            dataset: keys.text("dataset").unwrap_or(default.dataset),
            classification: keys.text("classification").unwrap_or(default.classification),
            purpose: keys.text("purpose").unwrap_or(default.purpose),
        }
    }
}

impl Default for LabelKeys<'_> {
    fn default() -> Self {
        LabelKeys {
            dataset: "ai.governance/dataset",
            classification: "ai.governance/data-classification",
            purpose: "ai.governance/purpose",
        }
    }
}

impl Settings<'_> {
    /// Whether there are namespaces in which every claim has to be known.
    pub(crate) fn has_enclaves(&self) -> bool {
        !self.enclaves.is_empty()
    }

    /// Whether the namespace is one in which every claim has to be known.
    pub(crate) fn is_enclave(&self, namespace: &str) -> bool {
        !namespace.is_empty() && self.enclaves.iter().any(|pattern| glob::matches(pattern, namespace))
    }

    /// Whether an image may run beside confidential data: of an allowed repository, and pinned.
    pub(crate) fn is_verified(&self, reference: &str) -> bool {
        Image::parse(reference).is_ok_and(|image| image.digest.is_some() && self.images.allow(&image))
    }

    /// Whether whoever asks may make volumes of datasets.
    pub(crate) fn may_make_volumes(&self, request: &Request<'_>) -> bool {
        is_in(&self.volume_administrators, request)
    }

    /// Whether whoever asks may change what something is labelled as.
    pub(crate) fn may_change_labels(&self, request: &Request<'_>) -> bool {
        is_in(&self.label_administrators, request)
    }
}

fn administrators<'a>(keys: &mut Keys<'_, 'a>, key: &'static str) -> Vec<&'a str> {
    let groups = keys.texts(key);
    if groups.is_empty() { vec!["system:masters"] } else { groups }
}

fn is_in(groups: &[&str], request: &Request<'_>) -> bool {
    request.user_groups().iter().any(|group| groups.contains(group))
}
