//! What a policy that mutates has changed in an object.

use std::fmt;

use serde_json::Value;

/// One change, written as `spec.image: "a" becomes "b"`, `spec.image added: "a"` or `spec.image removed`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// Where it is.
    pub path: String,
    /// The rest of the text.
    change: String,
}

/// The changes that lead from one value to the other, in the order of the first.
pub fn between(before: &Value, after: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    compare(before, after, "", &mut edits);
    edits
}

impl Edit {
    /// Reads one as it is written.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let at = match text.split_once(": ") {
            Some((head, _)) => head.strip_suffix(" added").unwrap_or(head).len(),
            None => text.strip_suffix(" removed")?.len(),
        };
        let (path, change) = text.split_at_checked(at)?;
        Some(Self { path: path.to_owned(), change: change.to_owned() })
    }

    /// The same change elsewhere.
    pub(crate) fn at(&self, path: String) -> Self {
        Self { path, change: self.change.clone() }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, self.change)
    }
}

fn compare(before: &Value, after: &Value, path: &str, edits: &mut Vec<Edit>) {
    let join = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    };
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(changed) => compare(value, changed, &join(key), edits),
                    None => edits.push(Edit { path: join(key), change: " removed".to_owned() }),
                }
            }
            let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
            edits.extend(
                added.map(|(key, value)| Edit { path: join(key), change: format!(" added: {value}") }),
            );
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                compare(old, new, &format!("{path}[{index}]"), edits);
            }
        }
        _ if before == after => {}
        _ => edits.push(Edit { path: path.to_owned(), change: format!(": {before} becomes {after}") }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let before = json!({"a": {"b": [1, {"c": "x: y"}]}, "gone": true, "same": null});
        let after = json!({"a": {"b": [1, {"c": "z", "new": " removed"}]}, "same": null});
        let edits = between(&before, &after);
        let written: Vec<_> = edits.iter().map(ToString::to_string).collect();
        assert_eq!(
            written,
            [r#"a.b[1].c: "x: y" becomes "z""#, r#"a.b[1].new added: " removed""#, "gone removed"]
        );
        let read: Option<Vec<_>> = written.iter().map(|text| Edit::parse(text)).collect();
        assert_eq!(read, Some(edits));
    }
}
