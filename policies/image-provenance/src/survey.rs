//! What an object says of images.

use policy_kit::image::Fault;
use policy_kit::images::{self, Found, Named, Use};

use crate::settings::Ctx;

/// Every image of the object, in the one list that fits it.
#[derive(Default)]
pub struct Survey<'a> {
    /// Containers and image volumes that name no image.
    pub(crate) missing: Vec<Found<'a>>,
    /// References that a controller completes before it creates the pod.
    pub(crate) unresolved: Vec<Found<'a>>,
    /// Texts that are no reference, each with what is wrong.
    pub(crate) invalid: Vec<(Found<'a>, Fault)>,
    /// Images of repositories that are allowed in the namespace.
    pub(crate) allowed: Vec<Named<'a>>,
    /// Images of other repositories.
    pub(crate) not_allowed: Vec<Named<'a>>,
}

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    let allowed = ctx.settings.allowed_in(ctx.request.namespace);
    let mut survey = Survey::default();
    for found in images::of(ctx.request) {
        if found.usage == Use::Missing {
            survey.missing.push(found);
        } else if ctx.request.is_filled_in(&found.at, found.text) {
            survey.unresolved.push(found);
        } else {
            match found.read() {
                Err(fault) => survey.invalid.push((found, fault)),
                Ok(named) if allowed.repository(&named.image) => survey.allowed.push(named),
                Ok(named) => survey.not_allowed.push(named),
            }
        }
    }
    survey
}

impl<'a> Survey<'a> {
    /// The images that are pulled, whatever repository they are of. What is pushed gets its digest, and its signature,
    /// by being pushed.
    pub(crate) fn pulled(&self) -> impl Iterator<Item = &Named<'a>> {
        self.allowed.iter().chain(&self.not_allowed).filter(|named| named.found.usage != Use::Pushed)
    }

    /// The images whose signatures are looked up: no registry is asked that is not allowed. What has no digest is asked
    /// for all the same, since the rule that demands one may have another mode, or an exemption.
    pub(crate) fn pulled_from_allowed(&self) -> impl Iterator<Item = &Named<'a>> {
        self.allowed.iter().filter(|named| named.found.usage != Use::Pushed)
    }
}
