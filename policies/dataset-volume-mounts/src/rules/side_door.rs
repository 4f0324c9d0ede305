//! Ways to a dataset past its claim.

use policy_kit::datasets::{DatasetLabel, Source};
use policy_kit::{Offence, Place, Report, Severity, quoted};

use crate::catalogue::{self, claim_itself};
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::survey::address::Target;
use crate::survey::claim::Claim;
use crate::survey::storage::Storage;
use crate::uses::find::uses;

/// Whoever reaches the data in another way is seen by none of the rules about its claim, so there must be none: no
/// NFS or host path in a pod, at, below or above the data, no second volume or claim on it, no dataset of Fluid from
/// another namespace. A volume that is one is judged by this rule alone.
pub(crate) static RULE: Rule = Rule {
    id: "side-door",
    severity: Severity::High,
    fix: "mount the dataset's own claim, in its namespace; only `volumeAdministrators` make volumes of it",
    check: Check(check),
    ..Rule::BASE
};

/// Something that leads to a dataset.
struct Door<'a> {
    /// `claim ` or `volume `, where the name does not tell.
    kind: &'static str,
    name: &'a str,
    at: Place<'a>,
}

/// Who binds claims to volumes: what they write, somebody else has asked for.
const BINDERS: [&str; 3] = [
    "system:kube-scheduler",
    "system:kube-controller-manager",
    "system:serviceaccount:kube-system:persistent-volume-binder",
];

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for door in &uses(survey, ctx, report).side_doors {
        let claim = door.claim;
        found(&Door { kind: "claim ", name: claim.name, at: claim.at }, door.dataset, report);
    }
    for placed in survey.pod_sources() {
        if matches!(placed.source, Source::Nfs { .. } | Source::HostPath(_)) {
            directory(&placed.source, placed.at, ctx, report);
        }
    }
    for address in &survey.fields.addresses {
        match &address.target {
            Target::Directory(source) => directory(source, address.at, ctx, report),
            // The dataset of the own namespace is used, and no side door.
            Target::Fluid { namespace, name, address: text }
                if ctx.request.namespace.unwrap_or_default() != *namespace =>
            {
                if let Some(dataset) = ctx.settings.datasets.of_claim(namespace, name) {
                    found(&Door { kind: "", name: text, at: address.at }, dataset.label, report);
                }
            }
            Target::Fluid { .. } | Target::Bucket(_) | Target::Claim(_) => {}
        }
    }
    for claim in survey.claims() {
        volume_of_claim(claim, ctx, report);
    }
    made(survey, ctx, report);
}

/// A directory of the node or of a server.
fn directory<'a>(source: &Source<'a>, at: Place<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    if let Some(dataset) = ctx.settings.datasets.at(source) {
        let name = ctx.request.keep(format_args!("{source}"));
        found(&Door { kind: "", name, at }, dataset.label, report);
    }
}

/// The volume that a claim asks for, unless the claim says itself that it is the volume's dataset.
fn volume_of_claim<'a>(claim: &Claim<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let (Some(name), Some(spec)) = (claim.volume_name, claim.spec) else { return };
    if BINDERS.contains(&ctx.request.user_name()) || ctx.settings.may_make_volumes(ctx.request) {
        return;
    }
    let at = spec.at("volumeName");
    if let Some(of) = catalogue::volume(name, at, ctx, report).dataset()
        && claim_itself(claim, ctx).is_none_or(|dataset| dataset.label.name != of.label.name)
    {
        found(&Door { kind: "volume ", name, at }, of.label, report);
    }
}

/// A PersistentVolume or StorageClass, unless it is the dataset's own volume.
fn made<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let Some(Storage::Volume { name, sources }) = &survey.storage else { return };
    for placed in sources {
        if let Some(dataset) = ctx.settings.datasets.at(&placed.source)
            && !name.is_some_and(|name| dataset.has_volume(name))
            && !ctx.settings.may_make_volumes(ctx.request)
        {
            let name = ctx.request.keep(format_args!("{}", placed.source));
            found(&Door { kind: "", name, at: placed.at }, dataset.label, report);
        }
    }
}

fn found<'a>(door: &Door<'a>, dataset: DatasetLabel<'a>, report: &mut Report<'_, 'a>) {
    let Door { kind, name, at } = *door;
    let what =
        format_args!("{kind}{} leads to dataset {} past its claim", quoted(name), quoted(dataset.name));
    report.found(at, Offence::Text(name), what);
}
