//! What custom resources say of data outside of pod specs: claims in fields of their own, and URIs.

use std::borrow::Cow;

use policy_kit::{Map, Place, Report, Request};

use crate::claim;
use crate::known::Asked;
use crate::mount::{Mounts, Volume, of_claim};
use crate::rules::{not_permitted, writable_mount};
use crate::uri;
use crate::user::User;

/// Members of custom resources that hold the name of a claim.
const NAMES: [&str; 4] = ["claimName", "pvcName", "existingClaim", "pvc"];

/// Judges a custom resource; the schema of a built-in kind is known, and so is that of snapshots.
pub(crate) fn check<'s, 'a>(
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let group = request.kind.group.as_ref();
    if !group.contains('.') || group.ends_with("storage.k8s.io") {
        return;
    }
    request.visit(&mut |map| {
        let (key, _) = map.keys();
        // What is written about an object starts nothing.
        if matches!(key.as_ref(), "labels" | "annotations") {
            return;
        }
        uri::in_map(map, request, asked, report);
        for volume in claim::templates(map, request, asked, report) {
            judge(&volume, request, asked, mounts, report);
        }
        for name in NAMES {
            if let Some((claim, at, made)) = claim_of(map, name)
                && !mounts.judged.iter().any(|judged| at.is_within(judged))
            {
                let read_only = is_read_only(map, request);
                let volume = if made { None } else { Some((claim, at)) };
                let volume = volume.and_then(|(claim, at)| {
                    of_claim(Cow::Borrowed(""), &claim, at, read_only, request, asked, report)
                });
                if let Some(volume) = volume {
                    judge(&volume, request, asked, mounts, report);
                }
            }
        }
    });
}

fn judge<'s, 'a>(
    volume: &Volume<'s, 'a>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    mounts: &mut Mounts<'s, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let Some(dataset) = volume.dataset else { return };
    let user = User::at(&volume.at, request, asked.settings);
    not_permitted::check(dataset, &user, &volume.at, report);
    writable_mount::anywhere(volume, &user, report);
    mounts.datasets.push((volume.at.clone(), false, dataset));
}

/// The claim that a member names, where, and whether the controller is to make it: `pvcName: x`, or
/// `pvc: {name: x, create: true}` of NVIDIA's NIM operator.
fn claim_of<'a>(map: &Map<'_, 'a>, name: &'a str) -> Option<(Cow<'a, str>, Place<'a>, bool)> {
    let value = map.get(name)?;
    if let Ok(claim) = value.text() {
        return Some((claim, map.at(name), false));
    }
    let claim = value.member("name")?.text().ok()?;
    let made = value.member("create").is_some_and(|create| create.raw() == "true");
    Some((claim, map.at(name).key("name"), made))
}

/// Whether a map that names a claim, or the one around it, says that it is read-only.
fn is_read_only<'a>(map: &Map<'_, 'a>, request: &Request<'a>) -> bool {
    let says = |json: Option<policy_kit::Json<'a>>| json.is_some_and(|json| json.raw() == "true");
    let around = || map.here().up().of(request.object()?)?.member("readOnly");
    says(map.get("readOnly")) || says(around())
}
