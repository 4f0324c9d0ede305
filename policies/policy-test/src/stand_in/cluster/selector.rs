//! Selectors by labels and by fields, in the grammar of the API server.

use serde_json::Value;

/// One requirement on the labels of an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    key: String,
    must: Must,
}

/// One requirement on a field of an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    path: String,
    value: String,
    equal: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Must {
    Exist,
    NotExist,
    /// Exist with one of these values.
    In(Vec<String>),
    /// Not exist, or with none of these values.
    NotIn(Vec<String>),
    /// Exist as a number above.
    Above(i64),
    /// Exist as a number below.
    Below(i64),
}

/// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`; all of them are required.
pub(super) fn labels(selector: &str) -> Result<Vec<Label>, String> {
    if selector.trim().is_empty() {
        return Ok(Vec::new());
    }
    let invalid = |part: &str| format!("`{part}` is no requirement of a label selector");
    let parts = split_outside_parentheses(selector);
    parts.into_iter().map(|part| label(part.trim()).ok_or_else(|| invalid(part))).collect()
}

/// Reads `metadata.name=a,spec.nodeName!=b`; all of them are required.
pub(super) fn fields(selector: &str) -> Result<Vec<Field>, String> {
    let invalid = |part: &str| format!("`{part}` is no requirement of a field selector");
    let parts = split_unescaped(selector).into_iter().filter(|part| !part.is_empty());
    parts.map(|part| field(part).ok_or_else(|| invalid(part))).collect()
}

impl Label {
    pub(super) fn selects(&self, object: &Value) -> bool {
        let labels = object.pointer("/metadata/labels").and_then(Value::as_object);
        let value = labels.and_then(|labels| labels.get(&self.key)?.as_str());
        let number = || value.and_then(|value| value.parse::<i64>().ok());
        match &self.must {
            Must::Exist => value.is_some(),
            Must::NotExist => value.is_none(),
            Must::In(values) => value.is_some_and(|value| values.iter().any(|wanted| wanted == value)),
            Must::NotIn(values) => !value.is_some_and(|value| values.iter().any(|wanted| wanted == value)),
            Must::Above(bound) => number().is_some_and(|number| number > *bound),
            Must::Below(bound) => number().is_some_and(|number| number < *bound),
        }
    }
}

impl Field {
    /// A field that is not there is an empty text, as in the API server.
    pub(super) fn selects(&self, object: &Value) -> bool {
        let field = self.path.split('.').try_fold(object, |value, name| value.get(name));
        let text = match field {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        (text == self.value) == self.equal
    }
}

fn label(part: &str) -> Option<Label> {
    if let Some(key) = part.strip_prefix('!') {
        return Some(Label { key: key_of(key)?, must: Must::NotExist });
    }
    if let Some((left, list)) = part.split_once('(') {
        let values: Vec<String> = list.strip_suffix(')')?.split(',').map(value_of).collect::<Option<_>>()?;
        let (key, word) = left.trim().rsplit_once(char::is_whitespace)?;
        let must = match word {
            "in" => Must::In(values),
            "notin" => Must::NotIn(values),
            _ => return None,
        };
        return Some(Label { key: key_of(key)?, must });
    }
    for operator in ["!=", "==", "=", ">", "<"] {
        if let Some((key, value)) = part.split_once(operator) {
            let value = value_of(value)?;
            let must = match operator {
                "!=" => Must::NotIn(vec![value]),
                ">" => Must::Above(value.parse().ok()?),
                "<" => Must::Below(value.parse().ok()?),
                _ => Must::In(vec![value]),
            };
            return Some(Label { key: key_of(key)?, must });
        }
    }
    Some(Label { key: key_of(part)?, must: Must::Exist })
}

/// `name` or `example.com/name`.
fn key_of(text: &str) -> Option<String> {
    let key = text.trim();
    let name = match key.split_once('/') {
        Some((prefix, name)) if !prefix.is_empty() => name,
        Some(_) => return None,
        None => key,
    };
    (!name.is_empty() && is_plain(name) && is_plain(key.strip_suffix(name)?.trim_end_matches('/')))
        .then(|| key.to_owned())
}

fn value_of(text: &str) -> Option<String> {
    let value = text.trim();
    (is_plain(value) && value.len() <= 63).then(|| value.to_owned())
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn field(part: &str) -> Option<Field> {
    let (at, operator) = part.char_indices().find_map(|(at, _)| {
        ["!=", "==", "="]
            .into_iter()
            .find(|op| part.get(at..).is_some_and(|rest| rest.starts_with(op)))
            .map(|op| (at, op))
    })?;
    let (path, rest) = part.split_at_checked(at)?;
    let value = unescape(rest.strip_prefix(operator)?)?;
    (!path.is_empty()).then(|| Field { path: path.to_owned(), value, equal: operator != "!=" })
}

/// The values of field selectors escape commas, equal signs and backslashes.
fn unescape(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.push(letters.next().filter(|next| ['\\', ',', '='].contains(next))?),
            '=' => return None,
            other => plain.push(other),
        }
    }
    Some(plain)
}

fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let mut open = false;
    text.split(move |letter| {
        match letter {
            '(' => open = true,
            ')' => open = false,
            _ => {}
        }
        letter == ',' && !open
    })
    .collect()
}

fn split_unescaped(text: &str) -> Vec<&str> {
    let mut escaped = false;
    text.split(move |letter| {
        let separates = letter == ',' && !escaped;
        escaped = letter == '\\' && !escaped;
        separates
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn selects(selector: &str) -> bool {
        let object = json!({"metadata": {"labels": {"app": "web", "tier": "", "example.com/size": "10"}}});
        labels(selector).unwrap().iter().all(|label| label.selects(&object))
    }

    fn selects_field(selector: &str) -> bool {
        let object = json!({
            "metadata": {"name": "p", "namespace": "ml"},
            "spec": {"nodeName": "a,b", "hostNetwork": true},
        });
        fields(selector).unwrap().iter().all(|field| field.selects(&object))
    }

    #[test]
    fn labels_are_selected_as_by_the_api_server() {
        for selector in [
            "",
            "app=web",
            "app == web",
            "app!=db",
            "missing!=x",
            "app in (db, web)",
            "app notin (db)",
            "missing notin (db)",
            "app",
            "!missing",
            "tier=",
            "tier in ()",
            "example.com/size>9,example.com/size<11",
            "app=web,!missing,app in (web)",
        ] {
            assert!(selects(selector), "{selector}");
        }
        for selector in [
            "app=db",
            "missing=",
            "app!=web",
            "app in (db)",
            "missing in (web)",
            "app notin (web,db)",
            "missing",
            "!app",
            "example.com/size>10",
            "app>1",
            "app=web,missing",
        ] {
            assert!(!selects(selector), "{selector}");
        }
    }

    #[test]
    fn what_the_api_server_refuses_is_no_selector() {
        for selector in [
            "app=a b",
            "=x",
            "a,,b",
            "app in web",
            "app in (a",
            "app is (a)",
            "a>b",
            "!",
            "/a",
            "a/",
            "a=(b)",
        ] {
            let error = labels(selector).unwrap_err();
            assert!(error.ends_with("is no requirement of a label selector"), "{selector}: {error}");
        }
        for selector in ["metadata.name", "=a", "a=b=c", "a=b\\c"] {
            assert!(fields(selector).is_err(), "{selector}");
        }
    }

    #[test]
    fn fields_are_selected_by_any_path() {
        for selector in [
            "",
            "metadata.name=p",
            "metadata.name==p,metadata.namespace=ml",
            "metadata.name!=q",
            "spec.nodeName=a\\,b",
            "spec.hostNetwork=true",
            "status.phase=",
            "status.phase!=Failed",
        ] {
            assert!(selects_field(selector), "{selector}");
        }
        for selector in ["metadata.name=q", "metadata.namespace!=ml", "status.phase=Failed"] {
            assert!(!selects_field(selector), "{selector}");
        }
    }
}
