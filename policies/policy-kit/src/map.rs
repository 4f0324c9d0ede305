//! An object's members, read once, and the place where the object stands.

use std::borrow::Cow;
use std::fmt;

use crate::json::{Entries, Json, Shape, Wrong};
use crate::place::{Place, Step};

/// Something of the wrong type, and where it stands. A policy never accepts what it cannot read:
/// [`crate::Report::read`] files it as the finding `malformed`.
///
/// Boxed, since every accessor may answer it and hardly any does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed<'a>(Box<(Place<'a>, Wrong)>);

impl<'a> Malformed<'a> {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(at: Place<'a>, wrong: Wrong) -> Self {
        Malformed(Box::new((at, wrong)))
    }

    pub(crate) fn into_parts(self) -> (Place<'a>, Wrong) {
        *self.0
    }
}

impl fmt::Display for Malformed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, wrong) = &*self.0;
        write!(f, "{at}: {wrong}")
    }
}

/// The members of one object of the request. Accessors answer `Ok(None)` for what is absent or `null`,
/// and [`Malformed`] for what has the wrong type.
#[derive(Clone, Debug)]
pub struct Map<'t, 'a> {
    trail: Trail<'t, 'a>,
    /// Whether the schema is a pod's for certain. Where it is not, a member of another shape is something else
    /// of that name.
    certain: bool,
    entries: Cow<'t, [(Cow<'a, str>, Json<'a>)]>,
}

/// How a map is reached; a place is rendered from it only when there is something to report.
#[derive(Clone, Debug)]
enum Trail<'t, 'a> {
    Root(&'t [Step<'a>]),
    Member(&'t Map<'t, 'a>, &'a str),
    Item(&'t Map<'t, 'a>, &'a str, usize),
}

impl<'t, 'a> Map<'t, 'a> {
    /// A whole object, whose places are counted from it.
    pub fn whole(entries: Entries<'a>) -> Self {
        Map { trail: Trail::Root(&[]), certain: true, entries: Cow::Owned(entries) }
    }

    /// A map whose entries are known already.
    pub(crate) fn root(steps: &'t [Step<'a>], entries: &'t Entries<'a>, certain: bool) -> Self {
        Map { trail: Trail::Root(steps), certain, entries: Cow::Borrowed(entries) }
    }

    /// An item of one of this map's lists whose entries are known already.
    pub(crate) fn known_item(
        of: &'t Map<'t, 'a>,
        list: &'a str,
        index: usize,
        entries: &'t Entries<'a>,
    ) -> Self {
        Map { trail: Trail::Item(of, list, index), certain: of.certain, entries: Cow::Borrowed(entries) }
    }

    /// The member `key`, unread.
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<Json<'a>> {
        let found = self.entries.iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    /// Every member, in the order of the text; `null` ones included.
    pub fn entries(&self) -> &[(Cow<'a, str>, Json<'a>)] {
        &self.entries
    }

    /// The boolean `key`.
    #[inline(never)]
    pub fn boolean(&self, key: &'a str) -> Result<Option<bool>, Malformed<'a>> {
        self.read(key, Json::boolean)
    }

    /// The whole number `key`.
    #[inline(never)]
    pub fn integer(&self, key: &'a str) -> Result<Option<i64>, Malformed<'a>> {
        self.read(key, Json::integer)
    }

    /// The string `key`.
    #[inline(never)]
    pub fn text(&self, key: &'a str) -> Result<Option<Cow<'a, str>>, Malformed<'a>> {
        self.read(key, Json::text)
    }

    /// The object `key`.
    #[inline(never)]
    pub fn map<'n>(&'n self, key: &'a str) -> Result<Option<Map<'n, 'a>>, Malformed<'a>> {
        let entries = self.read_shape(key, Shape::Map, Json::entries)?;
        Ok(entries.map(|entries| Map {
            trail: Trail::Member(self, key),
            certain: true,
            entries: Cow::Owned(entries),
        }))
    }

    /// The objects of the list `key`; one that is no object is malformed and does not hide the others.
    #[inline(never)]
    pub fn maps<'n>(
        &'n self,
        key: &'a str,
    ) -> Result<Vec<Result<Map<'n, 'a>, Malformed<'a>>>, Malformed<'a>> {
        if !self.certain && !self.get(key).is_some_and(Json::holds_objects) {
            return Ok(Vec::new());
        }
        let mut maps = Vec::new();
        let mut each = |item| {
            let index = maps.len();
            maps.push(match item {
                Ok(entries) => {
                    let trail = Trail::Item(self, key, index);
                    Ok(Map { trail, certain: true, entries: Cow::Owned(entries) })
                }
                Err(wrong) => Err(Malformed::new(self.at(key).item(index), wrong)),
            });
        };
        self.read(key, |json| json.maps(&mut each))?;
        Ok(maps)
    }

    /// The strings of the list `key`, each readable or malformed on its own.
    #[inline(never)]
    pub fn texts(&self, key: &'a str) -> Result<Vec<Result<Cow<'a, str>, Malformed<'a>>>, Malformed<'a>> {
        let items = self.read(key, Json::items)?.unwrap_or_default();
        let read = items.into_iter().enumerate().map(|(index, item)| {
            item.text().map_err(|wrong| Malformed::new(self.at(key).item(index), wrong))
        });
        Ok(read.collect())
    }

    /// The keys under which this map stands: its own, where it is a member, or that of the list that it is an item
    /// of; then that of the map or list around it. Empty where there is none.
    pub fn keys(&self) -> (Cow<'a, str>, Cow<'a, str>) {
        let place = self.here();
        let mut keys = place.0.into_iter().rev().filter_map(|step| match step {
            Step::Key(key) => Some(key),
            Step::Item(_) => None,
        });
        (keys.next().unwrap_or_default(), keys.next().unwrap_or_default())
    }

    /// The place of this map.
    pub fn here(&self) -> Place<'a> {
        match &self.trail {
            Trail::Root(steps) => Place(steps.to_vec()),
            Trail::Member(of, key) => of.at(key),
            Trail::Item(of, key, index) => of.at(key).item(*index),
        }
    }

    /// The place of the member `key`; dots separate several steps.
    #[inline(never)]
    pub fn at(&self, key: &'a str) -> Place<'a> {
        self.here().key(key)
    }

    /// The place of a member whose key is not known beforehand, whatever characters it has.
    pub fn member_at(&self, key: &Cow<'a, str>) -> Place<'a> {
        let mut place = self.here();
        place.0.push(Step::Key(Cow::clone(key)));
        place
    }

    fn read_shape<T>(
        &self,
        key: &'a str,
        shape: Shape,
        how: impl FnOnce(Json<'a>) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Malformed<'a>> {
        if !self.certain && self.get(key).is_some_and(|json| json.shape() != shape) {
            return Ok(None);
        }
        self.read(key, how)
    }

    fn read<T>(
        &self,
        key: &'a str,
        how: impl FnOnce(Json<'a>) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Malformed<'a>> {
        let read = self.get(key).map(how).transpose();
        read.map_err(|wrong| Malformed::new(self.at(key), wrong))
    }
}
