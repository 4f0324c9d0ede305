//! From a manifest to the request that a kube-apiserver's webhook client would send for it.

use serde_json::{Map, Value, json};

use crate::kinds::{Kind, Kinds, Scope};
use crate::request::identity;

/// What else there is to say about a request; the default is the creation of the object by an ordinary user.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `CREATE` when absent; also `UPDATE`, `DELETE`, `CONNECT`.
    pub operation: Option<String>,
    /// The object before an UPDATE; for a DELETE the deleted one, when it is not the manifest itself.
    pub old: Option<Value>,
    /// `status`, `scale`, `ephemeralcontainers`, …
    pub sub_resource: Option<String>,
    /// The `userInfo`; [`default_user`] when absent.
    pub user: Option<Value>,
    /// Whether it is a trial run.
    pub dry_run: bool,
    /// The name, where the object does not carry it: options of a CONNECT are about a Pod by its name.
    pub name: Option<String>,
    /// The namespace, where the object does not carry it; `default` for namespaced kinds when absent.
    pub namespace: Option<String>,
    /// Group and kind of the parent of a subresource whose object is of another kind: `("apps",
    /// "StatefulSet")` for a `Scale`. When absent: the Deployment for a Scale, the Pod or account for all
    /// others.
    pub parent: Option<(String, String)>,
}

/// The user of requests whose user does not matter.
pub fn default_user() -> Value {
    json!({"username": "alex@example.com", "groups": ["ml-engineers", "system:authenticated"]})
}

/// Builds the member `request` of an `AdmissionReview` from a manifest.
///
/// The plural and the scope come from the table of kinds, else they are guessed as kubectl does without a
/// server. The object is completed as an API server does before it asks webhooks: with its namespace and,
/// where it has a `generateName`, its name. The error says what the manifest lacks.
pub fn build(kinds: &Kinds, object: &Value, options: &Options) -> Result<Value, String> {
    let operation = options.operation.as_deref().unwrap_or("CREATE");
    let kind = GroupVersionKind::of(object)?;
    let resource = Resource::of(kinds, &kind, options);
    let mut object = object.clone();
    let mut old = options.old.clone();
    if operation == "UPDATE" && old.is_none() {
        return Err("an UPDATE needs the old object".to_owned());
    }
    let name = complete_name(&mut object, options);
    let mut namespace = resource.namespace(&object, options);
    for object in [Some(&mut object), old.as_mut()].into_iter().flatten() {
        complete_namespace(object, namespace.as_deref());
    }
    if resource.is_namespace() {
        // A Namespace belongs to none, but its request states its own name in this place.
        namespace.clone_from(&name);
    }
    let request_options = request_options(operation, options.dry_run);
    if operation == "DELETE" {
        old.get_or_insert_with(|| object.take());
        object = Value::Null;
    }

    let mut request = Map::new();
    let mut set = |key: &str, value: Value| request.insert(key.to_owned(), value);
    set("kind", kind.to_value());
    set("resource", resource.to_value());
    set("requestKind", kind.to_value());
    set("requestResource", resource.to_value());
    if let Some(sub_resource) = &options.sub_resource {
        set("subResource", json!(sub_resource));
        set("requestSubResource", json!(sub_resource));
    }
    if let Some(name) = name {
        set("name", json!(name));
    }
    if let Some(namespace) = namespace {
        set("namespace", json!(namespace));
    }
    set("operation", json!(operation));
    set("userInfo", options.user.clone().unwrap_or_else(default_user));
    set("object", object);
    set("oldObject", old.unwrap_or_default());
    set("dryRun", json!(options.dry_run));
    set("options", request_options);
    let mut request = Value::Object(request);
    let uid = identity::uid(&request);
    if let Value::Object(members) = &mut request {
        members.insert("uid".to_owned(), json!(uid));
    }
    Ok(request)
}

struct GroupVersionKind {
    group: String,
    version: String,
    kind: String,
}

struct Resource {
    group: String,
    version: String,
    plural: String,
    scope: Option<Scope>,
}

impl GroupVersionKind {
    fn of(object: &Value) -> Result<Self, String> {
        let member = |name: &str| match object.get(name).and_then(Value::as_str) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(format!("the manifest has no `{name}`")),
        };
        let (api_version, kind) = (member("apiVersion")?, member("kind")?);
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Ok(Self { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() })
    }

    fn to_value(&self) -> Value {
        json!({"group": self.group, "version": self.version, "kind": self.kind})
    }
}

impl Resource {
    fn of(kinds: &Kinds, kind: &GroupVersionKind, options: &Options) -> Self {
        if let Some((group, parent)) = parent(kind, options) {
            let known = kinds.get(&group, &parent);
            return Self {
                version: known.map_or("v1", Kind::version).to_owned(),
                plural: kinds.plural(&group, &parent),
                scope: known.map(|known| known.scope),
                group,
            };
        }
        let known = kinds.get(&kind.group, &kind.kind);
        Self {
            group: kind.group.clone(),
            version: kind.version.clone(),
            plural: kinds.plural(&kind.group, &kind.kind),
            scope: known.map(|known| known.scope),
        }
    }

    // A kind nobody knows is taken for namespaced, as most are; its manifest can say otherwise only by an
    // entry in the table.
    fn namespace(&self, object: &Value, options: &Options) -> Option<String> {
        let own = object.pointer("/metadata/namespace").and_then(Value::as_str);
        match self.scope {
            Some(Scope::Cluster) => None,
            _ => Some(own.or(options.namespace.as_deref()).unwrap_or("default").to_owned()),
        }
    }

    fn is_namespace(&self) -> bool {
        self.group.is_empty() && self.plural == "namespaces"
    }

    fn to_value(&self) -> Value {
        json!({"group": self.group, "version": self.version, "resource": self.plural})
    }
}

/// Group and kind of the object that a subresource belongs to, where the request's own object is of another
/// kind.
fn parent(kind: &GroupVersionKind, options: &Options) -> Option<(String, String)> {
    if options.parent.is_some() {
        return options.parent.clone();
    }
    options.sub_resource.as_ref()?;
    let (group, parent) = match (kind.group.as_str(), kind.kind.as_str()) {
        ("autoscaling", "Scale") => ("apps", "Deployment"),
        ("authentication.k8s.io", "TokenRequest") => ("", "ServiceAccount"),
        ("policy", "Eviction")
        | (
            "",
            "Binding" | "PodExecOptions" | "PodAttachOptions" | "PodPortForwardOptions" | "PodProxyOptions",
        ) => ("", "Pod"),
        _ => return None,
    };
    Some((group.to_owned(), parent.to_owned()))
}

fn complete_name(object: &mut Value, options: &Options) -> Option<String> {
    let text = |pointer| object.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(name) = text("/metadata/name") {
        return Some(name.to_owned());
    }
    let Some(prefix) = text("/metadata/generateName") else {
        return options.name.clone();
    };
    let name = format!("{prefix}{}", identity::suffix(object));
    if let Some(Value::Object(metadata)) = object.get_mut("metadata") {
        metadata.insert("name".to_owned(), json!(name));
    }
    Some(name)
}

// The objects of a CONNECT are options without metadata, and stay so.
fn complete_namespace(object: &mut Value, namespace: Option<&str>) {
    if let (Some(Value::Object(metadata)), Some(namespace)) = (object.get_mut("metadata"), namespace) {
        metadata.entry("namespace").or_insert_with(|| json!(namespace));
    }
}

fn request_options(operation: &str, dry_run: bool) -> Value {
    let kind = match operation {
        "CREATE" => "CreateOptions",
        "UPDATE" => "UpdateOptions",
        "DELETE" => "DeleteOptions",
        _ => return Value::Null,
    };
    let mut options = json!({"kind": kind, "apiVersion": "meta.k8s.io/v1"});
    if dry_run && let Value::Object(members) = &mut options {
        members.insert("dryRun".to_owned(), json!(["All"]));
    }
    options
}

#[cfg(test)]
mod tests;
