//! What a policy had to know and its host did not tell. Each failure has its own rule, closed unless somebody opens
//! it; a policy that asks names these among its rules.

use super::rule::RULE;
use super::{AnyRule, Finding, Rule};
use crate::host::Why;
use crate::json::{Entry, Json};

/// The policy may not ask.
pub static LOOK_UP_NOT_GRANTED: Rule = Rule {
    id: "look-up-not-granted",
    fix: "have the policy granted the `contextAwareResources` and host capabilities of its metadata, and its policy-server the right to read them",
    ..RULE
};

/// Nobody answered, or the answer makes no sense.
pub static LOOK_UP_FAILED: Rule =
    Rule { id: "look-up-failed", fix: "try again; tell the platform team when it goes on", ..RULE };

/// The object needs more questions than may be asked.
pub static TOO_MANY_LOOK_UPS: Rule = Rule {
    id: "too-many-look-ups",
    fix: "make several smaller objects of it, or have the setting `maxLookUps` raised",
    ..RULE
};

/// All of them, in the order of every README.
pub(crate) static LOOK_UPS: [&AnyRule; 3] = [&LOOK_UP_NOT_GRANTED, &LOOK_UP_FAILED, &TOO_MANY_LOOK_UPS];

/// The rule that a failure belongs to.
pub(super) fn failure_rule(why: Why) -> &'static AnyRule {
    match why {
        Why::NotGranted => &LOOK_UP_NOT_GRANTED,
        Why::TooMany => &TOO_MANY_LOOK_UPS,
        Why::Unreachable | Why::Unknown | Why::Unsigned | Why::Refused => &LOOK_UP_FAILED,
    }
}

/// Whether a finding says that something is not known. What is not known now and was not known before is no excuse
/// for what may have been added in between.
pub(super) fn is_unanswered(finding: &Finding<'_>) -> bool {
    LOOK_UPS.iter().any(|rule| rule.id == finding.rule.id)
}

/// Whether an update leaves everything as it was that a rule reads: all but status, finalizers, owners and what the
/// API server keeps itself.
pub(super) fn changes_nothing(object: Json<'_>, old: Json<'_>) -> bool {
    // A host sorts the keys of both.
    object.member("metadata").map(own) == old.member("metadata").map(own) && own(object) == own(old)
}

fn own(json: Json<'_>) -> Vec<Entry<'_>> {
    let mut entries = json.entries().unwrap_or_default().to_vec();
    let kept = [
        "finalizers",
        "ownerReferences",
        "managedFields",
        "resourceVersion",
        "generation",
        "metadata",
        "status",
    ];
    entries.retain(|(key, _)| !kept.contains(key));
    entries
}
