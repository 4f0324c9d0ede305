//! From the error that ended a call to a fault, which tests and exit codes can tell apart.

use std::fmt;

use policy_test::outcome::Fault;
use wasmtime::{Error, Trap};

use super::state::InstanceState;
use super::stop::Stop;

/// The fault behind an error raised while an operation ran.
pub fn of_call(error: &Error, state: &InstanceState) -> Fault {
    match (error.downcast_ref::<Stop>(), error.downcast_ref::<Trap>()) {
        (Some(Stop::Flood(_) | Stop::Oversized { .. }), _) => Fault::Output,
        (Some(Stop::NoMemory), _) => Fault::MissingExport("memory".to_owned()),
        (Some(stop), _) => Fault::Trap(stop.to_string()),
        (None, Some(Trap::Interrupt)) => Fault::Deadline,
        // A guest may go on after its memory was not allowed to grow; where it did not, that is the reason.
        _ if state.refused_memory => Fault::Memory,
        (None, Some(trap)) => Fault::Trap(with_last_words(trap, state)),
        (None, None) => Fault::Trap(with_last_words(&error.root_cause(), state)),
    }
}

/// The fault behind an error raised while the guest was initialised.
pub fn of_start(error: &Error, state: &InstanceState) -> Fault {
    match of_call(error, state) {
        Fault::Trap(text) => Fault::Trap(format!("initialisation failed: {text}")),
        other => other,
    }
}

/// The trap's reason with the guest's last line, which is the panic message of most languages.
fn with_last_words(reason: &dyn fmt::Display, state: &InstanceState) -> String {
    let printed = String::from_utf8_lossy(state.output());
    match printed.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("{reason} (the guest's last words: `{}`)", line.trim()),
        None => reason.to_string(),
    }
}
