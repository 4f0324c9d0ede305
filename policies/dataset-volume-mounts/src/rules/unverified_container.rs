//! Code that nobody vouches for beside confidential data.

use std::borrow::Cow;

use policy_kit::images::{self, Use};
use policy_kit::{Mode, Offence, Report, Request, Rule, quoted};

use crate::mount::{Mounted, Mounts};
use crate::settings::Settings;

/// Whatever runs in a pod reads what the pod mounts: init containers write over it, ephemeral containers look into its
/// processes. So every image has to be of an allowed repository, and pinned by digest.
pub(crate) static RULE: Rule = Rule {
    id: "unverified-container",
    default: Mode::Deny,
    fix: "use an image of `allowedRepositories`, with its digest: `name:tag@sha256:…`",
};

pub(crate) fn check<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    mounts: &Mounts<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let mut by_specs = Vec::new();
    // Each dataset once, of the thousands of parts that a custom resource may have.
    let mut anywhere: Vec<&Mounted<'_, 'a>> = Vec::new();
    for mounted in mounts.datasets.iter().filter(|mounted| mounted.dataset.is_confidential()) {
        if mounted.by_spec {
            by_specs.push(mounted);
        } else if !anywhere.iter().any(|known| known.dataset.name == mounted.dataset.name) {
            anywhere.push(mounted);
        }
    }
    if by_specs.is_empty() && anywhere.is_empty() {
        return;
    }
    let specs: Vec<_> =
        request.pods().iter().filter(|pod| pod.is_spec()).map(|pod| pod.map().here()).collect();
    for image in images::of(request, report) {
        // Image volumes are data; what is pushed or served as a model is not run.
        let runs = image.usage == Use::Pulled && image.at.leaf() != Some("reference");
        if !runs || settings.is_verified(image.reference()) || request.is_filled_in(&image.at, &image.text) {
            continue;
        }
        // The containers of a pod see its own volumes; those of a custom resource what it mounts anywhere.
        let spec = specs.iter().filter(|spec| image.at.is_within(spec)).max_by_key(|spec| spec.depth());
        let of_spec = |mounted: &&&Mounted<'_, 'a>| spec.is_none_or(|spec| mounted.at == *spec);
        let beside = if spec.is_some() { &by_specs } else { &anywhere };
        for Mounted { dataset, .. } in beside.iter().filter(of_spec) {
            let what = format_args!(
                "{} runs beside dataset {}, which is {}",
                quoted(&image.text),
                quoted(&dataset.name),
                dataset.class.word()
            );
            // The image alone would excuse an update that puts it beside other data.
            let offence = Offence::Text(Cow::Owned(format!("{} beside {}", image.text, dataset.name)));
            report.found(&RULE, image.at.clone(), offence, what);
        }
    }
}
