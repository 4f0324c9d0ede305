//! Values of users in messages.

use std::fmt;

/// At most so many characters of a user's value stand in a message.
const LONGEST: usize = 80;

/// A user's value in backticks: cut when it is long, control characters and backticks replaced, so that no
/// value can forge a second line or end its own quotation.
pub fn quoted(value: &str) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        f.write_str("`")?;
        for (count, character) in value.chars().enumerate() {
            if count == LONGEST {
                f.write_str("…")?;
                break;
            }
            let plain = is_plain(character) && character != '`';
            fmt::Write::write_char(f, if plain { character } else { '\u{fffd}' })?;
        }
        f.write_str("`")
    })
}

/// Whether a character shows as itself: no control, no line separator, nothing that hides or turns the text around
/// it.
pub(crate) fn is_plain(character: char) -> bool {
    let hidden = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !character.is_control() && !hidden
}

/// Whether `wanted` stands in `text`.
pub fn contains(text: &str, wanted: &str) -> bool {
    find(text, wanted).is_some()
}

/// `text` before and after `wanted`.
pub fn split_at<'t>(text: &'t str, wanted: &str) -> Option<(&'t str, &'t str)> {
    let start = find(text, wanted)?;
    text.get(..start).zip(text.get(start + wanted.len()..))
}

/// Where `wanted` begins in `text`. Searching by the standard library costs 3 kB of a module, and the texts are short.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let (first, rest) = wanted.as_bytes().split_first()?;
    let mut places = text.bytes().enumerate().filter(|(_, byte)| byte == first);
    let here =
        |(place, _): &(usize, u8)| text.as_bytes().get(place + 1..).is_some_and(|t| t.starts_with(rest));
    places.find(here).map(|(place, _)| place)
}

/// The texts, with another between them. The standard library's takes a kilobyte of a module.
#[inline(never)]
pub(crate) fn join<T: AsRef<str>>(texts: &[T], between: &str) -> String {
    let mut joined = String::new();
    for text in texts {
        if !joined.is_empty() {
            joined.push_str(between);
        }
        joined.push_str(text.as_ref());
    }
    joined
}

/// `text` cut to at most `bytes` bytes, at the boundary of a character, with an ellipsis.
#[inline(never)]
pub(crate) fn cut(mut text: String, bytes: usize) -> String {
    const ELLIPSIS: &str = "…";
    if text.len() > bytes {
        let mut end = bytes.saturating_sub(ELLIPSIS.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push_str(ELLIPSIS);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_own_quotation() {
        assert_eq!(quoted("a`\nb").to_string(), "`a\u{fffd}\u{fffd}b`");
        assert_eq!(quoted(&"x".repeat(200)).to_string().chars().count(), LONGEST + 3);
    }

    #[test]
    fn cuts_at_the_boundary_of_a_character() {
        assert_eq!(cut("äöü".to_owned(), 5), "ä…");
        assert_eq!(cut("äöü".to_owned(), 6), "äöü");
    }
}
