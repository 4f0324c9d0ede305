//! Copies of a dataset that nobody would know for one.

use policy_kit::datasets::{DatasetLabel, Source};
use policy_kit::{Offence, Place, Report, Severity, Standard, quoted};

use crate::catalogue;
use crate::labels::Labels;
use crate::reference::Reference;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::survey::claim::Claim;
use crate::survey::storage::Storage;

/// A clone, a snapshot and what is restored from one hold the data and inherit no label. With the labels of the
/// dataset they are judged as the dataset.
pub(crate) static RULE: Rule = Rule {
    id: "copy",
    severity: Severity::High,
    standards: &[Standard::Aisvs("5.2.7")],
    fix: "label the copy as the dataset is labelled",
    check: Check(check),
    ..Rule::BASE
};

/// A copy of a dataset.
struct Copy<'a> {
    of: DatasetLabel<'a>,
    /// Where the object says what is copied.
    at: Place<'a>,
    labels: Labels<'a>,
}

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for claim in survey.claims() {
        if let Some(copy) = of_claim(claim, ctx, report) {
            unless_labelled(&copy, ctx, report);
        }
    }
    if let Some(storage) = &survey.storage
        && let Some(copy) = of_storage(storage, ctx, report)
    {
        unless_labelled(&copy, ctx, report);
    }
}

/// What a claim is to be filled from.
fn of_claim<'a>(claim: &Claim<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Option<Copy<'a>> {
    let source = claim.data_source.as_ref()?;
    let dataset = match source.kind {
        "PersistentVolumeClaim" => catalogue::claim(&source.named, ctx, report).dataset(),
        "VolumeSnapshot" => catalogue::snapshot(&source.named, ctx, report),
        _ => None,
    };
    Some(Copy { of: dataset?.label, at: source.named.at, labels: claim.labels })
}

/// What a snapshot, or the content of one, is made of.
fn of_storage<'a>(storage: &Storage<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Option<Copy<'a>> {
    match storage {
        Storage::Claim(_) | Storage::Volume { .. } => None,
        Storage::Snapshot { source, at, labels } => {
            let namespace = ctx.request.namespace.unwrap_or_default();
            let snapshot = Reference { namespace, name: "", at: *at };
            let of = catalogue::snapshot_source(*source, snapshot, ctx, report)?;
            Some(Copy { of: of.label, at: at.key(source.key()), labels: *labels })
        }
        Storage::Content { handle, at, snapshot, labels } => {
            let of = ctx.settings.datasets.at(&Source::Handle(handle))?.label;
            if ctx.settings.may_make_volumes(ctx.request) {
                return None;
            }
            // The snapshot controller makes one for each snapshot, and does not copy its labels.
            let known = snapshot.and_then(|snapshot| catalogue::snapshot(&snapshot, ctx, report));
            if known.is_some_and(|known| known.label.name == of.name) {
                return None;
            }
            Some(Copy { of, at: *at, labels: *labels })
        }
    }
}

/// Files a copy that does not have the labels of the dataset.
fn unless_labelled<'a>(copy: &Copy<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let (keys, DatasetLabel { name, class }) = (&ctx.settings.labels, copy.of);
    let is_dataset = copy.labels.get(keys.dataset) == Some(name);
    let is_other_class = copy.labels.get(keys.classification).is_some_and(|label| label != class.word());
    if is_dataset && !is_other_class {
        return;
    }
    let wrong = if is_dataset { keys.classification } else { keys.dataset };
    let what = format_args!(
        "this is a copy of dataset {} (class {}), and its label {} does not say so",
        quoted(name),
        class.word(),
        quoted(wrong)
    );
    report.found(copy.at, Offence::Text(name), what);
}
