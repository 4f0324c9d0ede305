//! The object that a Scale belongs to. A Scale holds a number and no template, so that its parent is looked up.

use policy_kit::kinds::GroupKind;
use policy_kit::{Json, Report, Request, Resource, quoted};

use crate::settings::Ctx;
use crate::survey::Scale;

/// What is scaled, and where it keeps its number of replicas.
pub(crate) struct ScaledParent<'a> {
    kind: GroupKind<'a>,
    object: Json<'a>,
    path: &'a str,
}

/// The built-in kinds that can be scaled. The kind of any other resource is told by its CustomResourceDefinition.
const BUILT_IN: [(&str, &str, &str); 4] = [
    ("", "replicationcontrollers", "ReplicationController"),
    ("apps", "deployments", "Deployment"),
    ("apps", "replicasets", "ReplicaSet"),
    ("apps", "statefulsets", "StatefulSet"),
];

/// What is read of a CustomResourceDefinition; the schemas in it are large.
const PARTS: [&str; 3] =
    ["spec.names.kind", "spec.versions.name", "spec.versions.subresources.scale.specReplicasPath"];

impl<'a> ScaledParent<'a> {
    /// Asks for the parent; none where it does not exist, or is not known.
    pub(crate) fn look_up(scale: &Scale<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Option<Self> {
        let Resource { group, version, plural } = scale.resource?;
        let name = ctx.request.name?;
        let built_in = BUILT_IN.iter().find(|(of, known, _)| *of == group && *known == plural);
        let (kind, path) = match built_in {
            Some((_, _, kind)) => (*kind, "spec.replicas"),
            None => kind_and_path(scale, ctx, report)?,
        };
        let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
        let answer = ctx.host.get(&api_version, kind, ctx.request.namespace, name);
        let object = report.asked(answer, scale.at, format_args!("{} {}", quoted(kind), quoted(name)))??;
        Some(ScaledParent { kind: GroupKind { group, kind }, object, path })
    }

    /// The request as if it were about the parent with so many replicas.
    pub(crate) fn with_replicas(&self, replicas: u64, request: &Request<'a>) -> Option<Request<'a>> {
        request.scaled(self.kind, self.object, self.path, replicas)
    }
}

/// Kind and path of a custom resource.
fn kind_and_path<'a>(
    scale: &Scale<'a>,
    ctx: &Ctx<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<(&'a str, &'a str)> {
    let Resource { group, version, plural } = scale.resource?;
    let name = format!("{plural}.{group}");
    let definition = "CustomResourceDefinition";
    let answer = ctx.host.get_parts("apiextensions.k8s.io/v1", definition, None, &name, &PARTS);
    let definition = report.asked(answer, scale.at, format_args!("{definition} {}", quoted(&name)))?;
    let known = definition.and_then(|definition| {
        let kind = definition.down("spec.names.kind")?.text().ok()?;
        let versions = definition.down("spec.versions")?.items().ok()?;
        let is_asked =
            |known: &&Json<'_>| known.member("name").and_then(|name| name.text().ok()) == Some(version);
        let path = versions.iter().find(is_asked)?.down("subresources.scale.specReplicasPath")?;
        Some((kind, path.text().ok()?))
    });
    if known.is_none() {
        // Whoever serves it says nowhere what it is.
        let what = format_args!("no CustomResourceDefinition tells what {} are", quoted(&name));
        report.unknown(scale.at, what);
    }
    known
}
