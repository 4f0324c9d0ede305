//! What an object says of data: which volumes and addresses it uses, and what storage it makes or copies.

pub(crate) mod address;
pub(crate) mod claim;
pub(crate) mod fields;
pub(crate) mod pod;
pub(crate) mod sources;
pub(crate) mod storage;
pub(crate) mod volume;

use std::cell::OnceCell;

use crate::settings::Ctx;
use crate::survey::claim::Claim;
use crate::survey::fields::Fields;
use crate::survey::pod::PodFacts;
use crate::survey::sources::Placed;
use crate::survey::storage::Storage;
use crate::survey::volume::{Content, Volume};
use crate::uses::Uses;

/// The facts about an object that need no look-up.
pub struct Survey<'a> {
    /// The object itself, if its kind makes or copies storage.
    pub(crate) storage: Option<Storage<'a>>,
    /// Every part of the object that says how a pod is run.
    pub(crate) pods: Vec<PodFacts<'a>>,
    /// What a custom resource says in other fields.
    pub(crate) fields: Fields<'a>,
    /// Who uses which dataset: looked up when a rule first asks, by [`crate::uses::find::uses`].
    pub(crate) uses: OnceCell<Uses<'a>>,
}

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    Survey {
        storage: Storage::of(ctx.request),
        pods: ctx.request.pods().iter().map(|pod| PodFacts::of(*pod, ctx)).collect(),
        fields: Fields::of(ctx),
        uses: OnceCell::new(),
    }
}

impl<'a> Survey<'a> {
    /// The claim that the object is, and every template of a claim in it.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &Claim<'a>> {
        let object = match &self.storage {
            Some(Storage::Claim(claim)) => Some(claim),
            _ => None,
        };
        let templates = self.volumes().filter_map(|volume| match &volume.content {
            Content::Template(template) => Some(template),
            Content::Claim(_) | Content::Source(_) => None,
        });
        object.into_iter().chain(templates)
    }

    /// Where the volumes of pods are kept, as far as the object says so itself.
    pub(crate) fn pod_sources(&self) -> impl Iterator<Item = &Placed<'a>> {
        self.pods.iter().flat_map(|pod| &pod.volumes).filter_map(|volume| match &volume.content {
            Content::Source(placed) => Some(placed),
            Content::Claim(_) | Content::Template(_) => None,
        })
    }

    fn volumes(&self) -> impl Iterator<Item = &Volume<'a>> {
        self.pods.iter().flat_map(|pod| &pod.volumes).chain(&self.fields.volumes)
    }
}
