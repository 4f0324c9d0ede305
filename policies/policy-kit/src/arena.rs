//! The memory of one request.

use std::cell::RefCell;
use std::fmt;

use bumpalo::Bump;

use crate::json::Wrong;
use crate::place::{Place, Step};

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
type Noted = (Vec<OwnStep>, Wrong);

/// A step that borrows nothing.
enum OwnStep {
    Key(String),
    Item(usize),
}

/// Something of the wrong type, and where it stands. A policy never accepts what it cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) wrong: Wrong,
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

    /// Notes that a member has the wrong type.
    #[cold]
    pub(crate) fn note_malformed(&self, at: &Place<'_>, wrong: Wrong) {
        let own = |step: &Step<'_>| match *step {
            Step::Key(key) => OwnStep::Key(key.to_owned()),
            Step::Item(index) => OwnStep::Item(index),
        };
        self.malformed.borrow_mut().push((at.steps().iter().map(own).collect(), wrong));
    }

    /// What was noted since this was asked last.
    pub(crate) fn take_malformed(&self) -> Vec<Malformed<'_>> {
        let noted = self.malformed.take().into_iter();
        let placed = noted.map(|(steps, wrong)| {
            let step = |step: &OwnStep| match step {
                OwnStep::Key(key) => Step::Key(self.keep(key)),
                OwnStep::Item(index) => Step::Item(*index),
            };
            let steps: Vec<_> = steps.iter().map(step).collect();
            Malformed { at: Place::root(self).then(&steps), wrong }
        });
        placed.collect()
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("bytes", &self.bump.allocated_bytes()).finish_non_exhaustive()
    }
}

impl fmt::Display for Malformed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;
    use crate::map::{Map, Schema};

    #[test]
    fn what_was_noted_is_given_back_once() {
        let arena = Arena::new();
        let object = Json::parse(r#"{"a":{"b":"true","c":[1]}}"#, &arena).unwrap();
        let root = Map::new(Place::root(&arena), object.entries().unwrap(), Schema::Known);
        let inner = root.map("a").unwrap();
        assert_eq!(inner.boolean("b"), None);
        assert_eq!(inner.texts("c"), []);
        let noted: Vec<_> = arena.take_malformed().iter().map(ToString::to_string).collect();
        assert_eq!(
            noted,
            ["a.b: expected a boolean, found a string", "a.c[0]: expected a string, found a number"]
        );
        assert_eq!(arena.take_malformed(), []);
        assert_eq!(inner.boolean("b"), None);
        assert_eq!(arena.take_malformed().len(), 1, "whoever reads it again notes it again");
    }

    #[test]
    fn what_is_absent_or_null_or_somebody_elses_is_not_malformed() {
        let arena = Arena::new();
        let object = Json::parse(r#"{"a":null,"b":"true"}"#, &arena).unwrap();
        let root = Map::new(Place::root(&arena), object.entries().unwrap(), Schema::Known);
        assert_eq!([root.boolean("a"), root.boolean("x")], [None; 2]);
        assert_eq!(Map::of_found(object).boolean("b"), None);
        assert_eq!(arena.take_malformed(), []);
    }
}
