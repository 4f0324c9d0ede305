//! Files of the node.

use std::borrow::Cow;

use policy_kit::json::Shape;
use policy_kit::{Map, Mode, Offence, Pod, Report, Request, Rule, quoted};

use crate::settings::{HostPathAllowed, Settings};

/// Source: Pod Security Standards, baseline, "HostPath Volumes"; custom resources that name a path of the node
/// in a field of their own (`storage.hostPath` of NVIDIA's NIM operator) are held to the same. Prefixes are
/// the setting `allowedHostPaths`.
pub(crate) static RULE: Rule = Rule {
    id: "host-path",
    default: Mode::Deny,
    fix: "use a PersistentVolumeClaim, an image volume or an emptyDir (with `medium: Memory` for `/dev/shm`)",
};

pub(crate) fn check<'a>(
    request: &Request<'a>,
    pod: &Pod<'a>,
    spec: &Map<'_, 'a>,
    volumes: &[Map<'_, 'a>],
    settings: &Settings<'a>,
    report: &mut Report<'_, 'a>,
) {
    let extra = report.each(spec.maps("extraVolumes"));
    for volume in volumes.iter().chain(&extra) {
        check_source(volume, Some(""), settings, report, |report| {
            let name = report.read(volume.text("name")).unwrap_or_default();
            mounts_are_read_only(request, pod, &name, report)
        });
    }
    // Outside of a volume, an object of that name without a path may be anything.
    check_source(spec, None, settings, report, |_| false);
}

/// Looks at the `hostPath` of `owner`: an object as in a volume, or a plain string; `absent` stands for a path that is
/// not there.
fn check_source<'a>(
    owner: &Map<'_, 'a>,
    absent: Option<&'a str>,
    settings: &Settings<'a>,
    report: &mut Report<'_, 'a>,
    read_only: impl FnOnce(&mut Report<'_, 'a>) -> bool,
) {
    let Some(json) = owner.get("hostPath") else { return };
    let (at, path) = if json.shape() == Shape::Text {
        (owner.at("hostPath"), owner.text("hostPath"))
    } else {
        let Some(source) = report.read(owner.map("hostPath")) else { return };
        (source.at("path"), source.text("path").map(|path| path.or(absent.map(Cow::Borrowed))))
    };
    let Some(path) = report.read(path) else { return };
    let allowed = settings.allows_host_path(&path);
    if allowed == HostPathAllowed::Yes || (allowed == HostPathAllowed::ReadOnly && read_only(report)) {
        return;
    }
    let but = if allowed == HostPathAllowed::ReadOnly { ", allowed only with read-only mounts" } else { "" };
    let what = format_args!("{} is a path of the node{but}", quoted(&path));
    report.found(&RULE, at, Offence::Text(path.clone()), what);
}

/// Whether no container can write to the volume `name` of `pod`. The volumes of a custom resource may be mounted by
/// any container of it, as those of an Argo workflow are by its templates; and a mount that is nowhere to be seen is
/// not known to be read-only.
fn mounts_are_read_only<'a>(
    request: &Request<'a>,
    pod: &Pod<'a>,
    name: &str,
    report: &mut Report<'_, 'a>,
) -> bool {
    let parts = request.pods().iter().filter(|part| !pod.is_built_in() || std::ptr::eq(*part, pod));
    let (mut mounts, mut read_only) = (0, 0);
    for part in parts {
        let spec = part.map();
        let mut all = report.each(spec.maps("extraVolumeMounts"));
        all.retain(|_| !pod.is_built_in());
        count(&all, name, report, &mut mounts, &mut read_only);
        for container in part.containers(&spec) {
            let Some(container) = report.one(container) else {
                return false;
            };
            for list in ["volumeMounts", "extraVolumeMounts"] {
                count(&report.each(container.maps(list)), name, report, &mut mounts, &mut read_only);
            }
        }
    }
    mounts == read_only && (mounts > 0 || pod.is_built_in())
}

/// Counts the mounts of the volume `name`, and those among them that are read-only.
fn count<'a>(
    all: &[Map<'_, 'a>],
    name: &str,
    report: &mut Report<'_, 'a>,
    mounts: &mut usize,
    read_only: &mut usize,
) {
    for mount in all {
        if report.read(mount.text("name")).is_some_and(|mounted| mounted == name) {
            *mounts += 1;
            *read_only += usize::from(report.read(mount.boolean("readOnly")) == Some(true));
        }
    }
}
