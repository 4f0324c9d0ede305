//! What an object asks for: devices, wherever they are asked for, and whose they are.

pub(crate) mod claims;

mod annotations;
mod blocks;
mod claim_names;
mod custom_fields;
mod facts;
mod homes;
mod places;
mod pods;

use policy_kit::{Count, Map, Request};

pub(crate) use self::facts::{
    Alternative, Amount, ClaimName, Home, Missing, Number, Scale, Share, Statement, Survey,
};
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
    custom_fields::add(ctx, homes, &mut survey);
    survey.homes = counted_homes(&survey, request);
    survey
}

/// The homes of all devices, those of claims included: what they ask for is not known before a rule looks them up.
fn counted_homes<'a>(survey: &Survey<'a>, request: &Request<'a>) -> Vec<(Home<'a>, Count)> {
    let of_blocks = survey.blocks.iter().map(|block| block.home);
    let of_requests = survey.requests.iter().map(|asked| asked.home);
    let of_claims = survey.claim_names.iter().map(|claim| claim.home);
    let (mut homes, mut counts) = (Vec::new(), None);
    for home in of_blocks.chain(of_requests).chain(of_claims) {
        // The homes come nearly in order.
        if let Err(index) = homes.binary_search_by(|(known, _): &(Home<'_>, _)| known.cmp(&home)) {
            let counts = counts.get_or_insert_with(|| request.counts());
            homes.insert(index, (home, counts.at(&home.at)));
        }
    }
    homes
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
