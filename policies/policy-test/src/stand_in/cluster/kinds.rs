//! Which kinds a cluster has, and which of them live in namespaces.

use serde_json::Value;

use super::Cluster;
use super::built_in::split;
use super::object::text;
use crate::kinds::{Kinds, Scope};
use crate::stand_in::Failure;

/// A kind that the cluster has.
struct Served<'a> {
    group: &'a str,
    versions: Vec<&'a str>,
    kind: &'a str,
    scope: Scope,
}

impl<'a> Cluster<'a> {
    /// Whether the objects of a kind live in namespaces; the error is the host's for a kind that is not there.
    pub(super) fn scope(self, api_version: &str, kind: &str) -> Result<Scope, Failure> {
        let (group, version) = split(api_version);
        let serves = |served: &Served<'_>| served.group == group && served.versions.contains(&version);
        if let Some(served) = self.served().find(|served| serves(served) && served.kind == kind) {
            return Ok(served.scope);
        }
        let of_kind = self.of_kind(api_version, kind);
        let mut namespaced = of_kind.map(|object| !text(object, "/metadata/namespace").is_empty());
        if let Some(first) = namespaced.next() {
            return Ok(if first || namespaced.any(|it| it) { Scope::Namespaced } else { Scope::Cluster });
        }
        let group_is_there = self.served().any(|served| serves(&served))
            || self.objects.iter().any(|object| text(object, "/apiVersion") == api_version);
        Err(Failure::refused(if group_is_there {
            format!("Cannot find resource {api_version}/{kind}")
        } else {
            // The API server has no page for the group, and says so in a text that is no Status.
            format!(
                "error finding resource {api_version} / {kind}: ApiError: 404 page not found\n: Failed to parse error \
                 data (Status {{ status: Some(Failure), code: 404, message: \"404 page not found\\n\", metadata: None, \
                 reason: \"Failed to parse error data\", details: None }})"
            )
        }))
    }

    /// The kinds of the project's table, and those that are defined in the cluster.
    fn served(self) -> impl Iterator<Item = Served<'a>> {
        let table = Kinds::builtin().iter().map(|row| Served {
            group: row.group,
            versions: row.versions.clone(),
            kind: row.kind,
            scope: row.scope,
        });
        table.chain(self.of_kind("apiextensions.k8s.io/v1", "CustomResourceDefinition").map(defined))
    }
}

/// The kind that a CustomResourceDefinition defines.
fn defined(definition: &Value) -> Served<'_> {
    let versions = definition.pointer("/spec/versions").and_then(Value::as_array);
    let names = versions.into_iter().flatten().map(|version| text(version, "/name"));
    let scope = text(definition, "/spec/scope");
    Served {
        group: text(definition, "/spec/group"),
        versions: names.collect(),
        kind: text(definition, "/spec/names/kind"),
        scope: if scope == "Cluster" { Scope::Cluster } else { Scope::Namespaced },
    }
}
