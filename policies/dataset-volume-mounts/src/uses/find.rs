//! Finds out which datasets an object uses, from the survey and the catalogue.

use policy_kit::datasets::{Dataset, Source};
use policy_kit::{Place, Report};

use crate::catalogue::{self, Known};
use crate::reference::Reference;
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::survey::address::{Address, Target};
use crate::survey::fields::Fields;
use crate::survey::pod::PodFacts;
use crate::survey::volume::{Content, Volume};
use crate::uses::user::User;
use crate::uses::{HeldVolume, Mounted, NotPermitted, SideDoor, Uses};

/// A volume, and the dataset that it holds.
struct Held<'c, 'a> {
    volume: HeldVolume<'a>,
    dataset: Option<&'c Dataset<'a>>,
}

/// A pod spec, or a part of a custom resource, that mounts something.
#[derive(Clone, Copy)]
struct Mounter<'a> {
    at: Place<'a>,
    is_spec: bool,
}

/// Which datasets the object uses: looked up once, whichever rule asks first.
pub(crate) fn uses<'s, 'a>(
    survey: &'s Survey<'a>,
    ctx: &Ctx<'_, 'a>,
    report: &mut Report<'_, 'a>,
) -> &'s Uses<'a> {
    survey.uses.get_or_init(|| {
        let mut found = Uses::default();
        for pod in &survey.pods {
            let volumes = in_pod(pod, ctx, &mut found, report);
            if pod.pod.is_spec() {
                found.of_pods.push(volumes);
            } else {
                found.of_pods.push(Vec::new());
                found.apart.extend(volumes);
            }
        }
        in_fields(&survey.fields, ctx, &mut found, report);
        found
    })
}

/// What a pod uses, or a part of one; answers its volumes.
fn in_pod<'a>(
    pod: &PodFacts<'a>,
    ctx: &Ctx<'_, 'a>,
    found: &mut Uses<'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<HeldVolume<'a>> {
    let mut held = Vec::new();
    for volume in &pod.volumes {
        held.extend(hold(volume, ctx, found, report));
    }
    for claim in pod.claims_in_labels(ctx.request.namespace.unwrap_or_default()) {
        if let Known::Dataset(dataset) = look_into(&claim, ctx, found, report) {
            let volume = HeldVolume { name: "", at: claim.at, read_only: false, dataset: None };
            held.push(Held { volume, dataset: Some(dataset) });
        }
    }
    let addressed: Vec<_> =
        pod.addresses.iter().filter_map(|address| Some((address.at, bucket(address, ctx)?))).collect();
    // Only who uses a dataset has to be known.
    if !addressed.is_empty() || held.iter().any(|held| held.dataset.is_some()) {
        let user = User::of_pod(pod, ctx, report);
        let mounter = Mounter { at: pod.pod.here(), is_spec: pod.pod.is_spec() };
        for held in &mut held {
            mount(held, &user, mounter, found);
        }
        for (at, dataset) in addressed {
            note_lack(dataset, &user, at, found);
        }
    }
    held.into_iter().map(|held| held.volume).collect()
}

/// What the fields of a custom resource use.
fn in_fields<'a>(fields: &Fields<'a>, ctx: &Ctx<'_, 'a>, found: &mut Uses<'a>, report: &mut Report<'_, 'a>) {
    for address in &fields.addresses {
        let dataset = match &address.target {
            Target::Claim(claim) => match look_into(claim, ctx, found, report) {
                Known::Dataset(dataset) => Some(dataset),
                Known::SideDoor(_) | Known::Missing | Known::Nothing => None,
            },
            Target::Fluid { namespace, name, .. }
                if ctx.request.namespace.unwrap_or_default() == *namespace =>
            {
                ctx.settings.datasets.of_claim(namespace, name)
            }
            Target::Bucket(_) => bucket(address, ctx),
            Target::Fluid { .. } | Target::Directory(_) => None,
        };
        if let Some(dataset) = dataset {
            let user = User::at(address.at, ctx, report);
            note_lack(dataset, &user, address.at, found);
        }
    }
    for volume in &fields.volumes {
        if let Some(mut held) = hold(volume, ctx, found, report).filter(|held| held.dataset.is_some()) {
            let at = held.volume.at;
            let user = User::at(at, ctx, report);
            mount(&mut held, &user, Mounter { at, is_spec: false }, found);
            found.in_fields.push(held.volume);
        }
    }
}

/// The dataset of a bucket that an address may lead to.
fn bucket<'c, 'a>(address: &Address<'a>, ctx: &Ctx<'c, 'a>) -> Option<&'c Dataset<'a>> {
    let Target::Bucket(name) = address.target else { return None };
    ctx.settings.datasets.at(&Source::Bucket(name))
}

/// The volume, if it holds a dataset or is a claim in an enclave.
fn hold<'c, 'a>(
    volume: &Volume<'a>,
    ctx: &Ctx<'c, 'a>,
    found: &mut Uses<'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Held<'c, 'a>> {
    let (at, dataset) = match &volume.content {
        Content::Claim(claim) => match look_into(claim, ctx, found, report) {
            Known::Dataset(dataset) => (claim.at, Some(dataset)),
            Known::Missing | Known::Nothing if ctx.settings.is_enclave(claim.namespace) => (claim.at, None),
            Known::SideDoor(_) | Known::Missing | Known::Nothing => return None,
        },
        Content::Template(template) => (template.at, Some(catalogue::claim_itself(template, ctx)?)),
        // Directories are side doors, and no way to mount a dataset.
        Content::Source(placed) => match placed.source {
            Source::Nfs { .. } | Source::HostPath(_) => return None,
            Source::Bucket(_) | Source::Handle(_) | Source::Image(_) => {
                (placed.at, Some(ctx.settings.datasets.at(&placed.source)?))
            }
        },
    };
    let (name, read_only) = (volume.name, volume.read_only);
    Some(Held { volume: HeldVolume { name, at, read_only, dataset: None }, dataset })
}

/// What a claim is for this object, to which the claim of a dataset in another namespace is a side door.
fn look_into<'c, 'a>(
    claim: &Reference<'a>,
    ctx: &Ctx<'c, 'a>,
    found: &mut Uses<'a>,
    report: &mut Report<'_, 'a>,
) -> Known<'c, 'a> {
    let known = catalogue::claim(claim, ctx, report);
    match known {
        Known::Dataset(_) if claim.namespace == ctx.request.namespace.unwrap_or_default() => known,
        Known::Dataset(dataset) | Known::SideDoor(dataset) => {
            found.side_doors.push(SideDoor { claim: *claim, dataset: dataset.label });
            Known::SideDoor(dataset)
        }
        Known::Missing => {
            // What its controller fills in is judged when the Pod is created.
            if ctx.settings.is_enclave(claim.namespace) && !ctx.request.is_filled_in(&claim.at, claim.name) {
                found.missing.push(*claim);
            }
            known
        }
        Known::Nothing => known,
    }
}

/// Notes that a volume is mounted by this user, who may be one to write to it.
fn mount<'a>(held: &mut Held<'_, 'a>, user: &User<'a>, mounter: Mounter<'a>, found: &mut Uses<'a>) {
    let Some(dataset) = held.dataset else { return };
    let volume = &mut held.volume;
    volume.read_only |= user.may_write(dataset);
    volume.dataset = Some(dataset.label);
    note_lack(dataset, user, volume.at, found);
    let Mounter { at: by, is_spec: by_spec } = mounter;
    let mut here = found.mounted.iter().rev().take_while(|known| known.by == by);
    if !here.any(|known| known.dataset.name == dataset.label.name) {
        found.mounted.push(Mounted { by, by_spec, dataset: dataset.label });
    }
}

/// Notes that this user may not use the dataset, if that is so.
fn note_lack<'a>(dataset: &Dataset<'a>, user: &User<'a>, at: Place<'a>, found: &mut Uses<'a>) {
    if let Some(lack) = user.lacks_to_use(dataset) {
        found.not_permitted.push(NotPermitted { at, dataset: dataset.label, lack });
    }
}
