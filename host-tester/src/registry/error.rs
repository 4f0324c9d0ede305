//! What goes wrong between here and a registry: what, where, and what to do about it.

use std::error::Error as Cause;
use std::fmt;
use std::io;

/// Why a policy was not pushed or pulled.
#[derive(Debug)]
pub struct Error {
    what: String,
    advice: &'static str,
    may_pass: bool,
}

impl Error {
    pub(super) fn new(what: impl Into<String>, advice: &'static str) -> Self {
        Self { what: what.into(), advice, may_pass: false }
    }

    /// An error of this moment: the same may succeed in the next one.
    pub(super) fn passing(what: impl Into<String>, advice: &'static str) -> Self {
        Self { may_pass: true, ..Self::new(what, advice) }
    }

    /// What is wrong and where, without the advice.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Whether the same may succeed in a moment.
    pub(super) fn may_pass(&self) -> bool {
        self.may_pass
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.advice)
    }
}

impl Cause for Error {}

/// The innermost cause of an error: "connection refused" rather than "error sending request".
pub(super) fn last_cause(error: &(dyn Cause + 'static)) -> String {
    causes(error).last().map(|cause| one_line(&cause.to_string())).unwrap_or_default()
}

/// An error and its causes. An I/O error does not name the error that it wraps as its source.
pub(super) fn causes<'a>(
    error: &'a (dyn Cause + 'static),
) -> impl Iterator<Item = &'a (dyn Cause + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}

/// A text from outside, fit to be shown on a terminal.
pub(super) fn one_line(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
