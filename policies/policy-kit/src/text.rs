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

/// A value for a record: cut when it is long, control characters replaced, and without the parts of an address that tend
/// to hold secrets: who logs in, and the query.
pub(crate) fn redacted(value: &str, longest: usize) -> String {
    let value = match value.split_once("://") {
        Some((scheme, rest)) => {
            let rest = rest.split(['?', '#']).next().unwrap_or_default();
            let (authority, path) =
                rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{path}")
        }
        None => value.to_owned(),
    };
    let shown: String = value
        .chars()
        .take(longest)
        .map(|character| if is_plain(character) { character } else { '\u{fffd}' })
        .collect();
    if value.chars().nth(longest).is_some() { shown + "…" } else { shown }
}

/// Whether a character shows as itself: no control, no line separator, nothing that hides or turns the text around
/// it.
pub(crate) fn is_plain(character: char) -> bool {
    let hidden = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !character.is_control() && !hidden
}

/// `text` cut to at most `bytes` bytes, at the boundary of a character, with an ellipsis.
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
    fn a_record_holds_no_login_and_no_query() {
        assert_eq!(redacted("https://alex:pw@example.com/a/b?token=x#y", 80), "https://example.com/a/b");
        assert_eq!(redacted("s3://bucket", 80), "s3://bucket");
        assert_eq!(redacted("acme/llm\n", 80), "acme/llm\u{fffd}");
        assert_eq!(redacted("abcdef", 3), "abc…");
    }

    #[test]
    fn cuts_at_the_boundary_of_a_character() {
        assert_eq!(cut("äöü".to_owned(), 5), "ä…");
        assert_eq!(cut("äöü".to_owned(), 6), "äöü");
    }
}
