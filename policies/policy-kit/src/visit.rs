//! A pass over every object inside an object, for policies that look for more than pods.

use std::borrow::Cow;

use crate::json::{Cursor, Entries, Json, Wrong};
use crate::kinds;
use crate::map::Map;
use crate::place::Step;

/// Calls `visit` with every map inside `object`, inner ones first, and with the object itself in the end. The
/// bookkeeping of field managers and the object's own status are left out: nobody starts anything from them.
pub(crate) fn visit<'a>(object: Json<'a>, visit: &mut dyn FnMut(&Map<'_, 'a>)) {
    let cursor = Cursor::new(object.raw());
    let mut pass = Pass { cursor, path: Vec::with_capacity(16), entries: Vec::with_capacity(64), visit };
    // The request's own pass has read the same text: it is JSON, and not nested too deep.
    let _ = pass.value();
}

struct Pass<'a, 'v> {
    cursor: Cursor<'a>,
    path: Vec<Step<'a>>,
    /// The entries of all maps that are open, innermost last.
    entries: Entries<'a>,
    visit: &'v mut dyn FnMut(&Map<'_, 'a>),
}

impl Pass<'_, '_> {
    fn value(&mut self) -> Result<(), Wrong> {
        match self.cursor.peek() {
            b'{' => self.map(),
            b'[' => self.list(),
            _ => self.cursor.value().map(drop),
        }
    }

    fn list(&mut self) -> Result<(), Wrong> {
        self.cursor.take(b'[');
        let mut index = 0;
        while self.cursor.more(b']', index == 0)? {
            self.path.push(Step::Item(index));
            self.value()?;
            self.path.pop();
            index += 1;
        }
        Ok(())
    }

    fn map(&mut self) -> Result<(), Wrong> {
        self.cursor.take(b'{');
        let first = self.entries.len();
        while self.cursor.more(b'}', self.entries.len() == first)? {
            let key = self.cursor.key()?;
            let next = self.cursor.peek();
            let start = self.cursor.position();
            if matches!(next, b'{' | b'[') && !kinds::is_bookkeeping(&key, &self.path) {
                self.path.push(Step::Key(Cow::clone(&key)));
                self.value()?;
                self.path.pop();
            } else {
                self.cursor.value()?;
            }
            self.entries.push((key, self.cursor.since(start)?));
        }
        let entries = self.entries.split_off(first);
        (self.visit)(&Map::root(&self.path, &entries, false));
        Ok(())
    }
}
