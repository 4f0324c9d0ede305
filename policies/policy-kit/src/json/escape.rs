//! Texts whose escapes are resolved.

use crate::arena::Arena;

/// The text between two quotes with its escapes resolved; `None` where they are broken. A lone surrogate, which
/// no UTF-8 text can hold, becomes the replacement character.
pub(super) fn unescape<'a>(inner: &'a str, arena: &'a Arena) -> Option<&'a str> {
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
