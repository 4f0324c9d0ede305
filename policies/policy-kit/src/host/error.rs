//! Why a question has no answer, from the only thing a host tells: a text.

use std::fmt;

use crate::text::quoted;

/// A question without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostError<'a> {
    /// What kept it from being answered.
    pub why: Why,
    /// The host's own words.
    pub(super) text: &'a str,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The policy may not ask: a capability, or a kind of `contextAwareResources`, was not granted, or the account of
    /// the host has no right to read the kind.
    NotGranted,
    /// What would have to answer cannot be reached, or its answer makes no sense.
    Unreachable,
    /// The host gave up in words that nobody knows.
    Unknown,
    /// A verification has an answer: there is no signature at all.
    Unsigned,
    /// A verification has an answer: there are signatures, and none that is wanted.
    Refused,
    /// As many questions were asked as may be.
    TooMany,
}

/// What a text stands for. The first row whose words it holds decides. What no row knows is treated as an outage, but
/// where a signature is wanted: there it is none, so that a softer mode for outages accepts nothing that a host
/// refused.
///
/// Source: policy-evaluator's `host_capabilities.rs`, `runtimes/callback.rs` and `callback_handler`, and the API server
/// and sigstore 0.13 and 0.14, whose words they pass on. No name that is asked for has a space in it.
const WORDS: &[(&str, Why)] = &[
    ("has not been granted access to", Why::NotGranted),
    (" is forbidden: User ", Why::NotGranted),
    ("Cannot fetch manifest of", Why::Unreachable),
    ("error sending request for", Why::Unreachable),
    // Too many evaluations ask at once.
    ("Error sending request over callback channel", Why::Unreachable),
    ("no signatures found for image", Why::Unsigned),
    ("missing signatures", Why::Refused),
    ("Several Signature Layers failed verification", Why::Refused),
    ("No Signature Layer passed verification", Why::Refused),
];

/// The words before the text of whatever a host tried and could not do.
pub(super) const FAILURE: &str = "Callback evaluation failure: ";

impl<'a> HostError<'a> {
    /// What the text of a failed call stands for.
    pub(super) fn of(text: &'a str) -> Self {
        let told = WORDS.iter().find(|(words, _)| text.contains(words));
        HostError { why: told.map_or(Why::Unknown, |(_, why)| *why), text }
    }

    /// An answer that makes no sense.
    pub(crate) fn senseless(text: &'a str) -> Self {
        HostError { why: Why::Unreachable, text }
    }

    /// The answer to one question too many.
    pub(super) fn too_many() -> Self {
        HostError { why: Why::TooMany, text: "as many questions were asked as `maxLookUps` allows" }
    }

    /// The host's words, without those that stand before all of them.
    pub(super) fn text(&self) -> &'a str {
        self.text.strip_prefix(FAILURE).unwrap_or(self.text)
    }
}

impl fmt::Display for HostError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.why {
            Why::NotGranted => "the policy may not ask: ",
            Why::Unreachable | Why::Unknown => "the host cannot tell: ",
            Why::Unsigned => "there is no signature: ",
            Why::Refused => "no signature is a wanted one: ",
            Why::TooMany => return f.write_str(self.text),
        })?;
        // The lines that follow say where in the host it failed.
        quoted(self.text().lines().next().unwrap_or_default()).fmt(f)
    }
}
