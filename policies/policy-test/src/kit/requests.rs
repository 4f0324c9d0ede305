//! Requests that are malformed themselves, and those that are not judged.

use serde_json::{Map, Value, json};

use crate::kit::sample::{Sample, update};
use crate::kit::topic::Topic;

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    let rule = sample.rule.as_str();
    let creation = sample.creation();
    let change = update(json!({}), sample.object());
    let refused: [(&str, &Value, &[(&str, Value)]); 7] = [
        ("a creation without an object", &creation, &[("object", Value::Null)]),
        ("a creation whose object is a string", &creation, &[("object", json!("a bare string"))]),
        // Without the old object nobody can say what is new, whatever the new one is.
        (
            "an update whose old object is a number",
            &change,
            &[("object", json!({})), ("oldObject", json!(3))],
        ),
        ("an update of what is refused whose old object is a number", &change, &[("oldObject", json!(3))]),
        ("an operation that nobody knows", &creation, &[("operation", json!("PATCH"))]),
        ("a request that does not say what is done", &creation, &[("operation", Value::Null)]),
        ("a request that does not say what it is about", &creation, &[("kind", Value::Null)]),
    ];
    for (sentence, request, members) in refused {
        let asks = topic.about(with(request, members));
        topic.rejects(sentence, asks, &[]);
    }
    // Then everything is new.
    let asks = topic.about(with(&change, &[("oldObject", Value::Null)]));
    topic.rejects("an update of what is refused without an old object", asks, &[rule]);
    if !sample.metadata.asks_for("DELETE") {
        let deletion = [("operation", json!("DELETE")), ("object", Value::Null)];
        let asks = topic.about(with(&creation, &deletion));
        topic.accepts("a deletion, which has no object", asks, &[]);
        let last = [deletion.as_slice(), &[("oldObject", sample.object())]].concat();
        let asks = topic.about(with(&creation, &last));
        topic.accepts("a deletion of what would be refused", asks, &[]);
    }
}

/// A request with other members; without those that are null.
fn with(request: &Value, members: &[(&str, Value)]) -> Value {
    let mut changed: Map<String, Value> = request.as_object().cloned().unwrap_or_default();
    for (key, value) in members {
        match value {
            Value::Null => changed.remove(*key),
            value => changed.insert((*key).to_owned(), value.clone()),
        };
    }
    Value::Object(changed)
}
