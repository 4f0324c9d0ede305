//! The date that guests see.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDate, NaiveTime};

/// Nanoseconds since 1970 of a day (`2026-11-24`, its first instant in UTC) or of a moment (RFC 3339).
pub fn parse(text: &str) -> Result<u64, String> {
    let moment = match text.parse::<NaiveDate>() {
        Ok(day) => day.and_time(NaiveTime::MIN).and_utc().timestamp_nanos_opt(),
        Err(_) => DateTime::parse_from_rfc3339(text)
            .map_err(|_| format!("`{text}` is neither a day such as `2026-11-24` nor a moment in RFC 3339"))?
            .timestamp_nanos_opt(),
    };
    moment
        .and_then(|nanoseconds| u64::try_from(nanoseconds).ok())
        .ok_or_else(|| format!("`{text}` lies before 1970 or after 2262"))
}

/// This moment in nanoseconds since 1970.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// The day of a moment, in UTC.
pub fn day(nanoseconds: u64) -> String {
    DateTime::from_timestamp_nanos(nanoseconds.cast_signed()).date_naive().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(parse("1970-01-02"), Ok(86_400 * 1_000_000_000));
        assert_eq!(parse("1970-01-02T01:00:00+01:00"), Ok(86_400 * 1_000_000_000));
    }

    #[test]
    fn a_moment_has_a_day() {
        assert_eq!(day(parse("2026-11-24T23:59:59Z").unwrap()), "2026-11-24");
    }

    #[test]
    fn anything_else_is_an_error() {
        assert!(parse("24.11.2026").unwrap_err().contains("neither a day"));
        assert!(parse("1969-12-31").unwrap_err().contains("before 1970"));
    }
}
