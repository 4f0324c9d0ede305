//! The JSON of a question, written member by member.

/// An object that is being written. Members come in a fixed order, so that the same question is the same text.
pub(super) struct Payload(String);

impl Payload {
    pub(super) fn new() -> Self {
        Payload(String::from("{"))
    }

    /// A string.
    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        write_text(&mut self.0, value);
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
    pub(super) fn texts<'t>(mut self, key: &str, values: impl IntoIterator<Item = &'t str>) -> Self {
        let mut list = String::new();
        for value in values {
            list.push(if list.is_empty() { '[' } else { ',' });
            write_text(&mut list, value);
        }
        list.push_str(if list.is_empty() { "null" } else { "]" });
        self.raw_owned(key, &list);
        self
    }

    /// A value that is JSON already.
    pub(super) fn raw(mut self, key: &str, json: &str) -> Self {
        self.raw_owned(key, json);
        self
    }

    /// The whole object.
    pub(super) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn raw_owned(&mut self, key: &str, json: &str) {
        self.key(key);
        self.0.push_str(json);
    }

    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        write_text(&mut self.0, key);
        self.0.push(':');
    }
}

/// A JSON string.
#[inline(never)]
pub(super) fn write_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            control @ '\0'..='\u{1f}' => {
                json.push_str("\\u00");
                let code = u32::from(control);
                json.extend([code >> 4, code & 15].map(|digit| char::from_digit(digit, 16).unwrap_or('0')));
            }
            plain => json.push(plain),
        }
    }
    json.push('"');
}
