//! What is expected of recorded requests: a table of the rules that speak.
//!
//! The first column is `request`, each further one a policy. A cell is `-` (no rule speaks), a list of rule ids with
//! commas, or a word such as `needs-lookup` that says why there is no expectation yet. A last column `reason` explains
//! corrected expectations to people.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, bail};

/// The table of expectations, by request.
#[derive(Debug, Default)]
pub struct Expected {
    /// Policies, in the order of the columns.
    pub policies: Vec<String>,
    rows: BTreeMap<String, Vec<Cell>>,
}

/// What one policy is expected to say to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Exactly these rules speak.
    Speaks(BTreeSet<String>),
    /// Nothing is expected yet, for this reason.
    Later(String),
}

impl Expected {
    /// Reads the table; errors name file and line.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).map_err(|(line, error)| anyhow::anyhow!("{}:{line}: {error}", path.display()))
    }

    /// The cell of a request and a policy.
    pub fn cell(&self, request: &str, policy: &str) -> Option<&Cell> {
        let column = self.policies.iter().position(|name| name == policy)?;
        self.rows.get(request)?.get(column)
    }

    /// The requests that have a row.
    pub fn requests(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let (_, header) = lines.next().ok_or((1, "the table is empty".to_owned()))?;
        let mut names = header.split('\t').map(str::to_owned);
        if names.next().as_deref() != Some("request") {
            return Err((1, "the first column must be `request`".to_owned()));
        }
        let mut policies: Vec<_> = names.collect();
        policies.pop_if(|name| name == "reason");
        let mut table = Self { policies, rows: BTreeMap::new() };
        for (number, line) in lines {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            table.add(line).map_err(|error| (number, error.to_string()))?;
        }
        Ok(table)
    }

    fn add(&mut self, line: &str) -> anyhow::Result<()> {
        let mut cells = line.split('\t');
        let request = cells.next().unwrap_or_default().to_owned();
        let cells = cells.take(self.policies.len()).map(Cell::parse).collect::<anyhow::Result<Vec<_>>>()?;
        if cells.len() != self.policies.len() {
            bail!("{} cells for {} policies", cells.len(), self.policies.len());
        }
        if self.rows.insert(request.clone(), cells).is_some() {
            bail!("`{request}` has a row already");
        }
        Ok(())
    }
}

impl Cell {
    fn parse(text: &str) -> anyhow::Result<Self> {
        match text.trim() {
            "" => bail!("an empty cell; write `-` for silent"),
            "-" => Ok(Self::Speaks(BTreeSet::new())),
            later if later.starts_with("needs-lookup") => Ok(Self::Later("needs a look-up".to_owned())),
            rules => Ok(Self::Speaks(rules.split(',').map(|rule| rule.trim().to_owned()).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_silence_rules_or_a_reason_to_wait() {
        let table = Expected::parse("request\tp\tq\na.json\t-\tx,y\nb.json\tneeds-lookup\t-\n").unwrap();
        assert_eq!(table.cell("a.json", "p"), Some(&Cell::Speaks(BTreeSet::new())));
        assert_eq!(
            table.cell("a.json", "q"),
            Some(&Cell::Speaks(BTreeSet::from(["x".to_owned(), "y".to_owned()])))
        );
        assert_eq!(table.cell("b.json", "p"), Some(&Cell::Later("needs a look-up".to_owned())));
        assert_eq!(table.cell("c.json", "p"), None);
        assert_eq!(table.cell("a.json", "r"), None);
    }

    #[test]
    fn a_short_or_repeated_row_is_named_by_its_line() {
        assert_eq!(
            Expected::parse("request\tp\na.json\n").unwrap_err(),
            (2, "0 cells for 1 policies".to_owned())
        );
        let twice = Expected::parse("request\tp\na.json\t-\na.json\t-\n").unwrap_err();
        assert_eq!(twice, (3, "`a.json` has a row already".to_owned()));
    }
}
