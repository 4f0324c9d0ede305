//! Places in the settings.

use std::fmt;

/// Where an object stands in the settings, told only when something is wrong there.
#[derive(Clone, Copy)]
pub(super) enum At<'k> {
    Root,
    Member(&'k At<'k>, &'static str),
    Item(&'k At<'k>, &'static str, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let around = match self {
            At::Root => return Ok(()),
            At::Member(around, _) | At::Item(around, ..) => around,
        };
        if !matches!(around, At::Root) {
            write!(f, "{around}.")?;
        }
        match self {
            At::Item(_, key, index) => write!(f, "{key}[{index}]"),
            At::Root => Ok(()),
            At::Member(_, key) => f.write_str(key),
        }
    }
}
