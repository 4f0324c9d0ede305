//! The descent from an object's root to a place.

use crate::json::{Entries, Json, Shape};
use crate::kinds::{self, GroupKind};
use crate::place::Step;

/// The maps and lists from an object's root down to a place. Whoever goes to many places of one object reads what
/// lies on the way to several of them once, or an object with a thousand pods would be read a thousand times.
#[derive(Debug)]
pub(crate) struct Descent<'a> {
    stops: Vec<Stop<'a>>,
    steps: Vec<Step<'a>>,
}

/// A map or list on the way down.
#[derive(Debug)]
pub(crate) struct Stop<'a> {
    pub(crate) level: Level<'a>,
    /// The kind of the innermost object around it that says what it is. It may claim any.
    pub(crate) kind: GroupKind<'a>,
}

/// A map or list, read once: a dozen members are asked for.
#[derive(Debug)]
pub(crate) enum Level<'a> {
    Map(Entries<'a>),
    List(&'a [Json<'a>]),
}

impl<'a> Descent<'a> {
    /// Begins at the root of an object of this kind, which has these members.
    pub(crate) fn new(root: Entries<'a>, kind: GroupKind<'a>) -> Self {
        let root = Stop { level: Level::Map(root), kind };
        Descent { stops: vec![root], steps: Vec::new() }
    }

    /// Goes to another place, back no further than needed; answers how many steps both places have in common.
    pub(crate) fn go(&mut self, steps: &[Step<'a>]) -> usize {
        let shared = self.steps.iter().zip(steps).take_while(|(old, new)| old == new).count();
        self.stops.truncate(shared + 1);
        self.steps.truncate(shared);
        self.steps.extend(steps.iter().skip(shared));
        for step in steps.iter().skip(self.stops.len().saturating_sub(1)) {
            // A manifest inside a string is not followed: it is a patch, or what another object becomes.
            let Some(last) = self.stops.last() else { break };
            let json = last.level.at(step).filter(|json| matches!(json.shape(), Shape::Map | Shape::List));
            let Some(level) = json.map(Level::of) else { break };
            let kind = level.kind().unwrap_or(last.kind);
            self.stops.push(Stop { level, kind });
        }
        shared
    }

    /// The maps and lists from the root down, as far as there are any.
    pub(crate) fn stops(&self) -> &[Stop<'a>] {
        &self.stops
    }

    /// The steps from the root down: each leads on from the stop of the same index.
    pub(crate) fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    /// The map or list that was reached, if that is the place itself.
    pub(crate) fn end(&self) -> Option<&Level<'a>> {
        let stop = self.stops.get(self.steps.len());
        stop.map(|stop| &stop.level)
    }
}

impl<'a> Level<'a> {
    /// What is neither is an empty map.
    fn of(json: Json<'a>) -> Self {
        match json.items() {
            Ok(items) => Level::List(items),
            Err(_) => Level::Map(json.entries().unwrap_or_default()),
        }
    }

    /// A member, unless it is null.
    pub(crate) fn member(&self, key: &str) -> Option<Json<'a>> {
        let Level::Map(entries) = self else { return None };
        let found = entries.iter().rev().find(|(name, _)| *name == key);
        found.map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    /// The text of a member.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.member(key)?.text().ok()
    }

    /// The kind that a map says it is of.
    fn kind(&self) -> Option<GroupKind<'a>> {
        let version = self.text("apiVersion")?;
        Some(GroupKind { group: kinds::group_of(version), kind: self.text("kind")? })
    }

    /// What the step leads to, unless it is null.
    pub(crate) fn at(&self, step: &Step<'_>) -> Option<Json<'a>> {
        match (self, step) {
            (Level::Map(_), Step::Key(key)) => self.member(key),
            (Level::List(items), Step::Item(index)) => items.get(*index).copied(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::Arena;
    use crate::place::Place;

    #[test]
    fn leads_from_one_place_to_any_other() {
        let arena = Arena::new();
        let root = Json::parse(r#"{"a":[{"b":1},{"b":{"c":2}}],"d":null}"#, &arena).unwrap();
        let mut descent = Descent::new(root.entries().unwrap(), GroupKind::default());
        let root_place = Place::root(&arena);
        let item = |index| root_place.key("a").item(index).key("b");
        for (place, wanted) in [
            (item(0), Some("1")),
            (item(1).key("c"), Some("2")),
            (item(1), Some(r#"{"c":2}"#)),
            (item(2), None),
            (item(0).key("c"), None),
            (root_place.key("d"), None),
            (item(0), Some("1")),
        ] {
            let steps = place.steps();
            let (last, around) = steps.split_last().unwrap();
            descent.go(around);
            assert_eq!(descent.end().and_then(|level| level.at(last)).map(Json::raw), wanted, "{place}");
        }
    }
}
