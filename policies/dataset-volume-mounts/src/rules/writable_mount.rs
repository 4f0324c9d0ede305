//! Datasets that can be written to.

use std::borrow::Cow;

use policy_kit::{Mode, Offence, Place, Pod, Report, Rule, quoted};

use crate::mount::{Volume, of_container};
use crate::user::User;

/// Access modes only match claims to volumes and keep nobody from writing, so what counts is `readOnly`, of the volume
/// or of the mount. A raw block device cannot be mounted read-only.
pub(crate) static RULE: Rule = Rule {
    id: "writable-mount",
    default: Mode::Deny,
    fix: "set `readOnly: true` on the volume or on every mount of it",
};

/// Files the mounts of a volume in a pod's containers; answers whether there is any.
pub(crate) fn in_containers<'a>(
    volume: &Volume<'_, 'a>,
    user: &User<'a>,
    pod: &Pod<'a>,
    report: &mut Report<'_, 'a>,
) -> bool {
    let spec = pod.map();
    let mut mounted = false;
    for container in pod.containers(&spec) {
        // What is malformed in a container is filed by whoever reads it first.
        let Some(container) = report.one(container) else { continue };
        for (at, read_only) in of_container(&container, "volumeMounts", volume, report) {
            mounted = true;
            if let Some(dataset) =
                volume.dataset.filter(|dataset| !read_only && !volume.read_only && !user.may_write(dataset))
            {
                let what = format_args!("dataset {} is mounted for writing", quoted(&dataset.name));
                report.found(&RULE, at, Offence::Text(dataset.name.clone()), what);
            }
        }
        for (at, _) in of_container(&container, "volumeDevices", volume, report) {
            mounted = true;
            let what = format_args!("the raw device of {} can be written to", quoted(&volume.name));
            report.found(&RULE, at, offence(volume), what);
        }
    }
    mounted
}

/// Files a volume of which the object does not say who mounts it.
pub(crate) fn anywhere<'a>(volume: &Volume<'_, 'a>, user: &User<'a>, report: &mut Report<'_, 'a>) {
    if let Some(dataset) = volume.dataset.filter(|dataset| !volume.read_only && !user.may_write(dataset)) {
        let what = format_args!("dataset {} is mounted for writing", quoted(&dataset.name));
        let at: Place<'a> = volume.at.clone();
        report.found(&RULE, at, Offence::Text(dataset.name.clone()), what);
    }
}

fn offence<'a>(volume: &Volume<'_, 'a>) -> Offence<'a> {
    Offence::Text(volume.dataset.map_or_else(|| Cow::clone(&volume.name), |dataset| dataset.name.clone()))
}
