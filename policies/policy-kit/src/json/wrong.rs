//! What a value is, and what it should be.

use std::fmt;

/// What a value is, by its first character; written as it is named in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Any number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Map,
}

/// A value is not of the type that its reader expects, or the text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What should stand there, with its article: `a boolean`.
    pub expected: &'static str,
    /// What stands there, with its article: `a string`.
    pub found: &'static str,
}

impl Shape {
    /// The shape's name with its article, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Boolean => "a boolean",
            Shape::Number => "a number",
            Shape::Text => "a string",
            Shape::List => "a list",
            Shape::Map => "an object",
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// The text is not JSON. A host serialises requests itself, so this is not met behind a real one.
pub(crate) const BROKEN: Wrong = Wrong { expected: "JSON", found: "broken text" };

/// What a value is that begins with this byte.
pub(crate) fn shape_of(first: u8) -> Shape {
    match first {
        b't' | b'f' => Shape::Boolean,
        b'"' => Shape::Text,
        b'[' => Shape::List,
        b'{' => Shape::Map,
        b'n' => Shape::Null,
        _ => Shape::Number,
    }
}
