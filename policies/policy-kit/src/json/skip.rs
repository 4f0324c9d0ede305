//! The way over a list or an object that nobody reads, sixteen bytes at a time: most of a request is skipped, some of
//! it more than once, and half of it is bookkeeping of field managers.

use super::wrong::{BROKEN, Wrong};

/// How many bytes are looked at together.
const BLOCK: usize = 16;

/// Which bytes of a block are what, the first one in the lowest bit.
struct Marks {
    quotes: u32,
    backslashes: u32,
    opening: u32,
    closing: u32,
}

/// Where the list or object ends that begins at `at`, of any depth, without recursion. What stands between brackets
/// and strings is not looked at.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(super) fn brackets(bytes: &[u8], mut at: usize) -> Result<usize, Wrong> {
    let mut depth = 0_u32;
    let mut in_string = false;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let marks = Marks::of(block);
        if marks.backslashes != 0 {
            (at, depth, in_string) = one_by_one(bytes, at, at + BLOCK, depth, in_string);
            if depth == 0 {
                return Ok(at);
            }
            continue;
        }
        // A bit is set from each opening quote up to the closing one.
        let mut strings = marks.quotes;
        for shift in [1, 2, 4, 8] {
            strings ^= strings << shift;
        }
        strings ^= u32::from(in_string).wrapping_neg();
        let (opening, closing) = (marks.opening & !strings, marks.closing & !strings);
        if closing.count_ones() >= depth {
            let mut brackets = opening | closing;
            while brackets != 0 {
                let bit = brackets.isolate_lowest_one();
                depth = if opening & bit != 0 { depth + 1 } else { depth - 1 };
                if depth == 0 {
                    return Ok(at + bit.trailing_zeros() as usize + 1);
                }
                brackets ^= bit;
            }
        } else {
            depth = depth + opening.count_ones() - closing.count_ones();
        }
        in_string = strings & (1 << (BLOCK - 1)) != 0;
        at += BLOCK;
    }
    match one_by_one(bytes, at, bytes.len(), depth, in_string) {
        (at, 0, _) => Ok(at),
        _ => Err(BROKEN),
    }
}

/// Goes on byte by byte up to `end`, one further where an escape ends there, or to where the depth is 0.
fn one_by_one(
    bytes: &[u8],
    mut at: usize,
    end: usize,
    mut depth: u32,
    mut in_string: bool,
) -> (usize, u32, bool) {
    while let Some(byte) = bytes.get(at).filter(|_| at < end) {
        at += 1;
        // This bit is all that tells the two kinds of brackets apart.
        match (in_string, byte | 0x20) {
            _ if *byte == b'"' => in_string = !in_string,
            (true, _) if *byte == b'\\' => at += 1,
            (false, b'{') => depth += 1,
            (false, b'}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    (at, depth, in_string)
}

impl Marks {
    #[cfg(target_arch = "wasm32")]
    #[target_feature(enable = "simd128")]
    fn of(block: &[u8; BLOCK]) -> Self {
        use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};
        let halves = u128::from_le_bytes(*block);
        #[expect(clippy::cast_possible_truncation, reason = "these are the halves")]
        let bytes = u64x2(halves as u64, (halves >> 64) as u64);
        let are = |bytes, byte| u32::from(u8x16_bitmask(u8x16_eq(bytes, u8x16_splat(byte))));
        // This bit is all that tells the two kinds of brackets apart.
        let folded = v128_or(bytes, u8x16_splat(0x20));
        Marks {
            quotes: are(bytes, b'"'),
            backslashes: are(bytes, b'\\'),
            opening: are(folded, b'{'),
            closing: are(folded, b'}'),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn of(block: &[u8; BLOCK]) -> Self {
        let are =
            |is: fn(u8) -> bool| block.iter().rev().fold(0, |marks, byte| marks << 1 | u32::from(is(*byte)));
        Marks {
            quotes: are(|byte| byte == b'"'),
            backslashes: are(|byte| byte == b'\\'),
            opening: are(|byte| byte | 0x20 == b'{'),
            closing: are(|byte| byte | 0x20 == b'}'),
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// The same, as plainly as it can be said.
    fn plainly(bytes: &[u8]) -> Option<usize> {
        let (mut depth, mut in_string, mut escaped) = (0, false, false);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(at + 1);
            }
        }
        None
    }

    #[test]
    fn ends_where_a_plain_reader_ends() {
        // All texts of a few pieces, at every distance from the borders of blocks.
        let pieces = ["{", "[", "}", "]", "\"", "\\\"", "\\\\", "a", "0123456789abcdef", "\"}]\""];
        let count = pieces.len().pow(4);
        for number in 0..count {
            let mut text = String::from("{");
            let mut rest = number;
            for _ in 0..4 {
                text.push_str(pieces[rest % pieces.len()]);
                rest /= pieces.len();
            }
            text.push_str(["", "}", "\"}", "]}, \"behind it\": {}"][number % 4]);
            let text = format!("[{:width$}{text}]", "", width = number % 17);
            let found = brackets(text.as_bytes(), 0).ok();
            assert_eq!(found, plainly(text.as_bytes()), "{text}");
        }
    }
}
