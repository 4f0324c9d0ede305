//! Claims, and templates that claims are made from.

use std::borrow::Cow;

use policy_kit::{Map, Report, Request};

use crate::known::{Asked, Known};
use crate::mount::Volume;
use crate::rules::{copy, restricted_read_write_many, side_door, unclassified_claim};
use crate::settings::{Class, Dataset};

/// Who binds claims to volumes: what they write, somebody else has asked for.
const BINDERS: [&str; 3] = [
    "system:kube-scheduler",
    "system:kube-controller-manager",
    "system:serviceaccount:kube-system:persistent-volume-binder",
];

/// Judges a claim by what it asks for; answers the dataset that it is by its own name or labels.
pub(crate) fn check<'s, 'a>(
    claim: &Map<'_, 'a>,
    listed: Option<&'s Dataset<'a>>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'s Dataset<'a>> {
    let metadata = report.read(claim.map("metadata"));
    let labels = metadata.as_ref().and_then(|metadata| report.read(metadata.map("labels")));
    let label = |wanted: &str| labels.as_ref().and_then(|labels| labels.get(wanted)?.text().ok());
    let own = asked.settings.labels();
    let by_label = labels.as_ref().and_then(|labels| {
        let mut entries = labels.entries().iter();
        entries.find_map(|(key, value)| asked.label(key, &value.text().ok()?))
    });
    let dataset = listed.or(by_label);
    let class = label(&own.classification);
    unclassified_claim::check(claim, class.as_deref(), &own.classification, report);
    let Some(spec) = report.read(claim.map("spec")) else { return dataset };
    let class = class.and_then(|word| Class::of(&word)).max(dataset.map(|dataset| dataset.class));
    restricted_read_write_many::check(&spec, class, report);
    copy::of_claim(
        &spec,
        label(&own.dataset).as_deref(),
        label(&own.classification).as_deref(),
        request,
        asked,
        report,
    );
    let binds = BINDERS.contains(&request.user_name().as_ref()) || asked.settings.may_make_volumes(request);
    if let Some(volume) = report.read(spec.text("volumeName")).filter(|name| !name.is_empty() && !binds) {
        let at = spec.at("volumeName");
        if let Known::Dataset(of) | Known::SideDoor(of) = asked.volume(&volume, &at, report)
            && dataset.is_none_or(|dataset| dataset.name != of.name)
        {
            side_door::volume(of, &volume, at, report);
        }
    }
    dataset
}

/// Judges a template, and answers the volume that is mounted under this name, where it is a dataset.
pub(crate) fn template<'s, 'a>(
    template: &Map<'_, 'a>,
    name: Cow<'a, str>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Volume<'s, 'a>> {
    let dataset = check(template, None, request, asked, report);
    dataset.map(|dataset| Volume { name, at: template.here(), read_only: false, dataset: Some(dataset) })
}

/// Judges the templates of a StatefulSet, or of a custom resource that has such a list.
pub(crate) fn templates<'s, 'a>(
    spec: &Map<'_, 'a>,
    request: &Request<'a>,
    asked: &Asked<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Volume<'s, 'a>> {
    let templates = report.each(spec.maps("volumeClaimTemplates"));
    let named = templates.iter().filter_map(|each| {
        let metadata = report.read(each.map("metadata"))?;
        let name = report.read(metadata.text("name")).unwrap_or_default();
        template(each, name, request, asked, report)
    });
    named.collect()
}
