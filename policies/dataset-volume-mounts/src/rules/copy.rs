//! Copies of a dataset that nobody would know for one.

use std::borrow::Cow;

use policy_kit::{Map, Mode, Offence, Place, Report, Request, Rule, quoted};

use crate::known::{Asked, Known, text};
use crate::settings::Dataset;
use crate::source::Source;

/// A clone, a snapshot and what is restored from one hold the data and inherit no label. With the labels of the
/// dataset they are judged as the dataset.
pub(crate) static RULE: Rule =
    Rule { id: "copy", default: Mode::Deny, fix: "label the copy as the dataset is labelled" };

/// Files what a claim is to be filled from; the labels are those of the claim.
pub(crate) fn of_claim<'a>(
    spec: &Map<'_, 'a>,
    dataset: Option<&str>,
    class: Option<&str>,
    request: &Request<'a>,
    asked: &Asked<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for key in ["dataSourceRef", "dataSource"] {
        let Some(source) = report.read(spec.map(key)) else { continue };
        let kind = report.read(source.text("kind")).unwrap_or_default();
        let Some(name) = report.read(source.text("name")) else { continue };
        let namespace = report.read(source.text("namespace")).or_else(|| request.namespace.clone());
        let namespace = namespace.unwrap_or_default();
        let at = source.at("name");
        let known = match kind.as_ref() {
            "PersistentVolumeClaim" => of_known(&asked.claim(&namespace, &name, &at, report)),
            "VolumeSnapshot" => of_snapshot(&namespace, &name, &at, asked, report),
            _ => None,
        };
        if let Some(of) = known {
            let labelled = dataset == Some(&*of.name) && class.is_none_or(|class| class == of.class.word());
            if !labelled {
                found(of, at, asked, report);
            }
        }
        // The API server writes both, and both say the same.
        break;
    }
}

/// Files a snapshot of a claim; `object` is the snapshot.
pub(crate) fn of_claim_named<'a>(
    claim: &str,
    at: Place<'a>,
    object: &Map<'_, 'a>,
    request: &Request<'a>,
    asked: &Asked<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let namespace = request.namespace.as_deref().unwrap_or_default();
    if let Some(of) = of_known(&asked.claim(namespace, claim, &at, report)) {
        unless_labelled(of, at, object, asked, report);
    }
}

/// Files a snapshot of a content that exists; `object` is the snapshot.
pub(crate) fn of_content_named<'a>(
    content: &str,
    at: Place<'a>,
    object: &Map<'_, 'a>,
    asked: &Asked<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    if let Some(of) = of_content(content, &at, asked, report) {
        unless_labelled(of, at, object, asked, report);
    }
}

/// Files a copy that does not have the labels of the dataset.
pub(crate) fn unless_labelled<'a>(
    of: &Dataset<'a>,
    at: Place<'a>,
    object: &Map<'_, 'a>,
    asked: &Asked<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let metadata = report.read(object.map("metadata"));
    let labels = metadata.as_ref().and_then(|metadata| report.read(metadata.map("labels")));
    let label = labels.and_then(|labels| labels.get(&asked.settings.labels().dataset)?.text().ok());
    if label.is_none_or(|label| label != of.name) {
        found(of, at, asked, report);
    }
}

fn found<'a>(of: &Dataset<'a>, at: Place<'a>, asked: &Asked<'_, '_, 'a>, report: &mut Report<'_, 'a>) {
    let labels = asked.settings.labels();
    let what = format_args!(
        "this is a copy of dataset {} without its label {} (class {})",
        quoted(&of.name),
        quoted(&labels.dataset),
        of.class.word()
    );
    report.found(&RULE, at, Offence::Text(of.name.clone()), what);
}

fn of_known<'s, 'a>(known: &Known<'s, 'a>) -> Option<&'s Dataset<'a>> {
    match known {
        Known::Dataset(dataset) | Known::SideDoor(dataset) => Some(dataset),
        Known::Missing | Known::Nothing => None,
    }
}

/// The dataset that a snapshot holds: by its labels, by the claim it was made of, by the volume behind its content.
fn of_snapshot<'s, 'a>(
    namespace: &str,
    name: &str,
    at: &Place<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'s Dataset<'a>> {
    if !asked.settings.has_datasets() {
        return None;
    }
    let answer = asked.host.get("snapshot.storage.k8s.io/v1", "VolumeSnapshot", Some(namespace), name);
    let what = format_args!("snapshot {} in namespace {}", quoted(name), quoted(namespace));
    let snapshot = report.asked(answer, at, what)??;
    if let Some(dataset) = asked.labelled(snapshot) {
        return Some(dataset);
    }
    let source = snapshot.member("spec")?.member("source")?;
    if let Some(claim) = text(source, "persistentVolumeClaimName") {
        return of_known(&asked.claim(namespace, &claim, at, report));
    }
    of_content(&text(source, "volumeSnapshotContentName")?, at, asked, report)
}

fn of_content<'s, 'a>(
    name: &str,
    at: &Place<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'s Dataset<'a>> {
    if !asked.settings.has_datasets() {
        return None;
    }
    let answer = asked.host.get("snapshot.storage.k8s.io/v1", "VolumeSnapshotContent", None, name);
    let content = report.asked(answer, at, format_args!("snapshot content {}", quoted(name)))??;
    let handle: Cow<'a, str> = text(content.member("spec")?.member("source")?, "volumeHandle")?;
    asked.labelled(content).or_else(|| asked.settings.at(&Source::Handle(handle)))
}
