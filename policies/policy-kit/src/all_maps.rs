//! A pass over every object inside an object, for policies that look for more than pods.

use crate::json::{Cursor, Entry, Json, Wrong};
use crate::kinds;
use crate::map::{Map, Schema};
use crate::path::Path;
use crate::place::Step;

/// Calls `visit` with every map inside `object`, inner ones first, and with the object itself in the end. The
/// bookkeeping of field managers and the object's own status are left out: nobody starts anything from them.
pub(crate) fn visit<'a>(object: Json<'a>, visit: &mut dyn FnMut(Map<'a>)) {
    let cursor = object.cursor();
    let mut pass = Pass { cursor, path: Path::new(object.arena()), entries: Vec::with_capacity(64), visit };
    // The request's own pass has read the same text: it is JSON, and not nested too deep.
    let _ = pass.value();
}

struct Pass<'a, 'v> {
    cursor: Cursor<'a>,
    path: Path<'a>,
    /// The entries of all maps that are open, innermost last.
    entries: Vec<Entry<'a>>,
    visit: &'v mut dyn FnMut(Map<'a>),
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
            if matches!(next, b'{' | b'[') && !kinds::is_bookkeeping(key, self.path.steps()) {
                self.path.push(Step::Key(key));
                self.value()?;
                self.path.pop();
            } else {
                self.cursor.value()?;
            }
            self.entries.push((key, self.cursor.since(start)?));
        }
        let entries = self.entries.get(first..).unwrap_or_default();
        let entries = self.cursor.arena().bump().alloc_slice_copy(entries);
        self.entries.truncate(first);
        (self.visit)(Map::new(self.path.here(), entries, Schema::Guessed));
        Ok(())
    }
}
