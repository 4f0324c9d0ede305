//! Labels that say what data is.

use policy_kit::{Map, Mode, Offence, Report, Request, Rule, quoted};

use crate::known::label;
use crate::settings::Settings;

/// A claim that loses its label loses its readers, too, and is mounted by everybody. A label that is missing may be
/// added by anyone.
pub(crate) static RULE: Rule = Rule {
    id: "label-integrity",
    default: Mode::Deny,
    fix: "leave the label, or have the platform team change it (setting `labelAdministrators`)",
};

pub(crate) fn check<'a>(request: &Request<'a>, settings: &Settings<'a>, report: &mut Report<'_, 'a>) {
    if !says_what_data_is(request) || settings.may_change_labels(request) {
        return;
    }
    let (Some(old), new) = (request.old_root(), request.root()) else { return };
    let labels = settings.labels();
    for key in [&labels.dataset, &labels.classification] {
        let label = |root: &Map<'_, 'a>| label(root.get("metadata"), key);
        let (Some(before), after) = (label(&old), label(&new)) else { continue };
        if after.as_ref() == Some(&before) {
            continue;
        }
        let at = new.at("metadata.labels").member_named(key);
        let what = format_args!("label {} was {}, and is changed or removed", quoted(key), quoted(&before));
        report.found(&RULE, at, after.map_or(Offence::None, Offence::Text), what);
    }
}

/// Whether objects of this kind are known as data by their labels.
fn says_what_data_is(request: &Request<'_>) -> bool {
    match (request.kind.group.as_ref(), request.kind.kind.as_ref()) {
        ("", kind) => matches!(kind, "PersistentVolumeClaim" | "PersistentVolume" | "Namespace"),
        ("snapshot.storage.k8s.io" | "data.fluid.io" | "datashim.io", _) => true,
        _ => false,
    }
}
