//! What a map multiplies the pods below it by: by the names that most kinds use, and by what single projects say.

use super::context::Context;
use super::number::{Count, known};
use crate::descent::Level;
use crate::projects::{self, Counting, OfGroup};

/// What the projects of a kind say.
type Projects = &'static [OfGroup<Counting>];

/// The names under which a map configures its own autoscaling, beside those of single projects.
const AUTOSCALING: [&str; 2] = ["autoscaling", "autoscaler"];

/// What a map multiplies the pods below it by. `own` are the projects of the object that the map belongs to, `outermost`
/// those of the whole object.
pub(super) fn multiplier(at: Context<'_, '_>, own: Projects, outermost: Projects) -> Count {
    let of_project = own.iter().filter_map(|(_, project)| project.is_switched_off);
    if of_project.chain(projects::SWITCHES.iter().copied()).any(|is_switched_off| is_switched_off(at)) {
        return Count::Known(0);
    }
    let map = at.map();
    let mut count = replicas(at, own, outermost);
    for key in projects::MULTIPLIERS {
        count = count.times(map.count_or_one(key));
    }
    let is_bound = own.iter().any(|(_, project)| project.bounds_parallelism)
        || projects::BOUNDS_PARALLELISM.contains(&(at.key(1), at.key(0)));
    if !is_bound {
        // A Job runs no more pods at once than are to complete; a work queue states no completions.
        count = count.times(map.count_or_one("parallelism").or_less(map.known("completions")));
    }
    count.times(nodes_per_replica(at, own))
}

/// Replicas, or the maximum of the object's own autoscaling where that is switched on.
fn replicas(at: Context<'_, '_>, own: Projects, outermost: Projects) -> Count {
    let of_project = own.iter().filter_map(|(_, project)| project.replicas);
    if let Some(count) = of_project.chain(projects::REPLICAS.iter().copied()).find_map(|count| count(at)) {
        return count;
    }
    let map = at.map();
    let stated = map.count("replicas");
    let is_outside = |key| projects::SCALED_FROM_OUTSIDE.contains(&key);
    let maximum = if is_outside(at.key(0)) {
        at.outer(1).and_then(autoscaling_maximum)
    } else if is_outside(at.next()) {
        None
    } else {
        let beside = || if stated.is_none() { maximum_beside_pod(at, outermost) } else { None };
        autoscaling_maximum(map).or_else(beside)
    };
    match (stated, maximum) {
        (Some(stated), maximum) => stated.or_more(maximum),
        (None, maximum) => Count::Known(maximum.unwrap_or(1)),
    }
}

/// The maximum of the autoscaling that a map configures for itself.
fn autoscaling_maximum(map: &Level<'_>) -> Option<u64> {
    AUTOSCALING.iter().chain(projects::AUTOSCALING).find_map(|key| {
        let config = map.member(key)?;
        if config.member("enabled").is_some_and(|enabled| enabled.raw() == "false") {
            return None;
        }
        known(config.member("maxReplicas")).or_else(|| known(config.member("hpa")?.member("maxReplicas")))
    })
}

/// `maxReplicas` beside a pod spec, else `minReplicas`: KServe and OME scale each component by them, unless the object
/// leaves the number alone.
fn maximum_beside_pod(at: Context<'_, '_>, outermost: Projects) -> Option<u64> {
    let minimum = at.map().known("minReplicas").map(|minimum| minimum.max(1));
    let maximum = at.map().known("maxReplicas").filter(|maximum| *maximum > 0);
    let stays = |(_, project): &OfGroup<Counting>| {
        project.stays_at_minimum.is_some_and(|stays| stays(at.outermost()))
    };
    let is_fixed = maximum.is_some() && outermost.iter().any(stays);
    if is_fixed { minimum } else { maximum.or(minimum) }
}

/// How many nodes one replica spreads over, where leader and workers are written apart or in one.
fn nodes_per_replica(at: Context<'_, '_>, own: Projects) -> Count {
    let of_project = own.iter().filter_map(|(_, project)| project.nodes_per_replica);
    let mut all = of_project.chain(projects::NODES_PER_REPLICA.iter().copied());
    all.find_map(|nodes| nodes(at)).unwrap_or(Count::Known(1))
}
