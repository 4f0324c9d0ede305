//! What has the wrong type: a policy never accepts what it cannot read.

use std::fmt;

use crate::arena::{Arena, NotedStep};
use crate::json::Wrong;
use crate::place::{Place, Step};

/// Something of the wrong type, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) wrong: Wrong,
}

impl<'a> Malformed<'a> {
    /// A part of the request that is around the object.
    #[cold]
    pub(crate) fn in_request(arena: &'a Arena, key: &'static str, wrong: Wrong) -> Self {
        Malformed { at: Place::root(arena).key(key), wrong }
    }
}

/// Notes that something has the wrong type.
#[cold]
pub(crate) fn note(at: &Place<'_>, wrong: Wrong) {
    let own = |step: &Step<'_>| match *step {
        Step::Key(key) => NotedStep::Key(key.to_owned()),
        Step::Item(index) => NotedStep::Item(index),
    };
    at.arena().note((at.steps().iter().map(own).collect(), wrong));
}

/// What was noted since this was asked last.
pub(crate) fn take_noted(arena: &Arena) -> Vec<Malformed<'_>> {
    let placed = arena.take_notes().into_iter().map(|(steps, wrong)| {
        let step = |step: &NotedStep| match step {
            NotedStep::Key(key) => Step::Key(arena.keep(key)),
            NotedStep::Item(index) => Step::Item(*index),
        };
        let steps: Vec<_> = steps.iter().map(step).collect();
        Malformed { at: Place::root(arena).then(&steps), wrong }
    });
    placed.collect()
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
        let noted: Vec<_> = take_noted(&arena).iter().map(ToString::to_string).collect();
        assert_eq!(
            noted,
            ["a.b: expected a boolean, found a string", "a.c[0]: expected a string, found a number"]
        );
        assert_eq!(take_noted(&arena), []);
        assert_eq!(inner.boolean("b"), None);
        assert_eq!(take_noted(&arena).len(), 1, "whoever reads it again notes it again");
    }

    #[test]
    fn what_is_absent_or_null_or_somebody_elses_is_not_malformed() {
        let arena = Arena::new();
        let object = Json::parse(r#"{"a":null,"b":"true"}"#, &arena).unwrap();
        let root = Map::new(Place::root(&arena), object.entries().unwrap(), Schema::Known);
        assert_eq!([root.boolean("a"), root.boolean("x")], [None; 2]);
        assert_eq!(Map::of_found(object).boolean("b"), None);
        assert_eq!(take_noted(&arena), []);
    }
}
