//! JSON read in place: a value is a slice of the request until somebody asks what it says.
//!
//! A policy module is instantiated afresh for every request, so what it reads decides what it costs. What has to be
//! kept (members of an object that was read, strings whose escapes are resolved) lives in the request's [`Arena`].

mod cursor;
mod skip;
mod write;

use std::fmt;

use bumpalo::collections::Vec as BumpVec;

pub(crate) use self::cursor::{Cursor, END};
pub(crate) use self::write::Writer;
use crate::arena::Arena;

/// One JSON value, borrowed and not yet read: exactly its text, without surrounding white space.
#[derive(Clone, Copy)]
pub struct Json<'a> {
    raw: &'a str,
    arena: &'a Arena,
}

/// One member of an object: its key, and its value not yet read.
pub type Entry<'a> = (&'a str, Json<'a>);

/// The members of one object in the order of the text.
pub type Entries<'a> = &'a [Entry<'a>];

/// What a value is, by its first character; written as it is named in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Any number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Map,
}

/// A value is not of the type that its reader expects, or the text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What should stand there, with its article: `a boolean`.
    pub expected: &'static str,
    /// What stands there, with its article: `a string`.
    pub found: &'static str,
}

impl Shape {
    /// The shape's name with its article, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Boolean => "a boolean",
            Shape::Number => "a number",
            Shape::Text => "a string",
            Shape::List => "a list",
            Shape::Map => "an object",
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

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

    pub(crate) fn arena(self) -> &'a Arena {
        self.arena
    }

    /// The value's own text.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// What the value is.
    pub fn shape(self) -> Shape {
        shape_of(self.raw.bytes().next().unwrap_or(END))
    }

    /// Whether this is `null`, which Kubernetes reads as "not set".
    pub fn is_null(self) -> bool {
        self.raw == "null"
    }

    /// Whether this is `true`.
    pub fn is_true(self) -> bool {
        self.raw == "true"
    }

    /// The boolean, or what stands in its place.
    pub fn boolean(self) -> Result<bool, Wrong> {
        match self.raw {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong("a boolean")),
        }
    }

    /// The whole number, or what stands in its place; `1.0` is whole.
    pub fn integer(self) -> Result<i64, Wrong> {
        if self.shape() != Shape::Number {
            return Err(self.wrong("a whole number"));
        }
        // A fraction of zeros is none. Exponents are not read: no float parser belongs into a module for them.
        let digits = match self.raw.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
            _ => self.raw,
        };
        digits.parse().map_err(|_| Wrong { expected: "a whole number", found: "another number" })
    }

    /// The string, or what stands in its place.
    pub fn text(self) -> Result<&'a str, Wrong> {
        let inner = self.raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match inner {
            None => Err(self.wrong("a string")),
            Some(inner) => unescape(inner, self.arena).ok_or(BROKEN),
        }
    }

    /// The member that a path of keys leads to: `names.kind`.
    pub fn down(self, path: &str) -> Option<Json<'a>> {
        path.split('.').try_fold(self, Json::member)
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

    /// The error "expected …, found what this is".
    pub fn wrong(self, expected: &'static str) -> Wrong {
        Wrong { expected, found: self.shape().name() }
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

/// The text is not JSON. A host serialises requests itself, so this is not met behind a real one.
pub(crate) const BROKEN: Wrong = Wrong { expected: "JSON", found: "broken text" };

impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl Eq for Json<'_> {}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.raw)
    }
}

/// What a value is that begins with this byte.
pub(crate) fn shape_of(first: u8) -> Shape {
    match first {
        b't' | b'f' => Shape::Boolean,
        b'"' => Shape::Text,
        b'[' => Shape::List,
        b'{' => Shape::Map,
        b'n' => Shape::Null,
        _ => Shape::Number,
    }
}

/// The text between two quotes with its escapes resolved; `None` where they are broken. A lone surrogate, which
/// no UTF-8 text can hold, becomes the replacement character.
fn unescape<'a>(inner: &'a str, arena: &'a Arena) -> Option<&'a str> {
    let Some(first) = inner.bytes().position(|byte| byte == b'\\') else {
        return Some(inner);
    };
    let mut text = String::with_capacity(inner.len());
    text.push_str(inner.get(..first)?);
    let mut characters = inner.get(first..)?.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match characters.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => unicode(&mut characters)?,
            plain @ ('"' | '\\' | '/') => plain,
            _ => return None,
        });
    }
    Some(arena.keep(&text))
}

/// The character of a `\uXXXX` whose `\u` is read, or of two that make a surrogate pair.
fn unicode(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let high = hex(characters)?;
    if !(0xd800..0xdc00).contains(&high) {
        return Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let mut ahead = characters.clone();
    if ahead.next() == Some('\\') && ahead.next() == Some('u') {
        let low = hex(&mut ahead)?;
        if (0xdc00..0xe000).contains(&low) {
            *characters = ahead;
            return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        }
    }
    Some(char::REPLACEMENT_CHARACTER)
}

fn hex(characters: &mut std::str::Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0, |number, _| Some(number * 16 + characters.next()?.to_digit(16)?))
}

#[cfg(test)]
mod tests;
