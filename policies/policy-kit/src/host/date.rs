//! Calendar days and times.

use std::fmt;

/// A calendar day; ordered, displayed as `2026-12-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i64);

impl Date {
    /// The day that lies so many days after 1970-01-01.
    pub fn from_unix_days(days: i64) -> Date {
        Date(days)
    }

    /// The day of a time in seconds since 1970, in UTC.
    pub fn of_time(seconds: u64) -> Date {
        Date(i64::try_from(seconds / DAY).unwrap_or(i64::MAX))
    }

    /// Reads `2026-12-31`; `None` for anything else, days that no calendar has included.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse::<i64>().ok() } else { None }
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        if !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        let date = Date(days_from_civil(year, month, day));
        // A day that the month does not have falls into the next one.
        (date.civil() == (year, month, day)).then_some(date)
    }

    /// How many days from this day to the other.
    pub fn days_until(self, other: Date) -> i64 {
        other.0 - self.0
    }

    /// Year, month and day. The algorithm is the well-known one over eras of 400 years that start in March.
    fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }
}

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Reads a time as Kubernetes writes it, `2026-12-31T13:30:00Z`, or a date, which is its midnight in UTC: seconds since
/// 1970. `None` for anything else, other time zones and times before 1970 included.
pub fn parse_time(text: &str) -> Option<u64> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time.strip_suffix('Z')?)),
        None => (text, None),
    };
    let mut parts = time.unwrap_or("00:00:00").split(':');
    let mut number = |below: u64| {
        let part =
            parts.next().filter(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse().ok().filter(|number| *number < below)
    };
    let (hours, minutes, seconds): (u64, u64, u64) = (number(24)?, number(60)?, number(60)?);
    let days = u64::try_from(Date::parse(date)?.0).ok()?;
    parts.next().is_none().then_some(days * DAY + hours * 3_600 + minutes * 60 + seconds)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        // Counts are unsigned, too: printing signed numbers would be more code in a module.
        let (year, month, day) = (year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted_year = year - i64::from(month <= 2);
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Date, parse_time};

    #[test]
    fn dates_read_and_written_are_the_same() {
        for text in ["1970-01-01", "2000-02-29", "2026-11-24", "2100-12-31", "1999-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Date::parse("1970-01-01"), Some(Date::from_unix_days(0)));
    }

    #[test]
    fn days_that_no_calendar_has_are_no_dates() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "soon", "2026-11-24T00:00:00Z", ""]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_read_as_kubernetes_writes_it() {
        assert_eq!(parse_time("1970-01-01"), Some(0));
        assert_eq!(parse_time("1970-01-02T01:02:03Z"), Some(86_400 + 3_723));
        assert_eq!(Date::of_time(parse_time("2026-11-24T23:59:59Z").unwrap()).to_string(), "2026-11-24");
        for text in [
            "1969-12-31",
            "2026-11-24T24:00:00Z",
            "2026-11-24T1:00:00Z",
            "2026-11-24T10:00:00+01:00",
            "now",
            "",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn two_weeks_are_fourteen_days_over_the_end_of_a_year() {
        let days = Date::parse("2026-12-25").unwrap().days_until(Date::parse("2027-01-08").unwrap());
        assert_eq!(days, 14);
    }
}
