//! The cluster of a case, as policy-server reads it.

use serde_json::{Map, Value, json};

use self::object::{namespace_of, text};
use crate::kinds::Scope;
use crate::stand_in::call::{Get, HostCall, ListAll, ListInNamespace};
use crate::stand_in::{Failure, Outage, Service, StandIn};

mod built_in;
pub(super) mod can;
mod kinds;
pub(super) mod mask;
pub(super) mod object;
mod selector;

/// The objects of a cluster.
#[derive(Clone, Copy)]
pub(super) struct Cluster<'a> {
    objects: &'a [Value],
}

/// A question for several objects.
struct Wanted<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    labels: Option<&'a str>,
    fields: Option<&'a str>,
    masks: Vec<&'a str>,
}

/// What kubectl keeps on an object, and policy-server takes off one of a list.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

const NO_CONNECTION: &str = "ServiceError: client error (Connect)";

impl StandIn {
    /// The cluster for a call, or how policy-server's client fails to ask it.
    pub(super) fn cluster(&self, call: &HostCall) -> Result<Cluster<'_>, Failure> {
        let outage = match &self.cluster {
            Service::Answers(objects) => return Ok(Cluster { objects }),
            Service::Fails(outage) => *outage,
        };
        let (message, causes): (_, &[&str]) = match outage {
            Outage::Garbage => (
                "Error deserializing response: expected value at line 1 column 1",
                &["expected value at line 1 column 1"],
            ),
            Outage::TimesOut => (NO_CONNECTION, &["client error (Connect)", "deadline has elapsed"]),
            Outage::Unreachable | Outage::NotGranted => (
                NO_CONNECTION,
                &["client error (Connect)", "tcp connect error", "Connection refused (os error 111)"],
            ),
        };
        match call.resource() {
            // Reading begins with a look at which kinds the group has; the core group is looked at in another way.
            Some((api_version, kind)) if api_version.contains('/') => {
                Err(Failure::refused(format!("error finding resource {api_version} / {kind}: {message}")))
            }
            _ => Err(Failure::Refused {
                message: message.to_owned(),
                causes: causes.iter().map(|cause| (*cause).to_owned()).collect(),
            }),
        }
    }
}

impl<'a> Cluster<'a> {
    /// Answers `get_resource`.
    pub(super) fn get(self, get: &Get) -> Result<Value, Failure> {
        let Get { api_version, kind, name, namespace, .. } = get;
        let scope = self.scope(api_version, kind)?;
        let within = match (scope, namespace) {
            (Scope::Cluster, _) => None,
            (Scope::Namespaced, Some(namespace)) => Some(namespace.as_str()),
            (Scope::Namespaced, None) => {
                return Err(Failure::refused(format!(
                    "Resource {api_version}/{kind} is namespaced, but no namespace was provided"
                )));
            }
        };
        let mut found = self
            .of_kind(api_version, kind)
            .filter(|object| text(object, "/metadata/name") == name && is_within(object, scope, within));
        let Some(object) = found.next() else {
            return Err(Failure::refused(format!(
                "Cannot find {api_version}/{kind} named '{name}' inside of namespace '{namespace:?}'"
            )));
        };
        let mut object = complete(object, scope);
        mask::apply(&mut object, get.field_masks.iter().flatten().map(String::as_str));
        Ok(object)
    }

    /// Answers `list_resources_by_namespace`.
    pub(super) fn list_in_namespace(self, list: &ListInNamespace) -> Result<Value, Failure> {
        self.list(&Wanted {
            api_version: &list.api_version,
            kind: &list.kind,
            namespace: Some(&list.namespace),
            labels: list.label_selector.as_deref(),
            fields: list.field_selector.as_deref(),
            masks: list.field_masks.iter().flatten().map(String::as_str).collect(),
        })
    }

    /// Answers `list_resources_all`.
    pub(super) fn list_all(self, list: &ListAll) -> Result<Value, Failure> {
        self.list(&Wanted {
            api_version: &list.api_version,
            kind: &list.kind,
            namespace: None,
            labels: list.label_selector.as_deref(),
            fields: list.field_selector.as_deref(),
            masks: list.field_masks.iter().flatten().map(String::as_str).collect(),
        })
    }

    fn list(self, wanted: &Wanted<'_>) -> Result<Value, Failure> {
        let Wanted { api_version, kind, namespace, labels, fields, masks } = wanted;
        let scope = self.scope(api_version, kind)?;
        if namespace.is_some() && scope == Scope::Cluster {
            return Err(Failure::refused(format!(
                "resource {api_version}/{kind} is cluster wide. Cannot search for it inside of a namespace"
            )));
        }
        let labels = selector::labels(labels.unwrap_or_default()).map_err(|error| waits_for_ever(&error))?;
        let fields = selector::fields(fields.unwrap_or_default()).map_err(|error| waits_for_ever(&error))?;
        let found = self.of_kind(api_version, kind).filter(|object| is_within(object, scope, *namespace));
        let mut items: Vec<Value> = found
            .map(|object| complete(object, scope))
            .filter(|object| labels.iter().all(|label| label.selects(object)))
            .filter(|object| fields.iter().all(|field| field.selects(object)))
            .collect();
        // The real host keeps no order; whoever relies on that of the case is found out here.
        items.sort_by_key(|item| {
            (text(item, "/metadata/namespace").to_owned(), text(item, "/metadata/name").to_owned())
        });
        for item in &mut items {
            strip(item, built_in::is_built_in(api_version));
            mask::apply(item, masks.iter().copied());
        }
        Ok(json!({"apiVersion": api_version, "kind": format!("{kind}List"), "metadata": {}, "items": items}))
    }

    fn of_kind<'b>(
        self,
        api_version: &'b str,
        kind: &'b str,
    ) -> impl Iterator<Item = &'a Value> + use<'a, 'b> {
        self.objects
            .iter()
            .filter(move |object| text(object, "/apiVersion") == api_version && text(object, "/kind") == kind)
    }
}

/// The API server refuses such a selector, and policy-server's reflector tries again until the evaluation ends.
fn waits_for_ever(error: &str) -> Failure {
    Failure::Unstated(format!("{error}; policy-server would wait for an answer for ever"))
}

fn is_within(object: &Value, scope: Scope, namespace: Option<&str>) -> bool {
    scope == Scope::Cluster || namespace.is_none_or(|namespace| namespace_of(object) == namespace)
}

/// The object as it stands in a cluster: with its namespace if its kind has any, and without if not.
fn complete(object: &Value, scope: Scope) -> Value {
    let mut complete = object.clone();
    if let Some(metadata) = complete.get_mut("metadata").and_then(Value::as_object_mut) {
        match scope {
            Scope::Namespaced => metadata.insert("namespace".to_owned(), json!(namespace_of(object))),
            Scope::Cluster => metadata.remove("namespace"),
        };
    }
    complete
}

/// What policy-server does to the items of a list. Those of built-in kinds come without type: the API server tells
/// it once for the whole list.
fn strip(item: &mut Value, built_in: bool) {
    let Some(members) = item.as_object_mut() else { return };
    if built_in {
        members.remove("apiVersion");
        members.remove("kind");
    }
    let Some(metadata) = members.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    metadata.insert("managedFields".to_owned(), json!([]));
    let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Map::new()));
    match annotations.as_object_mut() {
        Some(annotations) => drop(annotations.remove(LAST_APPLIED)),
        None => *annotations = json!({}),
    }
}

#[cfg(test)]
mod tests;
