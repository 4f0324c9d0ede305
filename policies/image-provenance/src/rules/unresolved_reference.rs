//! References that a controller completes before a pod is created.

use policy_kit::images::Found;
use policy_kit::{Mode, Offence, Report, Request, Rule, quoted};

/// Katib fills in `${trialParameters.x}`, Argo Workflows `{{inputs.parameters.x}}`, Kubeflow Pipelines
/// `{{$.inputs.parameters['x']}}`. What comes out is judged when the pod is created; anywhere else a placeholder is
/// what it looks like, a mistake.
pub(crate) static RULE: Rule = Rule {
    id: "unresolved-reference",
    default: Mode::Warn,
    fix: "write the image out to have it judged here; it is judged when the pod is created",
};

/// Whether the reference is one of those, so that nothing else can be said about it.
pub(crate) fn check<'a>(found: &Found<'a>, request: &Request<'a>, report: &mut Report<'_, 'a>) -> bool {
    let unresolved = request.is_filled_in(&found.at, &found.text);
    if unresolved {
        let what = format_args!("{} is completed by a controller", quoted(&found.text));
        report.found(&RULE, found.at.clone(), Offence::Text(found.text.clone()), what);
    }
    unresolved
}
