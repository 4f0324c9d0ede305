//! What is inside a value: items, members, other JSON.

use bumpalo::collections::Vec as BumpVec;

use super::cursor::{Cursor, END};
use super::value::{Entries, Json};
use super::wrong::{BROKEN, Wrong};
use crate::arena::Arena;

impl<'a> Json<'a> {
    /// The one value that `text` holds; anything after it is an error.
    pub fn parse(text: &'a str, arena: &'a Arena) -> Result<Self, Wrong> {
        let mut cursor = Cursor::new(text, arena);
        let value = cursor.value()?;
        if cursor.peek() == END { Ok(value) } else { Err(BROKEN) }
    }

    /// The JSON that this string holds: an annotation with a list, a manifest.
    pub fn embedded(self) -> Result<Self, Wrong> {
        Json::parse(self.text()?, self.arena)
    }

    pub(crate) fn cursor(self) -> Cursor<'a> {
        Cursor::new(self.raw, self.arena)
    }

    /// The items of a list, or what stands in its place.
    pub fn items(self) -> Result<&'a [Json<'a>], Wrong> {
        let mut cursor = self.cursor();
        if !cursor.take(b'[') {
            return Err(self.wrong("a list"));
        }
        let mut items = BumpVec::with_capacity_in(4, self.arena.bump());
        while cursor.more(b']', items.is_empty())? {
            items.push(cursor.value()?);
        }
        Ok(items.into_bump_slice())
    }

    /// The entries of an object in the order of the text, or what stands in its place.
    pub fn entries(self) -> Result<Entries<'a>, Wrong> {
        entries(&mut self.cursor())
    }

    /// Calls `each` with every item of a list: the entries of an object, or what stands in its place. Answers what
    /// stands in the place of the list.
    pub(crate) fn maps(self, each: &mut dyn FnMut(Result<Entries<'a>, Wrong>)) -> Result<(), Wrong> {
        let mut cursor = self.cursor();
        if !cursor.take(b'[') {
            return Err(self.wrong("a list"));
        }
        let mut first = true;
        while cursor.more(b']', first)? {
            first = false;
            each(match cursor.peek() {
                b'{' => Ok(entries(&mut cursor)?),
                _ => Err(cursor.value()?.wrong("an object")),
            });
        }
        Ok(())
    }

    /// The member of an object with this name; `null` counts as absent, and so does a value that is no object.
    pub fn member(self, name: &str) -> Option<Json<'a>> {
        let mut cursor = self.cursor();
        if !cursor.take(b'{') {
            return None;
        }
        let (mut first, mut found) = (true, None);
        while cursor.more(b'}', first).ok()? {
            first = false;
            let key = cursor.key().ok()?;
            let value = cursor.value().ok()?;
            if key == name {
                found = Some(value);
            }
        }
        found.filter(|value| !value.is_null())
    }

    /// Whether this is a list with an object in it.
    pub fn holds_objects(self) -> bool {
        let mut cursor = self.cursor();
        let mut first = true;
        let mut list = cursor.take(b'[');
        while list && cursor.more(b']', first).unwrap_or(false) {
            if cursor.peek() == b'{' {
                return true;
            }
            first = false;
            list = cursor.value().is_ok();
        }
        false
    }

    /// The member that a path of keys leads to: `names.kind`.
    pub fn down(self, path: &str) -> Option<Json<'a>> {
        path.split('.').try_fold(self, Json::member)
    }
}

/// The entries of the object that comes next.
fn entries<'a>(cursor: &mut Cursor<'a>) -> Result<Entries<'a>, Wrong> {
    if !cursor.take(b'{') {
        return Err(cursor.value()?.wrong("an object"));
    }
    let mut entries = BumpVec::with_capacity_in(8, cursor.arena().bump());
    while cursor.more(b'}', entries.is_empty())? {
        let key = cursor.key()?;
        entries.push((key, cursor.value()?));
    }
    Ok(entries.into_bump_slice())
}
