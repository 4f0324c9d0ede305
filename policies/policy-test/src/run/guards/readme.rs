//! The guards that the README, which is the policy's specification, tells every rule.

use std::collections::BTreeSet;

use crate::describe::{Description, Rule, RuleKind};

/// What the README does not tell of the rules as the policy describes them.
pub(super) fn faults(readme: &str, description: &Description) -> Vec<String> {
    let mut faults: Vec<_> = description.rules.iter().filter_map(|rule| row(readme, rule)).collect();
    faults.extend(order(readme, description));
    faults.extend(description.rules.iter().flat_map(|rule| keys(readme, rule)));
    faults
}

/// Each rule has a row with its default mode.
fn row(readme: &str, rule: &Rule) -> Option<String> {
    let row = format!("| `{}` | {}", rule.id, rule.mode);
    let told = readme.lines().any(|line| line.starts_with(&row));
    (!told).then(|| format!("no row that begins with \"{row}\""))
}

/// The rows have the order of the rules.
fn order(readme: &str, description: &Description) -> Option<String> {
    let known: BTreeSet<&str> = description.rules.iter().map(|rule| rule.id.as_str()).collect();
    let rows = readme.lines().filter_map(|line| {
        let (id, _) = line.strip_prefix("| `")?.split_once('`')?;
        known.contains(id).then_some(id)
    });
    let rules = description.rules.iter().map(|rule| rule.id.as_str());
    // A rule without a row is told by itself.
    let rows: Vec<_> = rows.collect();
    let rules = rules.filter(|id| rows.contains(id));
    let (row, rule) = rows.iter().copied().zip(rules).find(|(row, rule)| row != rule)?;
    Some(format!("the row of `{row}` stands where that of `{rule}` has to: the order is that of the rules"))
}

/// Each key that a rule records is told.
fn keys(readme: &str, rule: &Rule) -> Vec<String> {
    let keys = rule.keys.iter().filter(|_| rule.kind == RuleKind::Record);
    let untold = keys.filter(|key| !readme.contains(&format!("`{key}`")));
    untold
        .map(|key| format!("the key `{key}`, which rule `{}` records, is not told in backticks", rule.id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "text\n| `wide` | deny | x |\n| `malformed` | deny, always | x |\n| `a` | b |\n";

    fn rule(id: &str) -> Rule {
        Rule { id: id.to_owned(), mode: "deny".to_owned(), ..Rule::default() }
    }

    fn told(readme: &str, rules: Vec<Rule>) -> Vec<String> {
        faults(readme, &Description { rules, ..Description::default() })
    }

    #[test]
    fn a_rule_needs_a_row_with_its_default_mode() {
        assert_eq!(told(README, vec![rule("wide"), rule("malformed")]), Vec::<String>::new());
        let warns = Rule { mode: "warn".to_owned(), ..rule("wide") };
        assert_eq!(told(README, vec![warns]), ["no row that begins with \"| `wide` | warn\""]);
        assert_eq!(
            told(README, vec![rule("deep"), rule("wide")]),
            ["no row that begins with \"| `deep` | deny\""]
        );
    }

    #[test]
    fn rows_have_the_order_of_the_rules() {
        assert_eq!(
            told(README, vec![rule("malformed"), rule("wide")]),
            ["the row of `wide` stands where that of `malformed` has to: the order is that of the rules"]
        );
    }

    #[test]
    fn keys_of_a_record_are_told() {
        let keys = vec!["dataset".to_owned(), "purpose".to_owned()];
        let records = Rule { kind: RuleKind::Record, keys: keys.clone(), ..rule("wide") };
        let readme = format!("{README}The record has the `purpose`.");
        let missing = "the key `dataset`, which rule `wide` records, is not told in backticks";
        assert_eq!(told(&readme, vec![records]), [missing]);
        assert_eq!(told(&readme, vec![Rule { keys, ..rule("wide") }]), Vec::<String>::new());
    }
}
