//! An object's members, read once, and the place where the object stands.

use crate::json::{Entries, Json, Shape, Wrong};
use crate::malformed;
use crate::place::Place;

/// The members of one object of the request, and the way of reading them. Every reader answers `None` for what is
/// absent or `null`, and for what has the wrong type: that is noted, too, and becomes the finding `malformed`, which
/// always denies and hides nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Map<'a> {
    place: Place<'a>,
    schema: Schema,
    entries: Entries<'a>,
}

/// How sure it is that members are what their names say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    /// The schema is known: a member of the wrong type is malformed.
    Known,
    /// The map looks like a part of a pod: an object or list of another shape is something else of that name.
    Guessed,
    /// Somebody else has checked it: an object that a look-up has found. What has the wrong type is absent.
    Foreign,
}

impl<'a> Map<'a> {
    /// The members of an object that a look-up has found; places are counted from it.
    pub fn of_found(object: Json<'a>) -> Self {
        let entries = object.entries().unwrap_or_default();
        Map { place: Place::root(object.arena()), schema: Schema::Foreign, entries }
    }

    /// The same map in an object that a look-up has found.
    pub(crate) fn in_found(self) -> Self {
        Map { schema: Schema::Foreign, ..self }
    }

    /// A map at a place whose members are known already.
    pub(crate) fn new(place: Place<'a>, entries: Entries<'a>, schema: Schema) -> Self {
        Map { place, schema, entries }
    }

    /// An item of one of this map's lists whose members are known already.
    pub(crate) fn known_item(self, list: &'a str, index: usize, entries: Entries<'a>) -> Self {
        Map { place: self.place.member(list).item(index), schema: self.schema, entries }
    }

    /// The same place with other members: a container that is a part of a pod by itself.
    pub(crate) fn with_entries(self, entries: Entries<'a>) -> Self {
        Map { entries, ..self }
    }

    /// The member `key`, unread.
    pub fn get(&self, key: &str) -> Option<Json<'a>> {
        let found = self.entries.iter().rev().find(|(name, _)| *name == key);
        found.map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    /// Whether there is a member `key`, and it is not `null`.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Every member, in the order of the text; `null` ones included.
    pub fn entries(&self) -> Entries<'a> {
        self.entries
    }

    /// The boolean `key`.
    pub fn boolean(&self, key: &'a str) -> Option<bool> {
        self.read(key, Json::boolean)
    }

    /// Whether the boolean `key` is `true`.
    pub fn is_true(&self, key: &'a str) -> bool {
        self.boolean(key) == Some(true)
    }

    /// The whole number `key`.
    pub fn integer(&self, key: &'a str) -> Option<i64> {
        self.read(key, Json::integer)
    }

    /// The string `key`, which may be empty.
    pub fn text(&self, key: &'a str) -> Option<&'a str> {
        self.read(key, Json::text)
    }

    /// The string `key`, unless it is empty: Kubernetes takes an empty string for one that is left out.
    pub fn filled(&self, key: &'a str) -> Option<&'a str> {
        self.text(key).filter(|text| !text.is_empty())
    }

    /// The object `key`.
    pub fn map(&self, key: &'a str) -> Option<Map<'a>> {
        if self.schema == Schema::Guessed && self.get(key).is_some_and(|json| json.shape() != Shape::Map) {
            return None;
        }
        let entries = self.read(key, Json::entries)?;
        Some(Map { place: self.place.member(key), schema: self.schema.of_members(), entries })
    }

    /// The objects of the list `key`; an item that is no object is malformed and does not hide the others.
    pub fn maps(&self, key: &'a str) -> Vec<Map<'a>> {
        if self.schema == Schema::Guessed && !self.get(key).is_some_and(Json::holds_objects) {
            return Vec::new();
        }
        let (list, schema) = (self.place.member(key), self.schema.of_members());
        let mut maps = Vec::new();
        let mut index = 0;
        let mut each = |item| {
            match item {
                Ok(entries) => maps.push(Map { place: list.item(index), schema, entries }),
                Err(wrong) => self.note_malformed(list.item(index), wrong),
            }
            index += 1;
        };
        self.read(key, |json| json.maps(&mut each));
        maps
    }

    /// The strings of the list `key`, each with its index; an item that is no string is malformed and does not hide
    /// the others.
    pub fn texts(&self, key: &'a str) -> Vec<(usize, &'a str)> {
        let items = self.read(key, Json::items).unwrap_or_default();
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item.text() {
                Ok(text) => texts.push((index, text)),
                Err(wrong) => self.note_malformed(self.at(key).item(index), wrong),
            }
        }
        texts
    }

    /// The keys under which this map stands: its own, where it is a member, or that of the list that it is an item
    /// of; then that of the map or list around it. Empty where there is none.
    pub fn keys(&self) -> (&'a str, &'a str) {
        let mut keys = self.place.keys();
        (keys.next().unwrap_or_default(), keys.next().unwrap_or_default())
    }

    /// The place of this map.
    pub fn here(&self) -> Place<'a> {
        self.place
    }

    /// The place of the member `key`; dots separate several steps.
    pub fn at(&self, key: &'a str) -> Place<'a> {
        self.place.key(key)
    }

    /// The place of the member `key`, whatever characters the key has.
    pub fn member_at(&self, key: &'a str) -> Place<'a> {
        self.place.member(key)
    }

    fn read<T>(&self, key: &'a str, how: impl FnOnce(Json<'a>) -> Result<T, Wrong>) -> Option<T> {
        match how(self.get(key)?) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.note_malformed(self.at(key), wrong);
                None
            }
        }
    }

    #[cold]
    pub(crate) fn note_malformed(&self, at: Place<'a>, wrong: Wrong) {
        if self.schema != Schema::Foreign {
            malformed::note(&at, wrong);
        }
    }
}

impl Schema {
    /// What is known of a member's own members: what a known name leads to has the schema of that name.
    fn of_members(self) -> Schema {
        if self == Schema::Foreign { Schema::Foreign } else { Schema::Known }
    }
}
