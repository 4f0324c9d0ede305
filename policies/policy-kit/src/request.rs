//! An admission request, borrowed from the payload.

mod admission;
mod operation;
mod others;
mod places;
mod read;

pub use self::admission::Request;
pub use self::operation::{Operation, Resource};
pub use self::places::Label;
pub(crate) use self::read::Payload;
