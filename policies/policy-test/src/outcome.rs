//! The one type that joins the parts of the harness: what one policy made of one request.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::response::Response;

/// What one policy made of one request.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Name of the policy.
    pub policy: String,
    /// The id of the request that is shown to people: `privileged/a privileged init container`, or a file's
    /// name.
    pub request: String,
    /// Where the request came from.
    pub origin: Origin,
    /// The policy's answer, or why there is none.
    pub result: Result<Response, Fault>,
    /// Fuel that the evaluation burnt, where it was measured.
    pub fuel: Option<u64>,
    /// Wall time of the evaluation.
    pub time: Duration,
}

/// Where a request came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A case of a policy, or a variant of one.
    Case {
        /// The file of the case.
        file: PathBuf,
        /// The line where the case begins.
        line: u64,
        /// The variant's name; `base` for the case itself.
        variant: String,
    },
    /// A file of its own.
    File(PathBuf),
    /// One line of a file, or one document of several: both count from 1.
    Part {
        /// The file.
        file: PathBuf,
        /// The line or document.
        number: usize,
    },
    /// One document of the standard input, counted from 1.
    Input(usize),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The module cannot be loaded: no Wasm, an unknown import, a bad metadata section.
    Load(String),
    /// The module lacks an export that the protocol needs.
    MissingExport(String),
    /// The module runs in another execution mode than waPC.
    UnsupportedMode(String),
    /// `validate_settings` refused the settings; the text is its message.
    Settings(String),
    /// The guest trapped or answered with an error; the text is what it left.
    Trap(String),
    /// The evaluation took too long.
    Deadline,
    /// The guest asked for more memory than it may have.
    Memory,
    /// The guest wrote more output than it may.
    Output,
    /// The guest's reply is no validation response.
    BadResponse(String),
    /// The request is none: a policy server refuses it before any policy sees it.
    Request(String),
    /// The policy asked its host what nobody has stated the answer to; the verdict that it gave means nothing.
    Unstated(String),
}

impl Fault {
    /// The fault's name in machine-readable reports.
    pub fn name(&self) -> &'static str {
        match self {
            Fault::Load(_) => "load",
            Fault::MissingExport(_) => "missing-export",
            Fault::UnsupportedMode(_) => "unsupported-mode",
            Fault::Settings(_) => "settings",
            Fault::Trap(_) => "trap",
            Fault::Deadline => "deadline",
            Fault::Memory => "memory",
            Fault::Output => "output",
            Fault::BadResponse(_) => "bad-response",
            Fault::Request(_) => "request",
            Fault::Unstated(_) => "unstated",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Load(why) => write!(f, "the module cannot be loaded: {why}"),
            Fault::MissingExport(name) => write!(f, "the module does not export `{name}`"),
            Fault::UnsupportedMode(mode) => write!(f, "execution mode `{mode}` is not supported"),
            Fault::Settings(message) => write!(f, "the settings are invalid: {message}"),
            Fault::Trap(message) => write!(f, "the policy failed: {message}"),
            Fault::Deadline => f.write_str("the policy took too long"),
            Fault::Memory => f.write_str("the policy asked for more memory than it may have"),
            Fault::Output => f.write_str("the policy wrote more output than it may"),
            Fault::BadResponse(why) => {
                write!(f, "the policy's reply is no validation response: {why}")
            }
            Fault::Request(why) => write!(f, "the request is invalid: {why}"),
            Fault::Unstated(what) => write!(f, "a look-up has no answer: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Case { file, line, variant } => write!(f, "{}:{line} ({variant})", file.display()),
            Origin::File(file) => write!(f, "{}", file.display()),
            Origin::Part { file, number } => write!(f, "{}:{number}", file.display()),
            Origin::Input(number) => write!(f, "standard input:{number}"),
        }
    }
}
