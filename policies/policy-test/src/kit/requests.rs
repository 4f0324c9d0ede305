//! Requests that are malformed themselves, and those that are not judged.

use serde_json::{Map, Value, json};

use crate::expect::{Decision, Verdict};
use crate::kit::sample::{Sample, update};
use crate::kit::topic::{Asks, Topic, verdict};

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    let creation = sample.creation();
    let change = update(json!({}), sample.object());
    malformed(&creation, &change, topic);
    // Then everything is new.
    let asks = Asks::about(with(&change, &[("oldObject", Value::Null)]));
    topic.rejects("an update of what is refused without an old object", asks, &[&sample.rule]);
    if !sample.metadata.asks_for("DELETE") {
        let deletion = [("operation", json!("DELETE")), ("object", Value::Null)];
        let asks = Asks::about(with(&creation, &deletion));
        topic.accepts("a deletion, which has no object", asks, &[]);
        let last = [deletion.as_slice(), &[("oldObject", sample.object())]].concat();
        let asks = Asks::about(with(&creation, &last));
        topic.accepts("a deletion of what would be refused", asks, &[]);
    }
}

fn malformed(creation: &Value, change: &Value, topic: &mut Topic<'_>) {
    let mut refuse = |sentence: &str, request: &Value, members: &[(&str, Value)], what: &str| {
        let says = vec![format!(": malformed: {what}"), "#malformed".to_owned()];
        let asks = Asks::about(with(request, members));
        topic.judged(sentence, asks, Verdict { says, ..verdict(Decision::Rejects, &[]) });
    };
    let missing = "object: expected a value, found nothing";
    refuse("a creation without an object", creation, &[("object", Value::Null)], missing);
    let text = [("object", json!("a bare string"))];
    let what = "object: expected an object, found a string";
    refuse("a creation whose object is a string", creation, &text, what);
    // Without the old object nobody can say what is new, whatever the new one is.
    let what = "oldObject: expected an object, found a number";
    let harmless = [("object", json!({})), ("oldObject", json!(3))];
    refuse("an update whose old object is a number", change, &harmless, what);
    let offending = [("oldObject", json!(3))];
    refuse("an update of what is refused whose old object is a number", change, &offending, what);
    let patch = [("operation", json!("PATCH"))];
    let what = "operation: expected CREATE, UPDATE, DELETE or CONNECT, found another word";
    refuse("an operation that nobody knows", creation, &patch, what);
    let what = "operation: expected a value, found nothing";
    refuse("a request that does not say what is done", creation, &[("operation", Value::Null)], what);
    let what = "kind: expected a value, found nothing";
    refuse("a request that does not say what it is about", creation, &[("kind", Value::Null)], what);
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
