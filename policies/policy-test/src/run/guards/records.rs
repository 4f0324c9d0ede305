//! The guards of rules that write a record: their mode finds nothing, and each key of the record has one writer.

use std::collections::BTreeMap;

use crate::describe::{Description, Rule, RuleKind};

/// The key under which the kit counts what a record has no room for.
const LEFT_OUT: &str = "more";

/// What is wrong with the rules of kind record as the policy describes them.
pub(super) fn faults(description: &Description) -> Vec<String> {
    let rules = description.rules.iter().filter(|rule| rule.kind == RuleKind::Record);
    let mut faults: Vec<_> = rules.clone().filter_map(mode).collect();
    let mut writers: BTreeMap<&str, &str> = BTreeMap::new();
    for (rule, key) in rules.flat_map(|rule| rule.keys.iter().map(|key| (rule.id.as_str(), key.as_str()))) {
        if key == LEFT_OUT {
            faults.push(format!(
                "rule `{rule}` records the key `{key}`, under which policy-kit counts what is left out: rename the key"
            ));
        } else if let Some(writer) = writers.insert(key, rule) {
            faults.push(format!(
                "rule `{rule}` records the key `{key}`, as rule `{writer}` does, and one value replaces the other: \
                 rename the key in one of them"
            ));
        }
    }
    faults
}

/// The default mode of a rule that writes a record is `audit` or `off`, as it is in the settings.
fn mode(rule: &Rule) -> Option<String> {
    let Rule { id, mode, .. } = rule;
    (!matches!(mode.as_str(), "audit" | "off")).then(|| {
        format!("rule `{id}` writes a record and finds nothing, but its mode is `{mode}`: write `default: Mode::Audit`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, mode: &str, keys: &[&str]) -> Rule {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let (id, mode) = (id.to_owned(), mode.to_owned());
        Rule { id, mode, kind: RuleKind::Record, keys, ..Rule::default() }
    }

    fn told(rules: Vec<Rule>) -> Vec<String> {
        faults(&Description { rules, ..Description::default() })
    }

    #[test]
    fn a_record_is_written_in_mode_audit_or_not_at_all() {
        assert_eq!(
            told(vec![rule("kept", "audit", &["a"]), rule("idle", "off", &["b"])]),
            Vec::<String>::new()
        );
        for mode in ["deny", "warn"] {
            assert_eq!(
                told(vec![rule("kept", mode, &["a"])]),
                [format!(
                    "rule `kept` writes a record and finds nothing, but its mode is `{mode}`: write \
                     `default: Mode::Audit`"
                )]
            );
        }
        let finds = Rule { kind: RuleKind::Finding, ..rule("wide", "deny", &[]) };
        assert_eq!(told(vec![finds]), Vec::<String>::new());
    }

    #[test]
    fn a_key_has_one_writer() {
        assert_eq!(
            told(vec![rule("first", "audit", &["model", "dataset"]), rule("second", "audit", &["dataset"])]),
            [
                "rule `second` records the key `dataset`, as rule `first` does, and one value replaces the other: \
                 rename the key in one of them"
            ]
        );
        assert_eq!(told(vec![rule("twice", "audit", &["model", "model"])]).len(), 1);
    }

    #[test]
    fn the_key_for_what_is_left_out_belongs_to_the_kit() {
        assert_eq!(
            told(vec![rule("kept", "audit", &["more"])]),
            [
                "rule `kept` records the key `more`, under which policy-kit counts what is left out: rename the key"
            ]
        );
    }
}
