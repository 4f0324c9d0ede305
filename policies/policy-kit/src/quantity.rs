//! Amounts as Kubernetes writes them: `2`, `0.5`, `500m`, `64Gi`, `1e3`.
//!
//! The grammar and its corners are those of `ParseQuantity` in `k8s.io/apimachinery/pkg/api/resource` (v0.37),
//! against which the vectors of the tests were checked: a policy that reads an amount in another way than the API
//! server judges another pod.

use crate::json::{Json, Shape};

/// An exact amount in units of 10⁻⁹. What is finer counts as the next such unit away from zero, as for Kubernetes.
/// An amount with a binary suffix ends at ±(2⁶³ − 1), as for Kubernetes, any other at about ±1.7 × 10²⁹.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(i128);

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity(0);

    /// The amount in a JSON string or number; `None` for anything else. White space around the amount is skipped
    /// and escapes in the string are not resolved, since `Quantity.UnmarshalJSON` does the same.
    pub fn of(json: Json<'_>) -> Option<Quantity> {
        let text = match json.shape() {
            Shape::Number => json.raw(),
            Shape::Text => json.raw().strip_prefix('"')?.strip_suffix('"')?,
            _ => return None,
        };
        Quantity::parse(text.trim())
    }

    /// The amount that `text` is, or `None` if Kubernetes would not read it.
    pub fn parse(text: &str) -> Option<Quantity> {
        if text.is_empty() {
            return None;
        }
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, rest) = split_digits(unsigned)?;
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => split_digits(rest)?,
            None => ("", rest),
        };
        let factor = Factor::of(suffix)?;
        let digits = Digits { whole: whole.as_bytes(), fraction: fraction.as_bytes() };
        // Without any digit the amount is zero (`m`, `+`), but for the suffixes that leave apimachinery's fast path.
        if digits.len() == 0 && (factor.tens < -9 || factor.twos > 40) {
            return None;
        }
        let amount = digits.times(factor)?;
        Some(Quantity(if negative { -amount } else { amount }))
    }

    /// The amount if it is a whole number; one that an `i64` cannot hold is the nearest that it can.
    pub fn whole(self) -> Option<i64> {
        if self.0 % ONE != 0 {
            return None;
        }
        let whole = self.0 / ONE;
        Some(i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX }))
    }

    /// The smallest whole number that is not less; bounded like [`Quantity::whole`].
    pub fn ceil(self) -> i64 {
        let whole = self.0.div_euclid(ONE) + i128::from(self.0.rem_euclid(ONE) != 0);
        i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
    }
}

/// How many units of a [`Quantity`] make one.
const ONE: i128 = 1_000_000_000;

/// Where amounts end: a whole number.
const LIMIT: i128 = i128::MAX / ONE * ONE;

/// Where amounts with a binary suffix end.
const BINARY_LIMIT: i128 = i64::MAX as i128 * ONE;

/// What a suffix multiplies by: 2 to the power of `twos`, or 10 to the power of `tens`.
#[derive(Clone, Copy)]
struct Factor {
    twos: u32,
    tens: i32,
}

impl Factor {
    fn of(suffix: &str) -> Option<Factor> {
        let (twos, tens) = match suffix {
            "" => (0, 0),
            "n" => (0, -9),
            "u" => (0, -6),
            "m" => (0, -3),
            "k" => (0, 3),
            "M" => (0, 6),
            "G" => (0, 9),
            "T" => (0, 12),
            "P" => (0, 15),
            "E" => (0, 18),
            "Ki" => (10, 0),
            "Mi" => (20, 0),
            "Gi" => (30, 0),
            "Ti" => (40, 0),
            "Pi" => (50, 0),
            "Ei" => (60, 0),
            _ => (0, exponent(suffix.strip_prefix(['e', 'E'])?)?),
        };
        Some(Factor { twos, tens })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "apimachinery keeps the lower 32 bits too")]
fn exponent(text: &str) -> Option<i32> {
    text.parse::<i64>().ok().map(|exponent| exponent as i32)
}

/// The digits before and behind the point, in ASCII.
#[derive(Clone, Copy)]
struct Digits<'a> {
    whole: &'a [u8],
    fraction: &'a [u8],
}

impl Digits<'_> {
    fn len(self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    /// The digits as one row, the first one at index 0; there are zeros on either side of it.
    fn at(self, index: i64) -> u128 {
        let digit = usize::try_from(index).ok().and_then(|index| match self.whole.get(index) {
            None => self.fraction.get(index - self.whole.len()),
            digit => digit,
        });
        digit.map_or(0, |digit| u128::from(digit - b'0'))
    }

    /// Where the first digit stands from `start` on that is not zero.
    fn first_from(self, start: i64) -> Option<i64> {
        let start = usize::try_from(start).unwrap_or(0);
        let mut digits = self.whole.iter().chain(self.fraction).skip(start);
        i64::try_from(start + digits.position(|digit| *digit != b'0')?).ok()
    }

    /// The number in units of a [`Quantity`], multiplied, rounded up and capped.
    fn times(self, factor: Factor) -> Option<i128> {
        let Some(first) = self.first_from(0) else {
            return Some(0);
        };
        // The index of the first digit behind the point, once a power of ten has moved it; wraps as apimachinery's.
        let scale = factor.tens.wrapping_sub(i32::try_from(self.fraction.len()).ok()?);
        let length = i64::try_from(self.len()).ok()?;
        let point = length + i64::from(scale);
        let limit = if factor.twos == 0 { LIMIT } else { BINARY_LIMIT };
        // 10³⁰ is beyond both limits.
        if point - first > 30 {
            return Some(limit);
        }
        let one = ONE.unsigned_abs() << factor.twos;
        let whole = (first..point).fold(0, |whole, index| whole * 10 + self.at(index));

        // From the last digit to the first, each a tenth of the one before it. A digit at the 9th place, or `twos`
        // places later with a binary suffix, is the last that can change more than whether anything is left over.
        let end = length.min(point + 9 + i64::from(factor.twos));
        let mut more = self.first_from(end).is_some();
        let mut part = 0;
        for index in (point..end).rev() {
            let tenfold = part + self.at(index) * one;
            part = tenfold / 10;
            more |= !tenfold.is_multiple_of(10);
        }
        let amount = whole.saturating_mul(one).saturating_add(part + u128::from(more));
        Some(i128::try_from(amount).map_or(limit, |amount| amount.min(limit)))
    }
}

/// The ASCII digits that `text` begins with, and the rest.
fn split_digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end)
}

#[cfg(test)]
mod tests;
