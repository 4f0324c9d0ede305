//! Paths into the objects of a kind: `spec.template.spec`, `spec.tasks[].template.spec`,
//! `spec.services{}.image`.

use std::fmt;

use serde_json::{Map, Value, json};

/// A path that holds for every object of a kind: `[]` is each item of a list, `{}` each value of a map.
///
/// A list within a list is `steps[][]`; the empty path is the object itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindPath {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Step {
    Field(String),
    Item,
    Value,
}

/// The key under which [`KindPath::put`] builds the value of a map.
pub const SAMPLE_KEY: &str = "sample";

impl KindPath {
    /// Reads the notation of the table; the error names what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let field_ends = part.find(['[', '{']).unwrap_or(part.len());
            let (field, mut rest) = part.split_at(field_ends);
            if field.is_empty() || field.contains([']', '}', ' ', '/', ',']) {
                return Err(format!("`{text}`: `{part}` is no field"));
            }
            steps.push(Step::Field(field.to_owned()));
            while !rest.is_empty() {
                if let Some(after) = rest.strip_prefix("[]") {
                    steps.push(Step::Item);
                    rest = after;
                } else if let Some(after) = rest.strip_prefix("{}") {
                    steps.push(Step::Value);
                    rest = after;
                } else {
                    return Err(format!("`{text}`: after `{field}` only `[]` and `{{}}` may follow"));
                }
            }
        }
        Ok(Self { steps })
    }

    /// The items of a list below this path: `spec` and `containers` make `spec.containers[]`.
    #[must_use]
    pub fn list(&self, field: &str) -> Self {
        let mut steps = self.steps.clone();
        steps.extend([Step::Field(field.to_owned()), Step::Item]);
        Self { steps }
    }

    /// Whether the path ends in the items of a list.
    pub fn is_list(&self) -> bool {
        self.steps.last() == Some(&Step::Item)
    }

    /// The values that an object has at this path, each with its place: `spec.containers[0]`.
    pub fn find<'a>(&self, object: &'a Value) -> Vec<(String, &'a Value)> {
        let mut found = Vec::new();
        find(&self.steps, object, String::new(), &mut found);
        found
    }

    /// Puts a value at this path into an object, building what is missing on the way, and tells the place.
    ///
    /// Lists get the value as a further last item where the path ends in them, else their first item is
    /// entered; maps with free keys get [`SAMPLE_KEY`].
    pub fn put(&self, object: &mut Value, value: Value) -> String {
        put(&self.steps, object, value, String::new())
    }
}

fn find<'a>(steps: &[Step], at: &'a Value, place: String, found: &mut Vec<(String, &'a Value)>) {
    match steps.split_first() {
        None => found.push((place, at)),
        Some((Step::Field(name), rest)) => {
            if let Some(inner) = at.get(name) {
                find(rest, inner, join(&place, name), found);
            }
        }
        Some((Step::Item, rest)) => {
            for (index, inner) in at.as_array().into_iter().flatten().enumerate() {
                find(rest, inner, format!("{place}[{index}]"), found);
            }
        }
        Some((Step::Value, rest)) => {
            for (key, inner) in at.as_object().into_iter().flatten() {
                find(rest, inner, join(&place, key), found);
            }
        }
    }
}

fn put(steps: &[Step], at: &mut Value, value: Value, place: String) -> String {
    match steps.split_first() {
        None => {
            *at = value;
            place
        }
        Some((Step::Field(name), rest)) => put(rest, entry(at, name), value, join(&place, name)),
        Some((Step::Value, rest)) => put(rest, entry(at, SAMPLE_KEY), value, join(&place, SAMPLE_KEY)),
        Some((Step::Item, rest)) => {
            if !at.is_array() {
                *at = json!([]);
            }
            let Value::Array(items) = at else {
                return place;
            };
            if items.is_empty() || rest.is_empty() {
                items.push(Value::Null);
            }
            let index = if rest.is_empty() { items.len() - 1 } else { 0 };
            match items.get_mut(index) {
                Some(item) => put(rest, item, value, format!("{place}[{index}]")),
                None => place,
            }
        }
    }
}

fn entry<'a>(at: &'a mut Value, key: &str) -> &'a mut Value {
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    // Indexing an object by a key inserts what is missing, and the lines above made it one.
    &mut at[key]
}

fn join(place: &str, field: &str) -> String {
    if place.is_empty() { field.to_owned() } else { format!("{place}.{field}") }
}

impl fmt::Display for KindPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Field(name) if index == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Item => f.write_str("[]")?,
                Step::Value => f.write_str("{}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_was_written() {
        for text in ["spec", "spec.a[].b{}.c", "spec.steps[][].inline", "inference.template.spec"] {
            assert_eq!(KindPath::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_path() {
        for text in ["", ".spec", "spec..a", "spec.a[0]", "spec.{a,b}", "spec.a[]b", "a b"] {
            assert!(KindPath::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_put_is_found_at_the_place_that_put_told() {
        for text in ["spec.a", "spec.jobs[].template{}.containers[]", "spec.dag[][].inline"] {
            let path = KindPath::parse(text).unwrap();
            let mut object = json!({"kind": "Any"});
            let place = path.put(&mut object, json!({"image": "x"}));
            assert_eq!(path.find(&object), [(place, &json!({"image": "x"}))], "{text}");
        }
    }

    #[test]
    fn put_keeps_what_is_there() {
        let path = KindPath::parse("spec.containers[]").unwrap();
        let mut object = json!({"spec": {"nodeName": "n", "containers": [{"name": "a"}]}});
        assert_eq!(path.put(&mut object, json!({"name": "b"})), "spec.containers[1]");
        assert_eq!(object["spec"]["nodeName"], "n");
        assert_eq!(object["spec"]["containers"][0]["name"], "a");
    }
}
