//! Selectors of namespaces and objects by their labels.

use serde::{Deserialize, Serialize};

/// A selector; one without expressions selects everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::generate) struct Selector {
    /// What has to be true of the labels, all of it.
    pub(in crate::generate) match_expressions: Vec<Expression>,
    /// Read only to be refused: the controller drops it.
    match_labels: Option<serde_json::Value>,
}

/// What has to be true of one label.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::generate) struct Expression {
    pub(in crate::generate) key: String,
    pub(in crate::generate) operator: Operator,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::generate) values: Vec<String>,
}

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub(in crate::generate) enum Operator {
    /// It has one of the values.
    In,
    /// It has none of the values, or is absent.
    NotIn,
    /// It is there.
    Exists,
    /// It is absent.
    DoesNotExist,
}

impl Selector {
    /// What is wrong with the selector; each fault begins with its place in it.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.match_labels.is_some() {
            faults.push(
                ".matchLabels: the controller drops it and would select everything; write `matchExpressions` with the \
                 operator `In`"
                    .to_owned(),
            );
        }
        for (index, expression) in self.match_expressions.iter().enumerate() {
            let lists_values = matches!(expression.operator, Operator::In | Operator::NotIn);
            if expression.key.is_empty() {
                faults.push(format!(".matchExpressions[{index}].key: is empty"));
            }
            if lists_values == expression.values.is_empty() {
                let what = "`In` and `NotIn` need values, `Exists` and `DoesNotExist` take none";
                faults.push(format!(".matchExpressions[{index}].values: {what}"));
            }
        }
        faults
    }

    /// Whether the selector selects everything.
    pub(super) fn selects_everything(&self) -> bool {
        self.match_expressions.is_empty()
    }

    /// Whether each of the two selectors selects exactly what the other one leaves.
    pub(super) fn is_opposite_of(&self, other: &Self) -> bool {
        match (self.match_expressions.as_slice(), other.match_expressions.as_slice()) {
            ([one], [two]) => one.is_opposite_of(two),
            _ => false,
        }
    }
}

impl Expression {
    fn is_opposite_of(&self, other: &Self) -> bool {
        let sorted = |expression: &Self| {
            let mut values = expression.values.clone();
            values.sort();
            values
        };
        let operators = matches!(
            (self.operator, other.operator),
            (Operator::In, Operator::NotIn)
                | (Operator::NotIn, Operator::In)
                | (Operator::Exists, Operator::DoesNotExist)
                | (Operator::DoesNotExist, Operator::Exists)
        );
        operators && self.key == other.key && sorted(self) == sorted(other)
    }
}
