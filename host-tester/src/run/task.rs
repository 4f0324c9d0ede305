//! What a plan consists of.

use crate::verdict::Event;

/// A piece of work that leads to events; pieces run in parallel.
pub trait Task: Send {
    /// Does it.
    fn perform(&self) -> Vec<Event>;
}
