#![doc = include_str!("../README.md")]

mod pinned;
pub mod settings;

use policy_kit::images;
use policy_kit::signature::{UNSIGNED, WRONG_SIGNER};
use policy_kit::verdict::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};
use policy_kit::{Edit, Host, Json, Report, Request, policy};

use crate::settings::Settings;

policy! {
    settings: Settings,
    rules: &[
        &pinned::RULE,
        &UNSIGNED,
        &WRONG_SIGNER,
        &LOOK_UP_NOT_GRANTED,
        &LOOK_UP_FAILED,
        &TOO_MANY_LOOK_UPS,
    ],
    mutate: mutate
}

fn mutate<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Edit<'a>> {
    if !is_pinned_here(request, settings) {
        return Vec::new();
    }
    let found = images::of_pods(request, report);
    found.iter().filter_map(|found| pinned::pin(found, request, settings, host, report)).collect()
}

/// Whether images are pinned in an object of this kind: in Pods, and where that is wanted in what makes Pods. What has
/// an owner is compared with it by a controller, which would write back whatever is edited: a Deployment would make
/// one ReplicaSet after the other.
fn is_pinned_here(request: &Request<'_>, settings: &Settings<'_>) -> bool {
    if request.kind.is("", "Pod") {
        return true;
    }
    let metadata = request.object().and_then(|object| object.member("metadata"));
    let owners = metadata.and_then(|metadata| metadata.member("ownerReferences"));
    settings.templates && !owners.is_some_and(Json::holds_objects)
}
