//! Images that get a digest.

use policy_kit::images::{Found, Use};
use policy_kit::signature::digest_of;
use policy_kit::{Edit, Host, Image, Mode, Offence, Report, Request, Rule, quoted};

use crate::settings::Settings;

/// A tag names whatever was pushed last; what it names when the pod is made is written beside it, so that every node,
/// and every restart, pulls the same.
pub(crate) static RULE: Rule =
    Rule { id: "pinned", default: Mode::Audit, fix: "write the digest yourself to decide when it changes" };

/// The edit that pins an image. None for what has a digest already, for what an update leaves as it was, and for what
/// is no reference: image-provenance refuses that, or a controller fills in a placeholder.
pub(crate) fn pin<'a>(
    found: &Found<'a>,
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Edit<'a>> {
    // An image that is never pulled is known to its node by the name under which it was loaded.
    if found.usage != Use::Pulled || found.never_pulled {
        return None;
    }
    let image = Image::parse(&found.text).ok()?;
    if image.digest.is_some() || !settings.allowed.allow(&image) {
        return None;
    }
    let of_pod = request.pods().iter().any(|pod| pod.is_spec() && pod.has_image_at(&found.at));
    if !of_pod || request.keeps(&found.at) {
        return None;
    }
    // What is joined from parts, or stands in a manifest inside of a string, is not a text of the object.
    let old = request.value_at(&found.at).filter(|old| old.text().is_ok_and(|text| text == found.text))?;
    if !settings.signatures.accept(found, &image, host, report) {
        return None;
    }
    let digest = digest_of(found, &image, host, report)?;
    let what = format_args!("{} has no digest and means {} now", quoted(&found.text), quoted(digest));
    report.found(&RULE, found.at.clone(), Offence::Text(found.text.clone()), what);
    Some(Edit { old, new: format!("{}@{digest}", found.text) })
}
