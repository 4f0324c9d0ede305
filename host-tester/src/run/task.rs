//! What a plan consists of.

use crate::verdict::Event;

/// A piece of work that leads to events; pieces run in parallel.
pub trait Task: Send {
    /// Does the work.
    fn perform(&self) -> Vec<Event>;
}
