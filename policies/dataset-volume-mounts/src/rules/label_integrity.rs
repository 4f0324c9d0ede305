//! Labels that say what data is.

use policy_kit::{Offence, Report, Request, Severity, Standard, quoted};

use crate::labels::Labels;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// A claim that loses its label loses its readers, too, and is mounted by everybody. A label that is missing may be
/// added by anyone.
pub(crate) static RULE: Rule = Rule {
    id: "label-integrity",
    severity: Severity::High,
    standards: &[Standard::Aisvs("5.2.7")],
    fix: "leave the label, or have the platform team change it (setting `labelAdministrators`)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(_: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    if !says_what_data_is(ctx.request) || ctx.settings.may_change_labels(ctx.request) {
        return;
    }
    let (Some(old), new) = (ctx.request.old_root(), ctx.request.root()) else { return };
    let (before, after) =
        (Labels::of_metadata(old.get("metadata")), Labels::of_metadata(new.get("metadata")));
    let keys = &ctx.settings.labels;
    for key in [keys.dataset, keys.classification] {
        let (Some(before), after) = (before.get(key), after.get(key)) else { continue };
        if after != Some(before) {
            let at = new.at("metadata.labels").member(key);
            let what =
                format_args!("label {} was {}, and is changed or removed", quoted(key), quoted(before));
            report.found(at, after.map_or(Offence::None, Offence::Text), what);
        }
    }
}

/// Whether objects of this kind are known as data by their labels.
fn says_what_data_is(request: &Request<'_>) -> bool {
    match (request.kind.group, request.kind.kind) {
        ("", kind) => matches!(kind, "PersistentVolumeClaim" | "PersistentVolume" | "Namespace"),
        ("snapshot.storage.k8s.io" | "data.fluid.io" | "datashim.io", _) => true,
        _ => false,
    }
}
