//! What custom resources say of data outside of pod specs: claims in fields of their own, and URIs.

use std::borrow::Cow;

use policy_kit::{Json, Map, Report, Request};

use crate::claim;
use crate::known::{Catalogue, text};
use crate::mount::{LISTS, Mounts, Named, Volume, of_claim};
use crate::rules::writable_mount;
use crate::uri;
use crate::user::User;

/// Members of custom resources that hold the name of a claim.
const NAMES: [&str; 6] = ["claimName", "pvcName", "existingClaim", "sourcePVC", "volumeClaimName", "pvc"];

/// Judges a custom resource; the schema of a built-in kind is known, and so is that of snapshots.
pub(crate) fn check<'s, 'a>(
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let group = request.kind.group.as_ref();
    if !group.contains('.') || group.ends_with("storage.k8s.io") {
        return;
    }
    request.visit(&mut |map| {
        let (own, around) = map.keys();
        // What is written about an object starts nothing.
        if matches!(own.as_ref(), "labels" | "annotations") {
            return;
        }
        uri::in_map(map, request, catalogue, report);
        for volume in claim::templates(map, request, catalogue, report) {
            judge(volume, request, catalogue, mounts, report);
        }
        // The volumes of pods are judged as such.
        let is_item = || map.here().up().leaf().is_none();
        if own == "persistentVolumeClaim" && LISTS.contains(&around.as_ref()) && is_item() {
            return;
        }
        for key in NAMES {
            let Some(claim) = named(map, key) else { continue };
            let volume = of_claim(Cow::Borrowed(""), claim, false, request, catalogue, report);
            if let Some(mut volume) = volume.filter(|volume| volume.dataset.is_some()) {
                volume.read_only = is_read_only(map, request);
                judge(volume, request, catalogue, mounts, report);
            }
        }
    });
}

fn judge<'s, 'a>(
    mut volume: Volume<'s, 'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let at = volume.at.clone();
    let user = User::at(&at, request, catalogue, report);
    mounts.add(&mut volume, &user, &at, false, report);
    writable_mount::anywhere(&volume, report);
}

/// `pvcName: x`, or `pvc: {name: x}`; not `pvc: {name: x, create: true}` of NVIDIA's NIM operator, which makes it.
fn named<'a>(map: &Map<'_, 'a>, key: &'a str) -> Option<Named<'a>> {
    let value = map.get(key)?;
    if let Ok(claim) = value.text() {
        // Charts write an empty text for none.
        return (!claim.is_empty()).then(|| Named { claim, at: map.at(key), namespace: None });
    }
    if value.member("create").is_some_and(Json::is_true) {
        return None;
    }
    Some(Named {
        claim: text(value, "name")?,
        at: map.at(key).key("name"),
        namespace: text(value, "namespace"),
    })
}

/// Whether a map that names a claim, or the one around it, says that it is read-only.
fn is_read_only<'a>(map: &Map<'_, 'a>, request: &Request<'a>) -> bool {
    let around = || request.value_at(&map.here().up().key("readOnly"));
    map.get("readOnly").is_some_and(Json::is_true) || around().is_some_and(Json::is_true)
}
