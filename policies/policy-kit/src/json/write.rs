//! JSON text, written piece by piece: serialising by serde costs a module 3 kB more.

/// JSON that is being written. Commas come by themselves.
#[derive(Debug, Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// Opens a list or an object by its bracket.
    pub(crate) fn open(&mut self, bracket: char) {
        self.comma();
        self.0.push(bracket);
    }

    /// Closes a list or an object by its bracket.
    pub(crate) fn close(&mut self, bracket: char) {
        self.0.push(bracket);
    }

    /// The key of the value that is written next.
    pub(crate) fn key(&mut self, key: &str) {
        self.text(key);
        self.0.push(':');
    }

    /// A number, `true`, `false`, `null`, or JSON that was written elsewhere.
    pub(crate) fn literal(&mut self, literal: &str) {
        self.comma();
        self.0.push_str(literal);
    }

    /// A string.
    pub(crate) fn text(&mut self, text: &str) {
        self.comma();
        self.0.push('"');
        let mut rest = text;
        // What needs no escape is copied as a whole.
        while let Some(plain) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..b' ')) {
            let (before, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            self.0.push_str(before);
            let mut characters = after.chars();
            self.escape(characters.next().unwrap_or_default());
            rest = characters.as_str();
        }
        self.0.push_str(rest);
        self.0.push('"');
    }

    fn escape(&mut self, character: char) {
        match character {
            '"' => self.0.push_str("\\\""),
            '\\' => self.0.push_str("\\\\"),
            '\n' => self.0.push_str("\\n"),
            control => {
                self.0.push_str(if control < '\u{10}' { "\\u000" } else { "\\u001" });
                self.0.push(char::from_digit(u32::from(control) % 16, 16).unwrap_or('0'));
            }
        }
    }

    /// A key with a string.
    pub(crate) fn entry(&mut self, key: &str, text: &str) {
        self.key(key);
        self.text(text);
    }

    /// A key with a list of strings.
    pub(crate) fn texts<'t>(&mut self, key: &str, texts: impl IntoIterator<Item = &'t str>) {
        self.key(key);
        self.open('[');
        for text in texts {
            self.text(text);
        }
        self.close(']');
    }

    /// How many bytes were written.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What was written.
    pub(crate) fn into_text(self) -> String {
        self.0
    }

    /// A comma, unless what comes next is the first of its list or object, or the value of a key.
    fn comma(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'[' | b'{' | b':')) {
            self.0.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_comes_back_as_it_was() {
        let text: String = ('\u{0}'..'\u{300}').chain(['\u{2028}', '😀', ':', '[']).collect();
        let mut writer = Writer::default();
        writer.text(&text);
        let read: String = serde_json::from_str(&writer.into_text()).unwrap();
        assert_eq!(read, text);
    }

    #[test]
    fn commas_stand_between_values_and_nowhere_else() {
        let mut writer = Writer::default();
        writer.open('{');
        writer.entry("a:", "[");
        writer.texts("b", ["c:", "{"]);
        writer.key("d");
        writer.literal("1");
        writer.close('}');
        assert_eq!(writer.into_text(), r#"{"a:":"[","b":["c:","{"],"d":1}"#);
    }
}
