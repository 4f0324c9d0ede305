//! Updates: what was there already is no reason to refuse what is new.

use super::{Finding, Mode, Offence};
use crate::json::Json;

/// Turns the findings that the old object had already into audit: the same rule at the same place, list items
/// told apart by name, with the same value, or a number that did not grow. Each old finding excuses one.
pub(crate) fn ratchet(
    new: &mut [Finding<'_>],
    object: Json<'_>,
    old: Vec<Finding<'_>>,
    old_object: Json<'_>,
) {
    let mut known: Vec<_> = old
        .into_iter()
        .map(|finding| (finding.rule.id, finding.at.by_name(old_object), finding.value))
        .collect();
    for finding in new.iter_mut().filter(|finding| matches!(finding.mode, Mode::Deny | Mode::Warn)) {
        let place = finding.at.by_name(object);
        let before = known.iter().position(|(rule, old_place, value)| {
            *rule == finding.rule.id && *old_place == place && excuses(value, &finding.value)
        });
        if let Some(index) = before {
            known.swap_remove(index);
            finding.mode = Mode::Audit;
        }
    }
}

fn excuses(old: &Offence<'_>, new: &Offence<'_>) -> bool {
    match (old, new) {
        (Offence::Count(old), Offence::Count(new)) => new <= old,
        (old, new) => old == new,
    }
}
