//! Datasets that can be written to.

use policy_kit::{Mode, Offence, Place, Pod, Report, Rule, quoted};

use crate::mount::{Volume, Volumes};

/// Access modes only match claims to volumes and keep nobody from writing, so what counts is `readOnly`, of the volume
/// or of the mount. A raw block device cannot be mounted read-only.
pub(crate) static RULE: Rule = Rule {
    id: "writable-mount",
    default: Mode::Deny,
    fix: "set `readOnly: true` on the volume or on every mount of it; mount a device's file system instead",
};

/// Files the mounts and devices of a pod's containers, and notes which volumes they mount.
pub(crate) fn in_containers<'a>(volumes: &mut Volumes<'_, 'a>, pod: &Pod<'a>, report: &mut Report<'_, 'a>) {
    if volumes.is_empty() {
        return;
    }
    let spec = pod.map();
    for container in pod.containers(&spec) {
        let Some(container) = report.one(container) else { continue };
        for (list, is_device) in [("volumeMounts", false), ("volumeDevices", true)] {
            for mount in report.each(container.maps(list)) {
                let Some(name) = report.text(&mount, "name") else { continue };
                let read_only = !is_device && report.says(&mount, "readOnly");
                // Each dataset once, of the thousands of volumes of one name that a custom resource may have.
                let mut filed = Vec::new();
                for volume in volumes.named(&name) {
                    volume.mounted = true;
                    let what = (volume.read_only, volume.dataset.map(std::ptr::from_ref));
                    if !read_only && !filed.contains(&what) {
                        filed.push(what);
                        let file = if is_device { device } else { mounted };
                        file(volume, mount.here(), report);
                    }
                }
            }
        }
    }
}

/// Files a volume of which the object does not say who mounts it.
pub(crate) fn anywhere<'a>(volume: &Volume<'_, 'a>, report: &mut Report<'_, 'a>) {
    mounted(volume, volume.at.clone(), report);
}

fn mounted<'a>(volume: &Volume<'_, 'a>, at: Place<'a>, report: &mut Report<'_, 'a>) {
    if let Some(dataset) = volume.dataset.filter(|_| !volume.read_only) {
        let what = format_args!("dataset {} is mounted for writing", quoted(&dataset.name));
        report.found(&RULE, at, Offence::Text(dataset.name.clone()), what);
    }
}

fn device<'a>(volume: &Volume<'_, 'a>, at: Place<'a>, report: &mut Report<'_, 'a>) {
    let of = volume.dataset.map_or(&volume.name, |dataset| &dataset.name);
    let what = format_args!("the raw device of {} can be written to, read-only or not", quoted(of));
    report.found(&RULE, at, Offence::Text(of.clone()), what);
}
