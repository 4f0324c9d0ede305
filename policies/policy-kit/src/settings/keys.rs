//! The keys of an object of the settings, asked one by one.

use std::cell::RefCell;
use std::fmt;

use super::at::At;
use super::distance::distance;
use crate::arena::Arena;
use crate::json::{Entries, Json, Wrong};
use crate::text::quoted;

/// The keys of one object of the settings. Each accessor names a key that exists; what is left over in the
/// end is unknown.
pub struct Keys<'k, 'a> {
    at: At<'k>,
    entries: Entries<'a>,
    known: Vec<&'static str>,
    notes: Notes<'k, 'a>,
}

/// Where errors are noted, and texts are kept.
#[derive(Clone, Copy)]
pub(crate) struct Notes<'k, 'a> {
    pub(crate) errors: &'k RefCell<Vec<String>>,
    pub(crate) arena: &'a Arena,
}

impl<'k, 'a> Keys<'k, 'a> {
    /// The keys of the settings themselves.
    pub(crate) fn new(json: Option<Json<'a>>, notes: Notes<'k, 'a>) -> Self {
        Keys::at(At::Root, entries_of(json), notes)
    }

    fn at(at: At<'k>, entries: Result<Entries<'a>, Wrong>, notes: Notes<'k, 'a>) -> Self {
        let mut keys = Keys { at, entries: &[], known: Vec::with_capacity(12), notes };
        match entries {
            Ok(entries) => keys.entries = entries,
            Err(wrong) => keys.note(keys.path(), &wrong),
        }
        keys
    }

    /// A text that is put together from settings, and has to live as long as they do.
    pub(crate) fn keep(&self, text: fmt::Arguments<'_>) -> &'a str {
        self.notes.arena.keep_fmt(text)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str, default: bool) -> bool {
        self.value(key, Json::boolean).unwrap_or(default)
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        self.value(key, Json::integer)
    }

    /// A string; an empty one is an error, since a key that says nothing is written by mistake.
    pub fn text(&mut self, key: &'static str) -> Option<&'a str> {
        let text = self.value(key, Json::text)?;
        if text.is_empty() {
            self.error(key, "must not be empty");
            return None;
        }
        Some(text)
    }

    /// The setting `maxLookUps` of a policy that asks its host: 1 to 256, or the policy's default.
    pub fn most_look_ups(&mut self, default: usize) -> usize {
        let Some(number) = self.integer("maxLookUps") else { return default };
        let most = usize::try_from(number).ok().filter(|most| (1..=256).contains(most));
        most.unwrap_or_else(|| {
            self.error("maxLookUps", "must be 1 to 256");
            default
        })
    }

    /// One of several words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, options: &[(&'static str, T)]) -> Option<T> {
        let json = self.value(key, Ok)?;
        self.word(&key, json, options)
    }

    /// A list of words out of several.
    pub fn choices<T: Copy>(&mut self, key: &'static str, options: &[(&'static str, T)]) -> Vec<T> {
        let items = self.value(key, Json::items).unwrap_or_default().iter().enumerate();
        items.filter_map(|(index, item)| self.word(&format_args!("{key}[{index}]"), *item, options)).collect()
    }

    /// A list of strings, none empty.
    pub fn texts(&mut self, key: &'static str) -> Vec<&'a str> {
        let mut texts = Vec::new();
        for (index, item) in self.value(key, Json::items).unwrap_or_default().iter().enumerate() {
            match item.text() {
                Ok("") => self.error(&format!("{key}[{index}]"), "must not be empty"),
                Ok(text) => texts.push(text),
                Err(wrong) => self.note(self.path_of(&format_args!("{key}[{index}]")), &wrong),
            }
        }
        texts
    }

    /// An object of strings under keys of the user's own.
    pub fn pairs(&mut self, key: &'static str) -> Vec<(&'a str, &'a str)> {
        let entries = self.value(key, Json::entries).unwrap_or_default();
        let read = entries.iter().filter_map(|(name, json)| match json.text() {
            Ok(text) => Some((*name, text)),
            Err(wrong) => {
                self.note(self.path_of(&format_args!("{key}.{name}")), &wrong);
                None
            }
        });
        read.collect()
    }

    /// A list of objects, each with keys of its own.
    pub fn list<T>(&mut self, key: &'static str, mut read: impl FnMut(&mut Keys<'_, 'a>) -> T) -> Vec<T> {
        let json = self.value(key, Ok);
        let mut values = Vec::new();
        let mut each = |item| {
            let mut keys = Keys::at(At::Item(&self.at, key, values.len()), item, self.notes);
            values.push(read(&mut keys));
            keys.finish();
        };
        if let Some(Err(wrong)) = json.map(|json| json.maps(&mut each)) {
            self.note(self.path_of(&key), &wrong);
        }
        values
    }

    /// An object with keys of its own.
    pub fn object<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Keys<'_, 'a>) -> T) -> Option<T> {
        let written = self.has(key);
        let mut keys = self.inner(key);
        let value = read(&mut keys);
        keys.finish();
        written.then_some(value)
    }

    /// The object `key`, with keys of its own.
    pub(crate) fn inner(&mut self, key: &'static str) -> Keys<'_, 'a> {
        let json = self.value(key, Ok);
        Keys::at(At::Member(&self.at, key), entries_of(json), self.notes)
    }

    /// Whether the key is written.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, value)| *name == key && !value.is_null())
    }

    /// Whether a key is written that nobody asked for so far.
    pub(crate) fn has_unknown(&self) -> bool {
        self.entries.iter().any(|(key, _)| !self.known.contains(key))
    }

    /// Notes what is wrong with a key; `what` says it without naming the key.
    pub fn error(&self, key: &str, what: &str) {
        self.notes.errors.borrow_mut().push(format!("{}: {what}", self.path_of(&key)));
    }

    /// Notes what is wrong with the object itself.
    pub(crate) fn error_here(&self, what: &str) {
        self.notes.errors.borrow_mut().push(format!("{}: {what}", self.at));
    }

    /// The path of the object: `signatures[0].authorities[1]`.
    pub(crate) fn path(&self) -> String {
        self.at.to_string()
    }

    /// The entries as they are written.
    pub(crate) fn entries(&self) -> Entries<'a> {
        self.entries
    }

    /// The value of one of several words that stands at `key`.
    pub(crate) fn word<T: Copy>(
        &self,
        key: &dyn fmt::Display,
        json: Json<'a>,
        options: &[(&str, T)],
    ) -> Option<T> {
        let chosen = options.iter().find(|(word, _)| json.text().is_ok_and(|text| *word == text));
        if chosen.is_none() {
            let words: Vec<_> = options.iter().map(|(word, _)| *word).collect();
            self.none_of(key, json, &words);
        }
        chosen.map(|(_, value)| *value)
    }

    /// Notes a value that is none of these words.
    #[cold]
    fn none_of(&self, key: &dyn fmt::Display, json: Json<'a>, words: &[&str]) {
        match json.text() {
            Ok(text) => {
                let what = format!("{} is not one of {}", quoted(text), words.join(", "));
                self.error(&key.to_string(), &what);
            }
            Err(wrong) => self.note(self.path_of(key), &wrong),
        }
    }

    /// Notes a key that does not exist, with the nearest one that does.
    pub(crate) fn unknown(&self, what: &str, key: &str, known: &[&str]) {
        let nearest = known.iter().min_by_key(|known| distance(known, key));
        let hint = match nearest.filter(|known| distance(known, key) <= known.len() / 2) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("known are {}", known.join(", ")),
        };
        let path = if matches!(self.at, At::Root) { String::new() } else { format!("{}: ", self.at) };
        self.notes.errors.borrow_mut().push(format!("{path}unknown {what} {}; {hint}", quoted(key)));
    }

    /// The keys that were asked for so far.
    pub(crate) fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(self) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !self.known.contains(key)) {
            self.unknown("key", key, &self.known);
        }
    }

    fn value<T>(&mut self, key: &'static str, read: impl FnOnce(Json<'a>) -> Result<T, Wrong>) -> Option<T> {
        self.known.push(key);
        let (_, json) = self.entries.iter().rev().find(|(name, _)| *name == key)?;
        if json.is_null() {
            return None;
        }
        match read(*json) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.note(self.path_of(&key), &wrong);
                None
            }
        }
    }

    #[cold]
    pub(super) fn note(&self, mut path: String, wrong: &Wrong) {
        if path.is_empty() {
            "settings".clone_into(&mut path);
        }
        self.notes.errors.borrow_mut().push(format!("{path}: {wrong}"));
    }

    #[cold]
    fn path_of(&self, key: &dyn fmt::Display) -> String {
        if matches!(self.at, At::Root) { key.to_string() } else { format!("{}.{key}", self.at) }
    }
}

/// What is absent or null has no entries.
fn entries_of(json: Option<Json<'_>>) -> Result<Entries<'_>, Wrong> {
    json.filter(|json| !json.is_null()).map_or(Ok(&[][..]), Json::entries)
}
