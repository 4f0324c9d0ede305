//! The way through JSON text: each byte is looked at once, and nothing is kept.

#![expect(
    clippy::inline_always,
    reason = "measured: a seventh less fuel, while the rest of a module is built for size"
)]

use super::escape::unescape;
use super::skip::brackets;
use super::value::Json;
use super::wrong::{BROKEN, Wrong};
use crate::arena::Arena;

/// What [`Cursor::peek`] answers at the end: no JSON text holds a NUL outside of strings.
pub(crate) const END: u8 = 0;

/// A place in JSON text that moves forward only.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    arena: &'a Arena,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, arena: &'a Arena) -> Self {
        Cursor { text, at: 0, arena }
    }

    /// Where what is read is kept.
    pub(crate) fn arena(&self) -> &'a Arena {
        self.arena
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
        let raw = self.text.get(start..self.at).ok_or(BROKEN)?;
        Ok(Json { raw, arena: self.arena })
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
    pub(crate) fn key(&mut self) -> Result<&'a str, Wrong> {
        if self.peek() != b'"' {
            return Err(BROKEN);
        }
        let start = self.at + 1;
        let escaped = self.string()?;
        let inner = self.text.get(start..self.at - 1).ok_or(BROKEN)?;
        if !self.take(b':') {
            return Err(BROKEN);
        }
        if escaped { unescape(inner, self.arena).ok_or(BROKEN) } else { Ok(inner) }
    }

    /// The next value, stepped over without being read.
    pub(crate) fn value(&mut self) -> Result<Json<'a>, Wrong> {
        let first = self.peek();
        let start = self.at;
        match first {
            b'"' => {
                self.string()?;
            }
            b'{' | b'[' => self.at = brackets(self.text.as_bytes(), self.at)?,
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
