//! Datasets that can be written to.

use std::collections::BTreeSet;

use policy_kit::{Offence, Place, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::survey::pod::Mount;
use crate::uses::HeldVolume;
use crate::uses::find::uses;

/// Access modes only match claims to volumes and keep nobody from writing, so what counts is `readOnly`, of the volume
/// or of the mount. A raw block device cannot be mounted read-only.
pub(crate) static RULE: Rule = Rule {
    id: "writable-mount",
    severity: Severity::High,
    fix: "set `readOnly: true` on the volume or on every mount of it; mount a device's file system instead",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let uses = uses(survey, ctx, report);
    for (pod, volumes) in survey.pods.iter().zip(&uses.of_pods).filter(|(_, volumes)| !volumes.is_empty()) {
        let volumes = ByName::of(volumes);
        for mount in pod.mounts() {
            mounted_as(&mount, volumes.named(mount.name), report);
        }
    }
    in_parts(survey, &uses.apart, report);
    for volume in &uses.in_fields {
        writable(volume, volume.at, report);
    }
}

/// Judges volumes that a custom resource keeps apart from the containers that mount them: all its mounts of the name
/// count, and where nobody mounts a volume, it has to be read-only itself.
fn in_parts<'a>(survey: &Survey<'a>, apart: &[HeldVolume<'a>], report: &mut Report<'_, 'a>) {
    if apart.is_empty() {
        return;
    }
    let (volumes, mut mounted) = (ByName::of(apart), BTreeSet::new());
    for part in survey.pods.iter().filter(|part| !part.pod.is_spec()) {
        for mount in part.mounts() {
            mounted.insert(mount.name);
            mounted_as(&mount, volumes.named(mount.name), report);
        }
    }
    for volume in apart.iter().filter(|volume| !mounted.contains(volume.name)) {
        writable(volume, volume.at, report);
    }
}

/// Files a mount or device of the volumes of one name. There are several where a custom resource has several pods.
fn mounted_as<'v, 'a: 'v>(
    mount: &Mount<'a>,
    volumes: impl Iterator<Item = &'v HeldVolume<'a>>,
    report: &mut Report<'_, 'a>,
) {
    if mount.read_only {
        return;
    }
    // Each dataset once, of the thousands of volumes of one name that a custom resource may have.
    let mut filed = Vec::new();
    for volume in volumes {
        let what = (volume.read_only, volume.dataset.map(|dataset| dataset.name));
        if !filed.contains(&what) {
            filed.push(what);
            if mount.is_device {
                device(volume, mount.at, report);
            } else {
                writable(volume, mount.at, report);
            }
        }
    }
}

fn writable<'a>(volume: &HeldVolume<'a>, at: Place<'a>, report: &mut Report<'_, 'a>) {
    if let Some(dataset) = volume.dataset.filter(|_| !volume.read_only) {
        let what = format_args!("dataset {} is mounted for writing", quoted(dataset.name));
        report.found(at, Offence::Text(dataset.name), what);
    }
}

fn device<'a>(volume: &HeldVolume<'a>, at: Place<'a>, report: &mut Report<'_, 'a>) {
    let of = volume.dataset.map_or(volume.name, |dataset| dataset.name);
    let what = format_args!("the raw device of {} can be written to, read-only or not", quoted(of));
    report.found(at, Offence::Text(of), what);
}

/// Volumes in the order of their names, so that a mount finds its own among thousands.
struct ByName<'v, 'a>(Vec<&'v HeldVolume<'a>>);

impl<'v, 'a> ByName<'v, 'a> {
    fn of(volumes: &'v [HeldVolume<'a>]) -> Self {
        let mut volumes: Vec<_> = volumes.iter().collect();
        volumes.sort_by_key(|volume| volume.name);
        ByName(volumes)
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &'v HeldVolume<'a>> {
        let first = self.0.partition_point(|volume| volume.name < name);
        self.0.iter().skip(first).take_while(move |volume| volume.name == name).copied()
    }
}
