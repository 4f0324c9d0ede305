//! The subresource `scale`. A Scale holds a number and no template, so that the object it belongs to is looked up.

use std::borrow::Cow;

use policy_kit::kinds::GroupKind;
use policy_kit::verdict::LOOK_UP_FAILED;
use policy_kit::{Host, Json, Map, Offence, Place, Report, Request, Resource, quoted};

use crate::demand::{Demands, Devices};
use crate::named;
use crate::rules::devices_per_workload;
use crate::settings::{Ceilings, Scope, Settings};

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

/// What is scaled, and where it keeps its number of replicas.
struct Parent<'a> {
    kind: GroupKind<'a>,
    object: Json<'a>,
    path: Cow<'a, str>,
}

/// Holds a larger number of replicas to the ceiling of a workload, and to nothing else: whatever else there is to be
/// said of the parent was said when it was written.
pub(crate) fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    host: &Host<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let new = replicas(Some(&request.root()), report);
    let old = replicas(request.old_root().as_ref(), report);
    if new <= old {
        return;
    }
    let Some(parent) = parent(request, host, report) else { return };
    let ceilings = settings.ceilings(request.namespace.as_deref());
    let Some((scaled, demands)) = parent.demands(new, request, settings, &ceilings, host, report) else {
        return;
    };
    let total = demands.of_workload(&scaled);
    if ceilings.exceeded(&total.devices, Scope::Workload).is_empty() {
        return;
    }
    // The object's own autoscaling may count already for what is asked now.
    let before = parent.demands(old, request, settings, &ceilings, host, report);
    let before =
        before.map_or_else(Devices::default, |(scaled, demands)| demands.of_workload(&scaled).devices);
    devices_per_workload::found(request, &total, &before, &ceilings, report);
}

/// The number that a Scale states; it leaves out zero.
fn replicas<'a>(scale: Option<&Map<'_, 'a>>, report: &mut Report<'_, 'a>) -> u64 {
    let spec = scale.and_then(|scale| report.map(scale, "spec"));
    let replicas = spec.and_then(|spec| report.read(spec.integer("replicas")));
    replicas.and_then(|replicas| u64::try_from(replicas).ok()).unwrap_or(0)
}

/// The object that the Scale belongs to; none where it does not exist, or is not known.
fn parent<'a>(request: &Request<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) -> Option<Parent<'a>> {
    let resource = request.resource()?;
    let Resource { group, version, plural } = &resource;
    let name = request.name.as_deref()?;
    let at = Place::default().key("spec.replicas");
    let built_in = BUILT_IN.iter().find(|(of, known, _)| of == group && known == plural);
    let (kind, path) = match built_in {
        Some((_, _, kind)) => (Cow::Borrowed(*kind), Cow::Borrowed("spec.replicas")),
        None => custom(&resource, host, &at, report)?,
    };
    let api_version = if group.is_empty() { version.to_string() } else { format!("{group}/{version}") };
    let answer = host.get(&api_version, &kind, request.namespace.as_deref(), name);
    let object = report.asked(answer, &at, format_args!("{} {}", quoted(&kind), quoted(name)))??;
    Some(Parent { kind: GroupKind { group: group.clone(), kind }, object, path })
}

/// Kind and path of a custom resource.
fn custom<'a>(
    resource: &Resource<'a>,
    host: &Host<'_, 'a>,
    at: &Place<'a>,
    report: &mut Report<'_, 'a>,
) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    let name = format!("{}.{}", resource.plural, resource.group);
    let answer = host.get_parts("apiextensions.k8s.io/v1", "CustomResourceDefinition", None, &name, &PARTS);
    let definition = report.asked(answer, at, format_args!("CustomResourceDefinition {}", quoted(&name)))?;
    let known = definition.and_then(|definition| {
        let kind = definition.down("spec.names.kind")?.text().ok()?;
        let versions = definition.down("spec.versions")?.items().ok()?;
        let is_asked = |version: &Json<'_>| {
            version.member("name").and_then(|name| name.text().ok()).as_ref() == Some(&resource.version)
        };
        let version = versions.into_iter().find(is_asked)?;
        let path = version.down("subresources.scale.specReplicasPath")?.text().ok()?;
        Some((kind, path))
    });
    if known.is_none() {
        // Whoever serves it says nowhere what it is.
        let what = format_args!("no CustomResourceDefinition tells what {} are", quoted(&name));
        report.found(&LOOK_UP_FAILED, at.clone(), Offence::None, what);
    }
    known
}

impl<'a> Parent<'a> {
    /// The parent at this number of replicas, and what its pods ask for.
    fn demands(
        &self,
        replicas: u64,
        request: &Request<'a>,
        settings: &Settings<'a>,
        ceilings: &Ceilings<'_, 'a>,
        host: &Host<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> Option<(Request<'a>, Demands<'a>)> {
        let scaled = request.scaled(host, self.kind.clone(), self.object, &self.path, replicas);
        let scaled = report.one(scaled)?;
        let mut demands = crate::demands(&scaled, settings, ceilings, host, &mut report.aside());
        named::check(&scaled, settings, ceilings, host, &mut demands, report);
        Some((scaled, demands))
    }
}
