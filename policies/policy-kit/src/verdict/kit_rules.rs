//! The rules that the kit checks itself.

use super::rule::{AnyRule, Mode, RULE, Rule, Severity};
use crate::host::Why;

/// What cannot be read is never accepted: this rule has no mode and no exemption.
pub static MALFORMED: Rule = Rule { id: "malformed", fix: "write it as the kind's schema says", ..RULE };

/// A string holds a manifest that only its controller can read.
pub static OPAQUE_MANIFEST: Rule = Rule {
    id: "opaque-manifest",
    default: Mode::Audit,
    severity: Severity::Low,
    fix: "write the manifest as JSON to have it judged here; it is judged when its controller creates the object",
    ..RULE
};

// What a policy had to know and its host did not tell. Each failure has its own rule, closed unless somebody opens it; a
// policy that asks names these among its rules.

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
