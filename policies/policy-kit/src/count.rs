//! How many pods an object asks for, by the multipliers that the object itself states.
//!
//! Most kinds multiply by members of the maps on the way to a pod spec: `replicas`, `parallelism`, `numNodes`.
//! What is otherwise is said by [`crate::projects`]. Nothing is counted until a policy asks.

mod context;
mod counts;
mod multiplier;
mod number;

pub(crate) use self::context::Context;
pub use self::counts::Counts;
pub use self::number::Count;
pub(crate) use self::number::{known, largest};

#[cfg(test)]
mod tests;
