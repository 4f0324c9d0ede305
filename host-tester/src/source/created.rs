//! The objects that recorded requests create.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Document;

/// Every object whose creation is among the documents, once, as it was created last.
///
/// A document that cannot be read creates nothing; judging it is the fault that reports show.
pub fn created(documents: &[Document]) -> Vec<Value> {
    let mut objects = BTreeMap::new();
    let read = documents.iter().filter_map(|document| document.read().ok());
    for mut request in read.map(policy_test::request::unwrap_review) {
        if !creates_an_object(&request) {
            continue;
        }
        let identity = ["/kind/group", "/kind/version", "/kind/kind", "/namespace", "/name", "/uid"];
        let mut identity = identity
            .map(|pointer| request.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned());
        // Two objects without a name are told apart by their requests alone.
        if let [.., name, uid] = &mut identity
            && !name.is_empty()
        {
            uid.clear();
        }
        let namespace = request.get("namespace").cloned();
        if let Some(mut object) = request.get_mut("object").map(Value::take) {
            settle(&mut object, namespace);
            objects.insert(identity, object);
        }
    }
    objects.into_values().collect()
}

/// Puts the object into the namespace of its request, where the object names none.
fn settle(object: &mut Value, namespace: Option<Value>) {
    let namespace = namespace.filter(|namespace| namespace.as_str().is_some_and(|name| !name.is_empty()));
    if let (Some(namespace), Some(metadata)) =
        (namespace, object.get_mut("metadata").and_then(Value::as_object_mut))
    {
        metadata.entry("namespace").or_insert(namespace);
    }
}

/// Bindings, evictions and tokens are subresources that are created, too, but no object stays behind.
fn creates_an_object(request: &Value) -> bool {
    let text = |name| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let dry_run = request.get("dryRun").and_then(Value::as_bool).unwrap_or_default();
    text("operation") == "CREATE"
        && text("subResource").is_empty()
        && !dry_run
        && request.get("object").is_some_and(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::open;
    use serde_json::json;

    #[test]
    fn what_was_created_is_there_once_and_as_it_was_last() {
        let folder = tempfile::tempdir().unwrap();
        let review = |file: &str, name: &str, more: Value| {
            let mut request = json!({
                "uid": file, "operation": "CREATE", "namespace": "ml", "name": name,
                "kind": {"group": "", "version": "v1", "kind": "Pod"}, "object": {"kind": "Pod", "from": file},
            });
            for (key, value) in more.as_object().unwrap() {
                request[key] = value.clone();
            }
            let text = json!({"kind": "AdmissionReview", "request": request}).to_string();
            std::fs::write(folder.path().join(format!("{file}.json")), text).unwrap();
        };
        review("1", "a", json!({}));
        review("2", "a", json!({}));
        review("3", "", json!({}));
        review("4", "", json!({}));
        review("5", "b", json!({"operation": "UPDATE"}));
        review("6", "c", json!({"subResource": "eviction"}));
        review("7", "d", json!({"dryRun": true}));
        review("8", "e", json!({"operation": "DELETE", "object": null}));
        std::fs::write(folder.path().join("9.json"), "no JSON").unwrap();
        let documents: Vec<_> = open(&[folder.path().to_owned()]).unwrap().collect();
        let mut from: Vec<_> = created(&documents).iter().map(|object| object["from"].clone()).collect();
        from.sort_by_key(Value::to_string);
        assert_eq!(from, ["2", "3", "4"]);
    }

    #[test]
    fn an_object_is_created_in_the_namespace_of_its_request() {
        let mut pod = json!({"kind": "Pod", "metadata": {"name": "p"}});
        settle(&mut pod, Some(json!("ml")));
        settle(&mut pod, Some(json!("other")));
        assert_eq!(pod["metadata"]["namespace"], "ml");
        let mut namespace = json!({"kind": "Namespace", "metadata": {"name": "ml"}});
        settle(&mut namespace, Some(json!("")));
        assert_eq!(namespace["metadata"].get("namespace"), None);
    }
}
