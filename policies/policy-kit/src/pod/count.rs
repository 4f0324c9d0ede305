//! How many pods an object asks for.

use crate::json::{Json, Shape};

/// A number of pods. Unknown is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Known(u64),
    /// The object does not tell; the text says why, for messages.
    Unknown(&'static str),
}

/// The members by which an object multiplies the pods below it, whatever its kind.
const MULTIPLIERS: [&str; 6] =
    ["replicas", "parallelism", "numNodes", "numOfHosts", "parallelTrialCount", "slices"];

impl Count {
    /// Both multiplied; zero times unknown is zero.
    #[must_use]
    pub fn times(self, other: Count) -> Count {
        match (self, other) {
            (Count::Known(0), _) | (_, Count::Known(0)) => Count::Known(0),
            (Count::Known(a), Count::Known(b)) => Count::Known(a.saturating_mul(b)),
            (Count::Unknown(why), _) | (_, Count::Unknown(why)) => Count::Unknown(why),
        }
    }

    /// What a map with this member multiplies the pods below it by; `None` where the member is no multiplier.
    pub(crate) fn of_member(key: &str, value: Json<'_>) -> Option<Count> {
        if value.is_null() || !MULTIPLIERS.contains(&key) {
            return None;
        }
        // A list or object of that name is something else: Argo's templates may be called anything.
        match value.shape() {
            Shape::Map | Shape::List | Shape::Boolean => None,
            Shape::Number | Shape::Text | Shape::Null => {
                let number = value.integer().ok().and_then(|number| u64::try_from(number).ok());
                Some(number.map_or(Count::Unknown("it is no whole number"), Count::Known))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_unknown_and_never_zero() {
        let placeholder = Json::parse("\"${trialParameters.n}\"").unwrap();
        assert!(matches!(Count::of_member("replicas", placeholder), Some(Count::Unknown(_))));
        assert_eq!(Count::of_member("replica", placeholder), None);
    }

    #[test]
    fn zero_replicas_of_an_unknown_number_of_pods_are_none() {
        assert_eq!(Count::Known(0).times(Count::Unknown("x")), Count::Known(0));
        assert_eq!(Count::Known(3).times(Count::Unknown("x")), Count::Unknown("x"));
        assert_eq!(Count::Known(u64::MAX).times(Count::Known(2)), Count::Known(u64::MAX));
    }
}
