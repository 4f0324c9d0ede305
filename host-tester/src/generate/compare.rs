//! Where a file departs from what is generated.

use std::fmt;

/// How a file on the disk differs from the generated one.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is not there.
    Missing,
    /// It is there, but nothing generates it any more.
    LeftOver,
    /// The first line that differs; `None` where a text has ended.
    Line {
        /// Its number, from 1.
        number: usize,
        /// What stands there.
        found: Option<String>,
        /// What is generated.
        generated: Option<String>,
    },
}

/// The first difference between what is on the disk and what is generated.
pub fn difference(found: Option<&str>, generated: &str) -> Option<Difference> {
    let Some(found) = found else {
        return Some(Difference::Missing);
    };
    if found == generated {
        return None;
    }
    // With their ends, so that a missing last line break is a difference.
    let (mut left, mut right) = (found.split_inclusive('\n'), generated.split_inclusive('\n'));
    let mut number = 0;
    loop {
        number += 1;
        let (found, generated) = (left.next(), right.next());
        if found != generated || found.is_none() {
            let line = |text: Option<&str>| text.map(|text| text.trim_end_matches('\n').to_owned());
            return Some(Difference::Line { number, found: line(found), generated: line(generated) });
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |line: &Option<String>| match line {
            Some(line) => format!("`{line}`"),
            None => "the end of the file".to_owned(),
        };
        match self {
            Self::Missing => f.write_str(": is missing"),
            Self::LeftOver => f.write_str(": nothing generates it any more"),
            Self::Line { number, found, generated } => {
                write!(f, ":{number}:\n  found      {}\n  generated  {}", shown(found), shown(generated))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_told() {
        assert_eq!(difference(Some("a\nb\n"), "a\nb\n"), None);
        let line = |number, found: Option<&str>, generated: Option<&str>| Difference::Line {
            number,
            found: found.map(str::to_owned),
            generated: generated.map(str::to_owned),
        };
        assert_eq!(difference(Some("a\nb\nc\n"), "a\nx\ny\n"), Some(line(2, Some("b"), Some("x"))));
        assert_eq!(difference(Some("a\n"), "a\nb\n"), Some(line(2, None, Some("b"))));
        assert_eq!(difference(Some("a\nb\n"), "a\n"), Some(line(2, Some("b"), None)));
        assert_eq!(difference(None, "a\n"), Some(Difference::Missing));
    }

    #[test]
    fn a_missing_last_line_break_is_a_difference() {
        assert!(difference(Some("a"), "a\n").is_some());
    }

    #[test]
    fn a_difference_names_its_line_and_both_texts() {
        let difference = difference(Some("a\nb\n"), "a\n").unwrap();
        assert_eq!(difference.to_string(), ":2:\n  found      `b`\n  generated  the end of the file");
    }
}
