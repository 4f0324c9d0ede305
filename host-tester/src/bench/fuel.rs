//! The fuel that was recorded, and how far today's may be from it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail};

/// How far fuel may drift, in percent, before somebody has to say so.
const TOLERANCE: u64 = 10;

const HEAD: &str = "# Fuel of the reference requests by policy: `host-tester bench --record` writes it, `bench --gate` holds it.\n";

/// Fuel by policy and reference request.
#[derive(Debug, Default)]
pub struct Recorded {
    fuel: BTreeMap<(String, String), u64>,
}

/// What a comparison comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// Within the tolerance.
    Within,
    /// Outside: the recorded fuel.
    Outside(u64),
    /// There is nothing to compare with.
    Missing,
}

impl Recorded {
    /// Reads the file; one that is absent holds nothing.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut recorded = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<_> = line.split('\t').collect();
            match cells.as_slice() {
                [policy, request, fuel] => match fuel.parse() {
                    Ok(fuel) => recorded.set(policy, request, fuel),
                    Err(_) => bail!("{}:{}: `{fuel}` is no number", path.display(), index + 1),
                },
                _ => bail!("{}:{}: expected policy, request and fuel", path.display(), index + 1),
            }
        }
        Ok(recorded)
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut text = HEAD.to_owned();
        for ((policy, request), fuel) in &self.fuel {
            writeln!(text, "{policy}\t{request}\t{fuel}")?;
        }
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Takes note of one measurement.
    pub fn set(&mut self, policy: &str, request: &str, fuel: u64) {
        self.fuel.insert((policy.to_owned(), request.to_owned()), fuel);
    }

    /// Compares one measurement with what was recorded.
    pub fn gate(&self, policy: &str, request: &str, fuel: u64) -> Gate {
        match self.fuel.get(&(policy.to_owned(), request.to_owned())) {
            None => Gate::Missing,
            Some(recorded)
                if fuel.abs_diff(*recorded).saturating_mul(100) <= recorded.saturating_mul(TOLERANCE) =>
            {
                Gate::Within
            }
            Some(recorded) => Gate::Outside(*recorded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_more_or_less_is_within_the_gate() {
        let mut recorded = Recorded::default();
        recorded.set("p", "pod", 1000);
        for (fuel, gate) in [
            (1000, Gate::Within),
            (1100, Gate::Within),
            (900, Gate::Within),
            (1101, Gate::Outside(1000)),
            (899, Gate::Outside(1000)),
        ] {
            assert_eq!(recorded.gate("p", "pod", fuel), gate, "{fuel}");
        }
        assert_eq!(recorded.gate("q", "pod", 1000), Gate::Missing);
    }

    #[test]
    fn what_was_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fuel.tsv");
        let mut recorded = Recorded::default();
        recorded.set("p", "pod", 1000);
        recorded.write(&path).unwrap();
        assert_eq!(Recorded::read(&path).unwrap().gate("p", "pod", 1000), Gate::Within);
    }

    #[test]
    fn a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fuel.tsv");
        std::fs::write(&path, "# head\np\tpod\tmany\n").unwrap();
        assert!(Recorded::read(&path).unwrap_err().to_string().contains("fuel.tsv:2: `many` is no number"));
    }
}
