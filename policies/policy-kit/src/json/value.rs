//! A value, and what it says by itself.

use std::fmt;

use super::escape::unescape;
use super::wrong::{BROKEN, Shape, Wrong, shape_of};
use crate::arena::Arena;

/// One JSON value, borrowed and not yet read: exactly its text, without surrounding white space.
#[derive(Clone, Copy)]
pub struct Json<'a> {
    pub(super) raw: &'a str,
    pub(super) arena: &'a Arena,
}

/// One member of an object: its key, and its value not yet read.
pub type Entry<'a> = (&'a str, Json<'a>);

/// The members of one object in the order of the text.
pub type Entries<'a> = &'a [Entry<'a>];

impl<'a> Json<'a> {
    pub(crate) fn arena(self) -> &'a Arena {
        self.arena
    }

    /// The value's own text.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// What the value is.
    pub fn shape(self) -> Shape {
        shape_of(self.raw.bytes().next().unwrap_or_default())
    }

    /// Whether this is `null`, which Kubernetes reads as "not set".
    pub fn is_null(self) -> bool {
        self.raw == "null"
    }

    /// Whether this is `true`.
    pub fn is_true(self) -> bool {
        self.raw == "true"
    }

    /// The boolean, or what stands in its place.
    pub fn boolean(self) -> Result<bool, Wrong> {
        match self.raw {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong("a boolean")),
        }
    }

    /// The whole number, or what stands in its place; `1.0` is whole.
    pub fn integer(self) -> Result<i64, Wrong> {
        if self.shape() != Shape::Number {
            return Err(self.wrong("a whole number"));
        }
        // A fraction of zeros is none. Exponents are not read: no float parser belongs into a module for them.
        let digits = match self.raw.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
            _ => self.raw,
        };
        digits.parse().map_err(|_| Wrong { expected: "a whole number", found: "another number" })
    }

    /// The string, or what stands in its place.
    pub fn text(self) -> Result<&'a str, Wrong> {
        let inner = self.raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match inner {
            None => Err(self.wrong("a string")),
            Some(inner) => unescape(inner, self.arena).ok_or(BROKEN),
        }
    }

    /// The error "expected …, found what this is".
    pub fn wrong(self, expected: &'static str) -> Wrong {
        Wrong { expected, found: self.shape().name() }
    }
}

impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl Eq for Json<'_> {}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.raw)
    }
}
