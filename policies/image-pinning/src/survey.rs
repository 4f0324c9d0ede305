//! The images of an object that lack a digest and can be given one.

use policy_kit::images::{self, Found, Named, Use};
use policy_kit::{Json, Request};

use crate::settings::Ctx;
use crate::settings::Settings;

/// The images that can be pinned.
pub struct Survey<'a> {
    pub(crate) unpinned: Vec<Unpinned<'a>>,
}

/// An image of an allowed repository without a digest.
pub(crate) struct Unpinned<'a> {
    pub(crate) named: Named<'a>,
    /// The value of the object that holds the reference.
    pub(crate) value: Json<'a>,
}

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    if !is_pinned_here(ctx.request, ctx.settings) {
        return Survey { unpinned: Vec::new() };
    }
    let found = images::of_pods(ctx.request).into_iter();
    Survey { unpinned: found.filter_map(|found| unpinned(found, ctx)).collect() }
}

/// Whether images are pinned in an object of this kind: in Pods, and where that is wanted in what makes Pods. What has
/// an owner is compared with it by a controller, which would write back whatever is edited: a Deployment would make
/// one ReplicaSet after the other.
fn is_pinned_here(request: &Request<'_>, settings: &Settings<'_>) -> bool {
    if request.kind.is("", "Pod") {
        return true;
    }
    let metadata = request.root().get("metadata");
    let owners = metadata.and_then(|metadata| metadata.member("ownerReferences"));
    settings.templates && !owners.is_some_and(Json::holds_objects)
}

/// The image, if a digest can be written beside its tag. What is no reference is left alone: image-provenance refuses
/// it, or a controller fills in a placeholder.
fn unpinned<'a>(found: Found<'a>, ctx: &Ctx<'_, 'a>) -> Option<Unpinned<'a>> {
    // An image that is never pulled is known to its node by the name under which it was loaded.
    if found.usage != Use::Pulled || found.never_pulled || !found.in_pod_spec {
        return None;
    }
    let named = found.read().ok()?;
    if named.image.digest.is_some() || !ctx.settings.allowed.allow(&named.image) {
        return None;
    }
    // A container whose image an update leaves as it was would restart.
    if ctx.request.keeps(&found.at) {
        return None;
    }
    // What is joined from parts, or stands in a manifest inside of a string, is not a text of the object.
    let value = ctx.request.value_at(&found.at).filter(|value| value.text() == Ok(found.text))?;
    Some(Unpinned { named, value })
}
