//! What an object asks for: devices, wherever they are asked for, and whose they are.

pub(crate) mod claims;

mod annotations;
mod blocks;
mod claim_names;
mod custom;
mod facts;
mod homes;
mod places;
mod pods;

use policy_kit::{Map, Request};

pub(crate) use self::facts::{Alternative, Amount, ClaimName, Home, Number, Scale, Share, Statement, Survey};
use crate::settings::Ctx;
use crate::survey::homes::Homes;

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    let request = ctx.request;
    if request.sub_resource == Some("scale") {
        return Survey { scale: Some(scale(request)), ..Survey::default() };
    }
    let mut survey = Survey::default();
    let homes = &Homes::of(request);
    for pod in request.pods() {
        pods::add(*pod, homes, ctx, &mut survey);
    }
    survey.requests.extend(annotations::claims(request, homes));
    custom::add(ctx, homes, &mut survey);
    survey
}

/// A Scale holds a number and no pods.
fn scale<'a>(request: &Request<'a>) -> Scale<'a> {
    Scale {
        at: request.place("spec.replicas"),
        old: request.old_root().map_or(0, replicas),
        new: replicas(request.root()),
        resource: request.resource(),
    }
}

/// The number that a Scale states; it leaves out zero.
fn replicas(scale: Map<'_>) -> u64 {
    let replicas = scale.map("spec").and_then(|spec| spec.integer("replicas"));
    replicas.and_then(|replicas| u64::try_from(replicas).ok()).unwrap_or(0)
}
