//! Field masks: the only parts of an object that a policy wants.

use std::collections::BTreeMap;

use serde_json::Value;

/// What no mask can take off.
const ALWAYS: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// A tree of names; one without branches keeps everything below it.
#[derive(Default)]
struct Mask<'a>(BTreeMap<&'a str, Mask<'a>>);

/// Removes what no mask names. Type and metadata always stay, and no masks at all keep everything.
pub(super) fn apply<'a>(object: &mut Value, masks: impl Iterator<Item = &'a str>) {
    let mut masks = masks.peekable();
    if masks.peek().is_some() {
        // A mask of a part of them keeps all of them.
        let own = masks.filter(|mask| !ALWAYS.contains(&mask.split('.').next().unwrap_or_default()));
        retain(object, own.chain(ALWAYS));
    }
}

/// Removes what no mask names.
pub(in crate::stand_in) fn retain<'a>(value: &mut Value, masks: impl Iterator<Item = &'a str>) {
    let mut root = Mask::default();
    for mask in masks {
        let mut branch = &mut root;
        for name in mask.split('.') {
            branch = branch.0.entry(name).or_default();
        }
    }
    root.prune(value);
}

impl Mask<'_> {
    fn prune(&self, value: &mut Value) {
        if self.0.is_empty() {
            return;
        }
        match value {
            Value::Object(members) => members.retain(|name, member| {
                let branch = self.0.get(name.as_str());
                branch.is_some_and(|branch| {
                    branch.prune(member);
                    true
                })
            }),
            Value::Array(items) => items.iter_mut().for_each(|item| self.prune(item)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn masked(masks: &[&str]) -> Value {
        let mut object = json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}},
            "spec": {"nodeName": "n", "containers": [{"name": "a", "image": "x"}, {"name": "b", "image": "y"}]},
            "status": {"phase": "Running"},
        });
        apply(&mut object, masks.iter().copied());
        object
    }

    #[test]
    fn lists_are_transparent_and_the_rest_is_dropped() {
        let object = masked(&["spec.containers.image"]);
        assert_eq!(object["spec"], json!({"containers": [{"image": "x"}, {"image": "y"}]}));
        assert_eq!(object.get("status"), None);
    }

    #[test]
    fn type_and_metadata_are_never_dropped() {
        let object = masked(&["metadata.name"]);
        assert_eq!(object["metadata"]["labels"], json!({"a": "b"}));
        assert_eq!((object["kind"].as_str(), object.get("spec")), (Some("Pod"), None));
    }

    #[test]
    fn a_longer_path_narrows_a_shorter_one_and_no_path_keeps_everything() {
        let object = masked(&["spec", "spec.nodeName"]);
        assert_eq!(object["spec"], json!({"nodeName": "n"}));
        assert_eq!(masked(&[])["status"], json!({"phase": "Running"}));
    }
}
