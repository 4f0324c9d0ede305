//! JSON read in place: a value is a slice of the request until somebody asks what it says.
//!
//! A policy module is instantiated afresh for every request, so what it reads decides what it costs.
//! Nothing here allocates, but for strings that hold escapes.

#![expect(
    clippy::inline_always,
    reason = "measured: a seventh less fuel, while the rest of a module is built for size"
)]

use std::borrow::Cow;
use std::fmt;

/// One JSON value, borrowed and not yet read: exactly its text, without surrounding white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

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
    pub fn parse(text: &'a str) -> Result<Self, Wrong> {
        let mut cursor = Cursor::new(text);
        let value = cursor.value()?;
        if cursor.peek() == END { Ok(value) } else { Err(BROKEN) }
    }

    /// The value's own text.
    pub fn raw(self) -> &'a str {
        self.0
    }

    /// What the value is.
    pub fn shape(self) -> Shape {
        shape_of(self.0.bytes().next().unwrap_or(END))
    }

    /// Whether this is `null`, which Kubernetes reads as "not set".
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// The boolean, or what stands in its place.
    pub fn boolean(self) -> Result<bool, Wrong> {
        match self.0 {
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
        let digits = match self.0.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
            _ => self.0,
        };
        digits.parse().map_err(|_| Wrong { expected: "a whole number", found: "another number" })
    }

    /// The string, or what stands in its place; borrowed unless it holds escapes.
    pub fn text(self) -> Result<Cow<'a, str>, Wrong> {
        let inner = self.0.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match inner {
            None => Err(self.wrong("a string")),
            Some(inner) => unescape(inner).ok_or(BROKEN),
        }
    }

    /// The items of a list, or what stands in its place.
    pub fn items(self) -> Result<Vec<Json<'a>>, Wrong> {
        let mut cursor = Cursor::new(self.0);
        if !cursor.take(b'[') {
            return Err(self.wrong("a list"));
        }
        let mut items = Vec::new();
        while cursor.more(b']', items.is_empty())? {
            items.push(cursor.value()?);
        }
        Ok(items)
    }

    /// The entries of an object in the order of the text, or what stands in its place.
    pub fn entries(self) -> Result<Vec<(Cow<'a, str>, Json<'a>)>, Wrong> {
        let mut cursor = Cursor::new(self.0);
        if !cursor.take(b'{') {
            return Err(self.wrong("an object"));
        }
        let mut entries = Vec::with_capacity(8);
        while cursor.more(b'}', entries.is_empty())? {
            let key = cursor.key()?;
            entries.push((key, cursor.value()?));
        }
        Ok(entries)
    }

    /// The member of an object with this name; `null` counts as absent, and so does a value that is no object.
    pub fn member(self, name: &str) -> Option<Json<'a>> {
        let mut cursor = Cursor::new(self.0);
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
        let mut cursor = Cursor::new(self.0);
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

/// The text is not JSON. A host serialises requests itself, so this is not met behind a real one.
pub(crate) const BROKEN: Wrong = Wrong { expected: "JSON", found: "broken text" };

/// What [`Cursor::peek`] answers at the end: no JSON text holds a NUL outside of strings.
pub(crate) const END: u8 = 0;

/// A place in JSON text that moves forward only.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    /// The first byte of what comes next, white space skipped.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> u8 {
        loop {
            let byte = self.byte();
            // A host writes no white space, so one comparison is the rule.
            if byte > b' ' || !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return byte;
            }
            self.at += 1;
        }
    }

    /// Where the cursor stands, for [`Cursor::since`].
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The value whose text began at `start` and ended just now.
    #[inline(always)]
    pub(crate) fn since(&self, start: usize) -> Result<Json<'a>, Wrong> {
        self.text.get(start..self.at).map(Json).ok_or(BROKEN)
    }

    /// Steps over `wanted` if it comes next.
    #[inline(always)]
    pub(crate) fn take(&mut self, wanted: u8) -> bool {
        let there = self.peek() == wanted;
        self.at += usize::from(there);
        there
    }

    /// Whether the list or object goes on: steps over the comma, or over the closing bracket.
    #[inline(always)]
    pub(crate) fn more(&mut self, close: u8, first: bool) -> Result<bool, Wrong> {
        match self.peek() {
            next if next == close => {
                self.at += 1;
                Ok(false)
            }
            b',' if !first => {
                self.at += 1;
                Ok(true)
            }
            _ if first => Ok(true),
            _ => Err(BROKEN),
        }
    }

    /// The key of the next entry, its colon stepped over.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, str>, Wrong> {
        if self.peek() != b'"' {
            return Err(BROKEN);
        }
        let start = self.at + 1;
        let escaped = self.string()?;
        let inner = self.text.get(start..self.at - 1).ok_or(BROKEN)?;
        if !self.take(b':') {
            return Err(BROKEN);
        }
        if escaped { unescape(inner).ok_or(BROKEN) } else { Ok(Cow::Borrowed(inner)) }
    }

    /// The next value, stepped over without being read.
    pub(crate) fn value(&mut self) -> Result<Json<'a>, Wrong> {
        let first = self.peek();
        let start = self.at;
        match first {
            b'"' => {
                self.string()?;
            }
            b'{' | b'[' => self.brackets()?,
            b't' | b'f' | b'n' | b'-' | b'0'..=b'9' => self.scalar(),
            _ => return Err(BROKEN),
        }
        self.since(start)
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(END)
    }

    /// Steps over a string; the cursor stands on its opening quote. Answers whether the string holds escapes.
    #[inline(always)]
    fn string(&mut self) -> Result<bool, Wrong> {
        let (end, escaped) = string_end(self.text.as_bytes(), self.at + 1)?;
        self.at = end;
        Ok(escaped)
    }

    /// Steps over a list or an object of any depth, without recursion.
    fn brackets(&mut self) -> Result<(), Wrong> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            // This bit is all that tells the two kinds of brackets apart.
            match byte | 0x20 {
                b'"' => (at, _) = string_end(bytes, at)?,
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = at;
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        Err(BROKEN)
    }

    /// Steps over a number or a literal.
    fn scalar(&mut self) {
        while matches!(self.byte(), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.') {
            self.at += 1;
        }
    }
}

/// Where the string ends that begins at `at`, behind its quote, and whether it holds escapes. Eight bytes are
/// looked at together: most of a request is strings, and this is where its time goes.
#[inline(always)]
fn string_end(bytes: &[u8], mut at: usize) -> Result<(usize, bool), Wrong> {
    let mut escaped = false;
    loop {
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let eight = u64::from_le_bytes(*eight);
            let hits = zero_bytes(eight ^ repeat(b'"')) | zero_bytes(eight ^ repeat(b'\\'));
            if hits != 0 {
                at += hits.trailing_zeros() as usize / 8;
                break;
            }
            at += 8;
        }
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, escaped)),
            Some(b'\\') => {
                escaped = true;
                at += 2;
            }
            Some(_) => at += 1,
            None => return Err(BROKEN),
        }
    }
}

/// Eight times the same byte.
const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is zero; above the first such byte others may be marked too.
const fn zero_bytes(eight: u64) -> u64 {
    eight.wrapping_sub(repeat(0x01)) & !eight & repeat(0x80)
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
fn unescape(inner: &str) -> Option<Cow<'_, str>> {
    let Some(first) = inner.bytes().position(|byte| byte == b'\\') else {
        return Some(Cow::Borrowed(inner));
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
    Some(Cow::Owned(text))
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
mod tests {
    use super::*;
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn reads_a_nested_object_in_place() {
        let json = Json::parse(r#" {"a": [1, {"b": "x]}\""}], "c": null, "d": true} "#).unwrap();
        assert_eq!(json.member("a").unwrap().items().unwrap().len(), 2);
        assert_eq!(json.member("c"), None);
        assert_eq!(json.member("d").unwrap().boolean(), Ok(true));
        let inner = json.member("a").unwrap().items().unwrap()[1];
        assert_eq!(inner.member("b").unwrap().text().unwrap(), "x]}\"");
    }

    #[test]
    fn finds_a_key_that_is_written_with_escapes() {
        let json = Json::parse(r#"{"\u0063ontainers": []}"#).unwrap();
        assert!(json.member("containers").is_some());
    }

    #[test]
    fn tells_what_stands_in_the_place_of_a_boolean() {
        let wrong = Json::parse("\"true\"").unwrap().boolean().unwrap_err();
        assert_eq!(wrong.to_string(), "expected a boolean, found a string");
    }

    #[test]
    fn whole_numbers_may_be_written_as_floats() {
        for (text, number) in [("0", 0), ("-1", -1), ("1.0", 1), ("2000.00", 2000)] {
            assert_eq!(Json::parse(text).unwrap().integer(), Ok(number));
        }
        for text in ["1.5", "1e40", "99999999999999999999", "\"1\"", "true"] {
            assert!(Json::parse(text).unwrap().integer().is_err(), "{text}");
        }
    }

    #[test]
    fn broken_text_is_an_error_and_never_a_value() {
        for text in ["", "{", "[1", "\"a", "{\"a\":1} x", "{]", "}", "\u{0}"] {
            let read = Json::parse(text).and_then(|json| match json.shape() {
                Shape::Map => json.entries().map(|_| ()),
                Shape::List => json.items().map(|_| ()),
                _ => Ok(()),
            });
            assert!(read.is_err(), "{text:?}");
        }
    }

    #[test]
    fn escapes_are_resolved_as_serde_json_resolves_them() {
        for text in [r#""\u0063\n\"\\\/\b\f\r\t""#, r#""\ud83d\ude00x""#, r#""é\u00e9""#, r#""""#] {
            let expected: String = serde_json::from_str(text).unwrap();
            assert_eq!(Json::parse(text).unwrap().text().unwrap(), expected);
        }
        assert_eq!(Json::parse(r#""\ud83dx""#).unwrap().text().unwrap(), "\u{fffd}x");
        for text in [r#""\x""#, r#""\u12""#, r#""\u12g4""#] {
            assert!(Json::parse(text).unwrap().text().is_err(), "{text}");
        }
    }

    #[test]
    fn agrees_with_serde_json_on_every_member() {
        let text = r#"{"a":1,"b":{"c":[{},[],"\\"]},"é":"\u00e9\n","":-0.5e-3}"#;
        let tree: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap();
        let entries = Json::parse(text).unwrap().entries().unwrap();
        assert_eq!(entries.len(), tree.len());
        for (key, value) in entries {
            let read: serde_json::Value = serde_json::from_str(value.raw()).unwrap();
            assert_eq!(Some(&read), tree.get(key.as_ref()), "{key}");
        }
    }
}
