//! A number of pods.

use std::num::IntErrorKind;

use crate::json::{Json, Shape};

/// A number of pods. Unknown is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Known(u64),
    /// The object does not tell, since a factor is no whole number. There are at least so many: it counts as one.
    Unknown(u64),
}

impl Count {
    /// The number, where it is known, else the least that it can be.
    #[must_use]
    pub fn at_least(self) -> u64 {
        let (Count::Known(count) | Count::Unknown(count)) = self;
        count
    }

    /// Both multiplied; zero times unknown is zero.
    #[must_use]
    pub fn times(self, other: Count) -> Count {
        match (self, other) {
            (Count::Known(0), _) | (_, Count::Known(0)) => Count::Known(0),
            (Count::Known(a), Count::Known(b)) => Count::Known(a.saturating_mul(b)),
            (Count::Known(a) | Count::Unknown(a), Count::Known(b) | Count::Unknown(b)) => {
                Count::Unknown(a.saturating_mul(b))
            }
        }
    }

    /// The number of pods that a member holds, as a number or as text; `None` where there is no such member, or it
    /// is something else.
    pub(crate) fn of(member: Option<Json<'_>>) -> Option<Count> {
        let value = member?;
        // A list or object of that name is something else: Argo's templates may be called anything.
        match value.shape() {
            Shape::Map | Shape::List | Shape::Boolean | Shape::Null => None,
            Shape::Number | Shape::Text => {
                let text = value.text().unwrap_or(value.raw());
                let digits = text.split_once('.').map_or(text, |(whole, fraction)| {
                    if fraction.bytes().all(|digit| digit == b'0') { whole } else { "" }
                });
                Some(match digits.parse() {
                    Ok(count) => Count::Known(count),
                    Err(error) if *error.kind() == IntErrorKind::PosOverflow => Count::Known(u64::MAX),
                    Err(_) => Count::Unknown(1),
                })
            }
        }
    }

    /// The smaller one, where both are known.
    pub(crate) fn or_less(self, other: Option<u64>) -> Count {
        match (self, other) {
            (Count::Known(count), Some(other)) => Count::Known(count.min(other)),
            (count, _) => count,
        }
    }

    /// The larger one, where both are known.
    pub(crate) fn or_more(self, other: Option<u64>) -> Count {
        match (self, other) {
            (Count::Known(count), Some(other)) => Count::Known(count.max(other)),
            (count, _) => count,
        }
    }

    /// One less, but for the one that an unknown number counts as.
    pub(crate) fn minus_one(self) -> Count {
        match self {
            Count::Known(count) => Count::Known(count.saturating_sub(1)),
            unknown @ Count::Unknown(_) => unknown,
        }
    }
}

/// The number that a member holds, where it is known.
pub(crate) fn known(member: Option<Json<'_>>) -> Option<u64> {
    match Count::of(member) {
        Some(Count::Known(count)) => Some(count),
        _ => None,
    }
}

/// The largest of several members.
pub(crate) fn largest(map: Json<'_>, keys: &[&str]) -> Option<u64> {
    let mut most = None;
    for key in keys {
        most = most.max(known(map.member(key)));
    }
    most
}
