//! The JSON of a question, written member by member.

use crate::json::Writer;

/// An object that is being written. Members come in a fixed order, so that the same question is the same text.
pub(super) struct Payload(Writer);

impl Payload {
    pub(super) fn new() -> Self {
        let mut writer = Writer::default();
        writer.open('{');
        Payload(writer)
    }

    /// A string.
    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        self.0.entry(key, value);
        self
    }

    /// A string, or `null`.
    pub(super) fn maybe(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self.raw(key, "null"),
        }
    }

    /// Strings, or `null` where there are none.
    pub(super) fn texts(mut self, key: &str, values: &[&str]) -> Self {
        if values.is_empty() {
            return self.raw(key, "null");
        }
        self.0.texts(key, values.iter().copied());
        self
    }

    /// A value that is JSON already.
    pub(super) fn raw(mut self, key: &str, json: &str) -> Self {
        self.0.key(key);
        self.0.literal(json);
        self
    }

    /// The whole object.
    pub(super) fn end(mut self) -> String {
        self.0.close('}');
        self.0.into_text()
    }
}
