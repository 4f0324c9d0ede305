//! What a policy had to know and its host did not tell. Each failure has its own rule, closed unless somebody opens
//! it; a policy that asks names these among its rules.

use std::borrow::Cow;
use std::fmt;

use super::{Finding, Mode, Offence, Report, Rule};
use crate::host::{HostError, Why};
use crate::json::Json;
use crate::place::Place;

/// The policy may not ask.
pub static LOOK_UP_NOT_GRANTED: Rule = Rule {
    id: "look-up-not-granted",
    default: Mode::Deny,
    fix: "have the policy granted the `contextAwareResources` and host capabilities of its metadata, and its policy-server the right to read them",
};

/// Nobody answered, or the answer makes no sense.
pub static LOOK_UP_FAILED: Rule = Rule {
    id: "look-up-failed",
    default: Mode::Deny,
    fix: "try again; tell the platform team when it goes on",
};

/// The object needs more questions than may be asked.
pub static TOO_MANY_LOOK_UPS: Rule = Rule {
    id: "too-many-look-ups",
    default: Mode::Deny,
    fix: "make several smaller objects of it, or have the setting `maxLookUps` raised",
};

impl<'a> Report<'_, 'a> {
    /// The answer of the host, or none: then a finding names what could not be asked, such as
    /// ``claim `data` in namespace `ml` ``.
    pub fn asked<T>(
        &mut self,
        answer: Result<T, HostError<'a>>,
        at: &Place<'a>,
        what: fmt::Arguments<'_>,
    ) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.unanswered(&error, at, what);
                None
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn unanswered(&mut self, error: &HostError<'a>, at: &Place<'a>, what: fmt::Arguments<'_>) {
        let rule = match error.why {
            Why::NotGranted => &LOOK_UP_NOT_GRANTED,
            Why::TooMany => &TOO_MANY_LOOK_UPS,
            Why::Unreachable | Why::Unknown | Why::Unsigned | Why::Refused => &LOOK_UP_FAILED,
        };
        let what = what.to_string();
        let text = format_args!("{what} cannot be looked up: {error}");
        self.found(rule, at.clone(), Offence::Text(Cow::Owned(what.clone())), text);
    }
}

/// Whether a finding says that something is not known. What is not known now and was not known before is no excuse
/// for what may have been added in between.
pub(super) fn is_unanswered(finding: &Finding<'_>) -> bool {
    let id = finding.rule.id;
    [&LOOK_UP_NOT_GRANTED, &LOOK_UP_FAILED, &TOO_MANY_LOOK_UPS].iter().any(|rule| rule.id == id)
}

/// Whether an update leaves everything as it was that a rule reads: all but status, finalizers, owners and what the
/// API server keeps itself.
pub(super) fn changes_nothing(object: Json<'_>, old: Json<'_>) -> bool {
    // A host sorts the keys of both.
    object.member("metadata").map(own) == old.member("metadata").map(own) && own(object) == own(old)
}

fn own(json: Json<'_>) -> Vec<(Cow<'_, str>, Json<'_>)> {
    let mut entries = json.entries().unwrap_or_default();
    let kept = [
        "finalizers",
        "ownerReferences",
        "managedFields",
        "resourceVersion",
        "generation",
        "metadata",
        "status",
    ];
    entries.retain(|(key, _)| !kept.contains(&key.as_ref()));
    entries
}
