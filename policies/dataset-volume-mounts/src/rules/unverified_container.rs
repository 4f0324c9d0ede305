//! Code that nobody vouches for beside confidential data.

use policy_kit::datasets::Class;
use policy_kit::images::{self, Use};
use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::uses::Mounted;
use crate::uses::find::uses;

/// Whatever runs in a pod reads what the pod mounts: init containers write over it, ephemeral containers look into its
/// processes. So every image has to be of an allowed repository, and pinned by digest.
pub(crate) static RULE: Rule = Rule {
    id: "unverified-container",
    severity: Severity::High,
    fix: "use an image of `allowedRepositories`, with its digest: `name:tag@sha256:…`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let (by_specs, anywhere) = confidential(&uses(survey, ctx, report).mounted);
    if by_specs.is_empty() && anywhere.is_empty() {
        return;
    }
    let specs: Vec<_> =
        survey.pods.iter().filter(|pod| pod.pod.is_spec()).map(|pod| pod.pod.here()).collect();
    for image in images::of(ctx.request) {
        // Image volumes are data; what is pushed or served as a model is not run.
        let runs = image.usage == Use::Pulled && image.at.leaf() != Some("reference");
        if !runs
            || ctx.settings.is_verified(image.reference())
            || ctx.request.is_filled_in(&image.at, image.text)
        {
            continue;
        }
        // The containers of a pod see its own volumes; those of a custom resource what it mounts anywhere.
        let spec = specs.iter().filter(|spec| image.at.is_within(spec)).max_by_key(|spec| spec.depth());
        let of_spec = |mounted: &&&Mounted<'a>| spec.is_none_or(|spec| mounted.by == *spec);
        let beside = if spec.is_some() { &by_specs } else { &anywhere };
        for Mounted { dataset, .. } in beside.iter().filter(of_spec) {
            let (text, name, class) = (image.text, dataset.name, dataset.class.word());
            let what =
                format_args!("{} runs beside dataset {}, which is {class}", quoted(text), quoted(name));
            // The image alone would excuse an update that puts it beside other data.
            let value = ctx.request.keep(format_args!("{text} beside {name}"));
            report.found(image.at, Offence::Text(value), what);
        }
    }
}

/// The confidential datasets that are mounted by pod specs, and those that are mounted by other parts of a custom
/// resource: each of these once, of the thousands of parts that there may be.
fn confidential<'m, 'a>(all: &'m [Mounted<'a>]) -> (Vec<&'m Mounted<'a>>, Vec<&'m Mounted<'a>>) {
    let (mut by_specs, mut anywhere): (Vec<_>, Vec<&Mounted<'_>>) = (Vec::new(), Vec::new());
    for mounted in all.iter().filter(|mounted| mounted.dataset.class >= Class::Confidential) {
        if mounted.by_spec {
            by_specs.push(mounted);
        } else if !anywhere.iter().any(|known| known.dataset.name == mounted.dataset.name) {
            anywhere.push(mounted);
        }
    }
    (by_specs, anywhere)
}
