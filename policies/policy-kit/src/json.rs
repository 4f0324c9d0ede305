//! JSON read in place: a value is a slice of the request until somebody asks what it says.
//!
//! A policy module is instantiated afresh for every request, so what it reads decides what it costs. What has to be
//! kept (members of an object that was read, strings whose escapes are resolved) lives in the request's [`crate::Arena`].

mod cursor;
mod escape;
mod read;
mod skip;
mod value;
mod write;
mod wrong;

pub(crate) use self::cursor::{Cursor, END};
pub use self::value::{Entries, Entry, Json};
pub(crate) use self::write::Writer;
pub(crate) use self::wrong::{BROKEN, shape_of};
pub use self::wrong::{Shape, Wrong};

#[cfg(test)]
mod tests;
