//! Files of the node.

use std::borrow::Cow;

use policy_kit::json::Shape;
use policy_kit::{Map, Mode, Offence, Place, Pod, Report, Rule, quoted};

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
    pod: &Pod<'a>,
    spec: &Map<'_, 'a>,
    settings: &Settings<'a>,
    report: &mut Report<'_, 'a>,
) {
    for list in ["volumes", "extraVolumes"] {
        for volume in report.each(spec.maps(list)) {
            check_source(&volume, settings, report, |report| {
                let name = report.read(volume.text("name")).unwrap_or_default();
                mounts_are_read_only(pod, spec, &name, report)
            });
        }
    }
    check_source(spec, settings, report, |_| false);
}

/// Looks at the `hostPath` of `owner`: an object as in a volume, or a plain string.
fn check_source<'a>(
    owner: &Map<'_, 'a>,
    settings: &Settings<'a>,
    report: &mut Report<'_, 'a>,
    read_only: impl FnOnce(&mut Report<'_, 'a>) -> bool,
) {
    let Some(json) = owner.get("hostPath") else {
        return;
    };
    let (at, path): (Place<'a>, Cow<'a, str>) = match json.shape() {
        Shape::Text => (owner.at("hostPath"), report.read(owner.text("hostPath")).unwrap_or_default()),
        _ => {
            let Some(source) = report.read(owner.map("hostPath")) else {
                return;
            };
            (source.at("path"), report.read(source.text("path")).unwrap_or_default())
        }
    };
    let allowed = settings.allows_host_path(&path);
    if allowed == HostPathAllowed::Yes || (allowed == HostPathAllowed::ReadOnly && read_only(report)) {
        return;
    }
    let hint = if allowed == HostPathAllowed::ReadOnly {
        ", which is allowed only where every mount is read-only"
    } else {
        ""
    };
    let what = format!("the host path {} is mounted{hint}", quoted(&path));
    report.found(&RULE, at, Offence::Text(path), format_args!("{what}"));
}

/// Whether no container of the pod can write to the volume `name`.
fn mounts_are_read_only<'a>(
    pod: &Pod<'a>,
    spec: &Map<'_, 'a>,
    name: &str,
    report: &mut Report<'_, 'a>,
) -> bool {
    let mut read_only = true;
    for container in pod.containers(spec) {
        let Some(container) = report.read(container.map(Some)) else {
            return false;
        };
        for mount in report.each(container.maps("volumeMounts")) {
            if report.read(mount.text("name")).is_some_and(|mounted| mounted == name) {
                read_only &= report.read(mount.boolean("readOnly")) == Some(true);
            }
        }
    }
    read_only
}
