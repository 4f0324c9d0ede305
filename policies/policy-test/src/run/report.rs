//! What a failed test prints.

use std::fmt;

/// Everything that is wrong, one entry each; what a test returns when it fails.
#[derive(Clone, PartialEq, Eq)]
pub struct Failures(Vec<String>);

/// How many are printed: whoever breaks a shared part does not need a thousand.
const PRINTED: usize = 25;

impl Failures {
    /// No failures are success.
    pub(super) fn check(failures: Vec<String>) -> Result<(), Self> {
        if failures.is_empty() { Ok(()) } else { Err(Self(failures)) }
    }

    /// What is wrong, one entry each.
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

impl From<anyhow::Error> for Failures {
    fn from(error: anyhow::Error) -> Self {
        Self(vec![format!("{error:#}")])
    }
}

// A test's error is printed by `Debug`: it has to read like a message.
impl fmt::Debug for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} failed", self.0.len())?;
        for failure in self.0.iter().take(PRINTED) {
            writeln!(f, "\n{failure}")?;
        }
        match self.0.len().saturating_sub(PRINTED) {
            0 => Ok(()),
            more => writeln!(f, "\n… and {more} more"),
        }
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Failures {}
