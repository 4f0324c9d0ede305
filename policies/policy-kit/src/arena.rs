//! The memory of one request.

use std::cell::RefCell;
use std::fmt;

use bumpalo::Bump;

use crate::json::Wrong;

/// Where everything lives that is made while a request is judged: texts whose escapes are resolved, members of
/// objects, texts that rules put together. All of it is given back at once, so that whatever is read is a plain
/// reference that lives as long as the request.
///
/// What has the wrong type is noted here, too, by whoever reads it: see [`crate::Map`].
#[derive(Default)]
pub struct Arena {
    bump: Bump,
    malformed: RefCell<Vec<Noted>>,
}

/// Something of the wrong type: the way to it, and what is wrong.
pub(crate) type Noted = (Vec<NotedStep>, Wrong);

/// A step of the way, which borrows nothing.
pub(crate) enum NotedStep {
    Key(String),
    Item(usize),
}

impl Arena {
    /// An empty one, with room for what most requests need.
    pub fn new() -> Self {
        Arena { bump: Bump::with_capacity(8_192), malformed: RefCell::default() }
    }

    /// A text that lives as long as the request.
    pub fn keep(&self, text: &str) -> &str {
        self.bump.alloc_str(text)
    }

    /// A text that is put together from others.
    pub fn keep_fmt(&self, text: fmt::Arguments<'_>) -> &str {
        text.as_str().unwrap_or_else(|| self.bump.alloc_str(&text.to_string()))
    }

    pub(crate) fn bump(&self) -> &Bump {
        &self.bump
    }

    /// Notes that something has the wrong type; [`crate::malformed`] makes a place of the way to it.
    #[cold]
    pub(crate) fn note(&self, noted: Noted) {
        self.malformed.borrow_mut().push(noted);
    }

    /// What was noted since this was asked last.
    pub(crate) fn take_notes(&self) -> Vec<Noted> {
        self.malformed.take()
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("bytes", &self.bump.allocated_bytes()).finish_non_exhaustive()
    }
}
