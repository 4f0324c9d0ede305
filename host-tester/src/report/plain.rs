//! Lines of text in which names and values of others stand.

use std::fmt::Arguments;

/// Adds one line, whatever the names and values in it.
pub(in crate::report) fn line(text: &mut String, content: Arguments<'_>) {
    text.push_str(&plain(&content.to_string()));
    text.push('\n');
}

/// The text without what moves the cursor or begins a line of its own.
pub(super) fn plain(text: &str) -> String {
    let plain =
        |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
    text.chars().map(plain).collect()
}
