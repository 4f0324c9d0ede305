//! Updates: what was there already is no reason to refuse what is new.

use super::report::{Finding, Offence};
use super::rule::Mode;
use super::unanswered::{changes_nothing, is_unanswered};
use crate::identity::Identities;
use crate::json::Json;

/// Turns the findings that the old object had already into audit: the same rule at the same place, list items
/// told apart by name, with the same value, or a number that did not grow. Each old finding excuses one.
pub(crate) fn ratchet(
    new: &mut [Finding<'_>],
    object: Json<'_>,
    old: Vec<Finding<'_>>,
    old_object: Json<'_>,
) {
    // The two objects are compared only where something could not be looked up.
    let unknown_before = old.iter().any(is_unanswered);
    let unknown = unknown_before || new.iter().any(is_unanswered);
    let may_hide = unknown && !changes_nothing(object, old_object);
    // What the old object seemed to offend while nobody answered excuses nothing.
    if unknown_before && may_hide {
        return;
    }
    let mut places = Identities::of(old_object);
    let mut known: Vec<_> = old
        .into_iter()
        .map(|finding| Some((finding.rule.id, places.get(&finding.at).to_owned(), finding.value)))
        .collect();
    let mut places = Identities::of(object);
    let mut next = 0;
    for finding in new.iter_mut().filter(|finding| finding.speaks()) {
        if may_hide && is_unanswered(finding) {
            continue;
        }
        let place = places.get(&finding.at);
        let is_same = |old: &Option<(&str, String, Offence<'_>)>| {
            old.as_ref().is_some_and(|(rule, old_place, value)| {
                *rule == finding.rule.id && old_place == place && excuses(value, &finding.value)
            })
        };
        // Both lists are in the order of their places, so the next one is the likeliest.
        let (before, after) = known.split_at(next.min(known.len()));
        let here = after.iter().position(is_same).map(|index| index + before.len());
        let Some(index) = here.or_else(|| before.iter().position(is_same)) else { continue };
        if let Some(old) = known.get_mut(index) {
            *old = None;
        }
        next = index + 1;
        finding.mode = Mode::Audit;
    }
}

fn excuses(old: &Offence<'_>, new: &Offence<'_>) -> bool {
    match (old, new) {
        (Offence::Count(old, of), Offence::Count(new, also)) => of == also && new <= old,
        (old, new) => old == new,
    }
}
