//! The moment at which a case is judged.

use serde::Deserialize;

/// A day (`2026-11-24`, which is its first second in UTC) or a second of one (`2026-11-24T13:30:00Z`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(String);

impl Moment {
    /// The text, as an executor hands it to a policy.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (day, time) = match text.split_once('T') {
            Some((day, time)) => (day, Some(time)),
            None => (text.as_str(), None),
        };
        if is_day(day) && time.is_none_or(is_time) {
            Ok(Self(text))
        } else {
            Err(format!("`now` is a day like 2026-11-24 or a time like 2026-11-24T13:30:00Z, not `{text}`"))
        }
    }
}

fn is_day(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, '-', [4, 2, 2]) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

fn is_time(text: &str) -> bool {
    let numbers = text.strip_suffix('Z').and_then(|text| numbers(text, ':', [2, 2, 2]));
    numbers.is_some_and(|[hour, minute, second]| hour < 24 && minute < 60 && second < 60)
}

/// Three numbers with so many digits each.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[u16; 3]> {
    let parts: [&str; 3] = text.split(between).collect::<Vec<_>>().try_into().ok()?;
    let plain = |(part, digits): (&str, usize)| {
        part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !parts.into_iter().zip(digits).all(plain) {
        return None;
    }
    let [first, second, third] = parts.map(|part| part.parse().ok());
    Some([first?, second?, third?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> bool {
        Moment::try_from(text.to_owned()).is_ok_and(|moment| moment.as_str() == text)
    }

    #[test]
    fn a_moment_is_a_day_or_a_second_of_one() {
        for text in ["2026-11-24", "2028-02-29", "2026-11-24T13:30:00Z", "2026-12-31T23:59:59Z"] {
            assert!(reads(text), "{text}");
        }
    }

    #[test]
    fn days_and_times_that_no_calendar_has_are_none() {
        let none = [
            "tomorrow",
            "2026-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-11-31",
            "2026-1-1",
            "+026-11-24",
            "2026-11-24T",
            "2026-11-24T13:30Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T13:30:00",
            "2026-11-24T13:30:00+01:00",
            "2026-11-24 13:30:00Z",
            "",
        ];
        for text in none {
            assert!(!reads(text), "{text}");
        }
    }
}
