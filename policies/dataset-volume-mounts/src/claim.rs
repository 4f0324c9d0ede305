//! Claims, and templates that claims are made from.

use std::borrow::Cow;

use policy_kit::{Map, Report, Request};

use crate::known::{self, Catalogue};
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
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<&'s Dataset<'a>> {
    let metadata = claim.get("metadata");
    let dataset = listed.or_else(|| catalogue.labelled_in(metadata));
    let own = &catalogue.settings.labels().classification;
    let class = known::label(metadata, own);
    unclassified_claim::check(claim, class.is_some(), own, report);
    let Some(spec) = report.map(claim, "spec") else { return dataset };
    let class = class.and_then(|word| Class::of(&word)).max(dataset.map(|dataset| dataset.class));
    restricted_read_write_many::check(&spec, class, report);
    copy::of_claim(&spec, metadata, request, catalogue, report);
    let binds =
        || BINDERS.contains(&request.user_name().as_ref()) || catalogue.settings.may_make_volumes(request);
    if let Some(volume) = report.text(&spec, "volumeName").filter(|_| !binds()) {
        let at = spec.at("volumeName");
        if let Some(of) = catalogue.volume(&volume, &at, report).dataset()
            && dataset.is_none_or(|dataset| dataset.name != of.name)
        {
            side_door::found(of, "volume ", &volume, at, report);
        }
    }
    dataset
}

/// Judges a template, and answers the volume that is mounted under this name, where it is a dataset.
pub(crate) fn template<'s, 'a>(
    template: &Map<'_, 'a>,
    name: Cow<'a, str>,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Option<Volume<'s, 'a>> {
    let dataset = check(template, None, request, catalogue, report);
    dataset.map(|dataset| Volume::new(name, template.here(), false, Some(dataset)))
}

/// Judges the templates of a StatefulSet, or of a custom resource that has such a list.
pub(crate) fn templates<'s, 'a>(
    spec: &Map<'_, 'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'s, '_, 'a>,
    report: &mut Report<'_, 'a>,
) -> Vec<Volume<'s, 'a>> {
    let templates = report.each(spec.maps("volumeClaimTemplates"));
    let named = templates.iter().filter_map(|each| {
        let metadata = report.map(each, "metadata")?;
        let name = report.text(&metadata, "name").unwrap_or_default();
        template(each, name, request, catalogue, report)
    });
    named.collect()
}
