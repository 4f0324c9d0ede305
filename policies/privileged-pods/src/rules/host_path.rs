//! Files of the node.

use policy_kit::{Map, Offence, Place, Report, Severity, Shape, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::settings::HostPathAllowed;
use crate::survey::{PodFacts, Survey};

/// Source: Pod Security Standards, baseline, "HostPath Volumes"; custom resources that name a path of the node
/// in a field of their own (`storage.hostPath` of NVIDIA's NIM operator) are held to the same. Prefixes are
/// the setting `allowedHostPaths`.
pub(crate) static RULE: Rule = Rule {
    id: "host-path",
    severity: Severity::Critical,
    standards: &[Standard::PodSecurity("baseline/hostpath-volumes"), Standard::Aisvs("4.3.3")],
    fix: "use a PersistentVolumeClaim, an image volume or an emptyDir (with `medium: Memory` for `/dev/shm`)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        for volume in pod.volumes.iter().copied().chain(pod.spec.maps("extraVolumes")) {
            // A volume that leaves out the path has an empty one.
            let Some((at, path)) = path_of(volume, Some("")) else { continue };
            let name = || volume.text("name").unwrap_or_default();
            let read_only = || mounts_are_read_only(survey, pod, name());
            if let Some(but) = refused(path, read_only, ctx) {
                found(at, path, but, report);
            }
        }
        // Outside of a volume, an object of that name without a path may be anything.
        if let Some((at, path)) = path_of(pod.spec, None)
            && let Some(but) = refused(path, || false, ctx)
        {
            found(at, path, but, report);
        }
    }
}

fn found<'a>(at: Place<'a>, path: &'a str, but: &str, report: &mut Report<'_, 'a>) {
    report.found(at, Offence::Text(path), format_args!("{} is a path of the node{but}", quoted(path)));
}

/// The `hostPath` of `owner`, an object as in a volume or a plain string; `absent` stands for a path that is not there.
fn path_of<'a>(owner: Map<'a>, absent: Option<&'a str>) -> Option<(Place<'a>, &'a str)> {
    if owner.get("hostPath")?.shape() == Shape::Text {
        return Some((owner.at("hostPath"), owner.text("hostPath")?));
    }
    let source = owner.map("hostPath")?;
    let is_absent = !source.has("path");
    Some((source.at("path"), source.text("path").or(absent.filter(|_| is_absent))?))
}

/// What a message adds about a path that is refused; `None` for one that is allowed.
fn refused(path: &str, read_only: impl FnOnce() -> bool, ctx: &Ctx<'_, '_>) -> Option<&'static str> {
    match ctx.settings.allows_host_path(path) {
        HostPathAllowed::Yes => None,
        HostPathAllowed::No => Some(""),
        HostPathAllowed::ReadOnly if read_only() => None,
        HostPathAllowed::ReadOnly => Some(", allowed only with read-only mounts"),
    }
}

/// Whether no container can write to the volume `name` of `pod`. The volumes of a custom resource may be mounted by
/// any container of it, as those of an Argo workflow are by its templates; and a mount that is nowhere to be seen is
/// not known to be read-only.
fn mounts_are_read_only(survey: &Survey<'_>, pod: &PodFacts<'_>, name: &str) -> bool {
    let built_in = pod.pod.is_built_in();
    let parts = survey.pods.iter().filter(|part| !built_in || part.spec.here() == pod.spec.here());
    let (mut mounts, mut read_only) = (0, 0);
    let mut count = |all: Vec<Map<'_>>| {
        for mount in all.into_iter().filter(|mount| mount.text("name") == Some(name)) {
            mounts += 1;
            read_only += usize::from(mount.is_true("readOnly"));
        }
    };
    for part in parts {
        if !built_in {
            count(part.spec.maps("extraVolumeMounts"));
        }
        for facts in &part.containers {
            count(facts.container.maps("volumeMounts"));
            count(facts.container.maps("extraVolumeMounts"));
        }
    }
    mounts == read_only && (mounts > 0 || built_in)
}
