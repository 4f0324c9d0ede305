//! Copies of a dataset that nobody would know for one.

use policy_kit::{Json, Map, Mode, Offence, Place, Report, Request, Rule, quoted};

use crate::known::{Catalogue, label, text};
use crate::settings::Dataset;
use crate::source::Source;

/// A clone, a snapshot and what is restored from one hold the data and inherit no label. With the labels of the
/// dataset they are judged as the dataset.
pub(crate) static RULE: Rule =
    Rule { id: "copy", default: Mode::Deny, fix: "label the copy as the dataset is labelled" };

/// Files what a claim is to be filled from.
pub(crate) fn of_claim<'a>(
    spec: &Map<'_, 'a>,
    metadata: Option<Json<'a>>,
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for key in ["dataSourceRef", "dataSource"] {
        let Some(source) = spec.get(key) else { continue };
        let Some(name) = text(source, "name") else { continue };
        let kind = text(source, "kind").unwrap_or_default();
        let namespace = text(source, "namespace").or_else(|| request.namespace.clone()).unwrap_or_default();
        let at = spec.at(key).key("name");
        let known = match kind.as_ref() {
            "PersistentVolumeClaim" => catalogue.claim(&namespace, &name, &at, report).dataset(),
            "VolumeSnapshot" => of_snapshot(&namespace, &name, &at, catalogue, report),
            _ => None,
        };
        if let Some(of) = known {
            unless_labelled(of, at, metadata, catalogue, report);
        }
        // The API server writes both, and both say the same.
        break;
    }
}

/// Files a copy that does not have the labels of the dataset.
pub(crate) fn unless_labelled<'a>(
    of: &Dataset<'a>,
    at: Place<'a>,
    metadata: Option<Json<'a>>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let labels = catalogue.settings.labels();
    let is_dataset = label(metadata, &labels.dataset).is_some_and(|label| label == of.name);
    let other_class = label(metadata, &labels.classification).is_some_and(|label| label != of.class.word());
    if is_dataset && !other_class {
        return;
    }
    let (name, class) = (quoted(&of.name), of.class.word());
    let what = format_args!(
        "this is a copy of dataset {name} (class {class}), and its label {} does not say so",
        quoted(if is_dataset { &labels.classification } else { &labels.dataset })
    );
    report.found(&RULE, at, Offence::Text(of.name.clone()), what);
}

/// The dataset that a snapshot holds: by the claim it was made of, by the volume behind its content, by its labels.
/// Anybody may add a label, so it does not hide where the data is from.
pub(crate) fn of_snapshot<'s, 'a>(
    namespace: &str,
    name: &str,
    at: &Place<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'s Dataset<'a>> {
    if !catalogue.settings.has_datasets() {
        return None;
    }
    let snapshot = catalogue.look_up("VolumeSnapshot", Some(namespace), name, at, report)??;
    let source = snapshot.down("spec.source");
    let of = source.and_then(|source| of_source(source, namespace, at, catalogue, report));
    of.map(|(_, dataset)| dataset).or_else(|| catalogue.labelled(snapshot))
}

/// The dataset behind the source of a snapshot, and the member that says so: a claim, or a content that exists.
pub(crate) fn of_source<'s, 'a>(
    source: Json<'a>,
    namespace: &str,
    at: &Place<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<(&'static str, &'s Dataset<'a>)> {
    let key = "persistentVolumeClaimName";
    if let Some(claim) = text(source, key) {
        return Some((key, catalogue.claim(namespace, &claim, at, report).dataset()?));
    }
    let key = "volumeSnapshotContentName";
    Some((key, of_content(&text(source, key)?, at, catalogue, report)?))
}

fn of_content<'s, 'a>(
    name: &str,
    at: &Place<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'s Dataset<'a>> {
    if !catalogue.settings.has_datasets() {
        return None;
    }
    let content = catalogue.look_up("VolumeSnapshotContent", None, name, at, report)??;
    let handle = content.down("spec.source").and_then(|source| text(source, "volumeHandle"));
    let of = handle.and_then(|handle| catalogue.settings.at(&Source::Handle(handle)));
    of.or_else(|| catalogue.labelled(content))
}
