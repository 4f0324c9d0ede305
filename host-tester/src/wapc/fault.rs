//! Why a guest stopped, as a value that tests and exit codes can tell apart.

use std::fmt;

use policy_test::outcome::Fault;
use wasmtime::{Error, Trap};

use super::Session;

/// Why the host ended a call that the guest's own code did not end.
#[derive(Debug)]
pub enum Stop {
    /// The guest called `proc_exit`.
    Exit(i32),
    /// It printed more than the given number of bytes.
    Flood(usize),
    /// A response or a host call is larger than the host accepts.
    Oversized {
        /// Bytes it wanted to hand over.
        bytes: usize,
        /// Bytes the host accepts.
        most: usize,
    },
    /// A pointer leads out of the guest's memory.
    Pointer {
        /// First byte.
        ptr: u32,
        /// Number of bytes.
        len: usize,
        /// Size of the memory.
        size: usize,
    },
    /// Text that must be UTF-8 is not.
    NotText,
    /// The guest has no memory to read from.
    NoMemory,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "the guest called proc_exit({code})"),
            Self::Flood(most) => write!(f, "the guest printed more than {most} bytes"),
            Self::Oversized { bytes, most } => {
                write!(f, "the guest handed over {bytes} bytes; at most {most} are accepted")
            }
            Self::Pointer { ptr, len, size } => write!(
                f,
                "the guest pointed to {len} bytes at {ptr:#x}, outside of its memory of {size} bytes"
            ),
            Self::NotText => f.write_str("the guest handed over text that is not UTF-8"),
            Self::NoMemory => f.write_str("the guest exports no memory"),
        }
    }
}

impl std::error::Error for Stop {}

/// The fault behind an error raised while an operation ran.
pub fn of_call(error: &Error, session: &Session) -> Fault {
    match (error.downcast_ref::<Stop>(), error.downcast_ref::<Trap>()) {
        (Some(Stop::Flood(_) | Stop::Oversized { .. }), _) => Fault::Output,
        (Some(Stop::NoMemory), _) => Fault::MissingExport("memory".to_owned()),
        (Some(stop), _) => Fault::Trap(stop.to_string()),
        (None, Some(Trap::Interrupt)) => Fault::Deadline,
        // A refused growth is no trap by itself; it is named when the guest could not go on without.
        _ if session.refused_memory => Fault::Memory,
        (None, Some(trap)) => Fault::Trap(with_last_words(trap, session)),
        (None, None) => Fault::Trap(with_last_words(&error.root_cause(), session)),
    }
}

/// The fault behind an error raised while the guest was initialised.
pub fn of_start(error: &Error, session: &Session) -> Fault {
    match of_call(error, session) {
        Fault::Trap(text) => Fault::Trap(format!("initialisation failed: {text}")),
        other => other,
    }
}

/// The trap's reason with the guest's last line, which is the panic message of most languages.
fn with_last_words(reason: &dyn fmt::Display, session: &Session) -> String {
    let printed = String::from_utf8_lossy(session.output());
    match printed.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("{reason} (the guest's last words: `{}`)", line.trim()),
        None => reason.to_string(),
    }
}
