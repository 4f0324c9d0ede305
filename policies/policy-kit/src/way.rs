//! The way to a place of an object, kept: places are asked for in order, so what two neighbours have in common is read
//! once, however large the object is.

use crate::json::Json;
use crate::kinds::{self, GroupKind};
use crate::place::{Place, Step};

/// The way to the place that was asked for last.
#[derive(Debug)]
pub(crate) struct Way<'a, 'r> {
    levels: Vec<Level<'a, 'r>>,
}

/// What stands on the way.
#[derive(Debug)]
#[expect(
    clippy::option_option,
    reason = "not looked for and not there are two things, and cells for them take 300 bytes of a module"
)]
pub(crate) struct Level<'a, 'r> {
    /// The step that leads here; of no meaning for the whole object.
    pub(crate) step: Step<'a>,
    pub(crate) value: Option<Json<'r>>,
    /// The labels of the object that stands here, once somebody has looked for them.
    pub(crate) labels: Option<Option<Json<'r>>>,
    /// Its kind, once somebody has looked for it.
    kind: Option<Option<GroupKind<'r>>>,
    /// How long the identity of this place is.
    pub(crate) end: usize,
    items: Vec<Json<'r>>,
}

impl<'a, 'r> Way<'a, 'r> {
    /// The way to the whole object.
    pub(crate) fn from(root: Json<'r>) -> Self {
        Way { levels: vec![Level::new(Step::Item(0), Some(root))] }
    }

    /// What stands on the way to a place, the whole object first; and how much of it stood on the way before.
    pub(crate) fn to(&mut self, place: &Place<'a>) -> (usize, &mut [Level<'a, 'r>]) {
        let known = self.levels.iter().skip(1).zip(&place.0);
        let common = known.take_while(|(level, step)| level.step == **step).count() + 1;
        self.levels.truncate(common);
        for step in place.0.iter().skip(common - 1) {
            let value = self.levels.last().and_then(|above| match step {
                Step::Key(key) => above.value?.member(key),
                Step::Item(index) => above.items.get(*index).copied(),
            });
            self.levels.push(Level::new(step.clone(), value));
        }
        (common, &mut self.levels)
    }
}

impl<'a, 'r> Level<'a, 'r> {
    fn new(step: Step<'a>, value: Option<Json<'r>>) -> Self {
        let items = value.and_then(|value| value.items().ok()).unwrap_or_default();
        Level { step, value, labels: None, kind: None, end: 0, items }
    }

    /// The kind of the object that stands here, if it is one.
    pub(crate) fn kind(&mut self) -> Option<&GroupKind<'r>> {
        let value = self.value;
        let text = |key| value?.member(key)?.text().ok();
        let read =
            || Some(GroupKind { group: text("apiVersion").map(kinds::group_of)?, kind: text("kind")? });
        self.kind.get_or_insert_with(read).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_from_one_place_to_any_other() {
        let root = Json::parse(r#"{"a":[{"b":1},{"b":{"c":2}}],"d":null}"#).unwrap();
        let mut way = Way::from(root);
        let mut value = |place: &Place<'static>| way.to(place).1.last().and_then(|level| level.value);
        let item = |index| Place::default().key("a").item(index).key("b");
        for (place, wanted) in [
            (item(0), Some("1")),
            (item(1).key("c"), Some("2")),
            (item(1), Some(r#"{"c":2}"#)),
            (item(2), None),
            (item(0).key("c"), None),
            (Place::default().key("d"), None),
            (Place::default(), Some(root.raw())),
            (item(0), Some("1")),
        ] {
            assert_eq!(value(&place).map(Json::raw), wanted, "{place}");
        }
    }
}
