//! AppArmor profiles, as a field and as the older annotation.

use policy_kit::{Mode, Offence, Pod, Report, Rule, quoted};

use crate::context::Context;

/// Source: Pod Security Standards, baseline, "AppArmor".
pub(crate) static RULE: Rule = Rule {
    id: "apparmor",
    default: Mode::Deny,
    fix: "remove it, or use `RuntimeDefault` or a `Localhost` profile",
};

const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(crate) fn check<'a>(context: &Context<'_, 'a>, report: &mut Report<'_, 'a>) {
    let Some(profile) = report.read(context.map("appArmorProfile")) else {
        return;
    };
    let kind = report.read(profile.text("type")).unwrap_or_default();
    if !matches!(kind.as_ref(), "RuntimeDefault" | "Localhost") {
        let what = format_args!("{} sets the AppArmor profile {}", context.who(), quoted(&kind));
        report.found(&RULE, profile.at("type"), Offence::Text(kind.clone()), what);
    }
}

/// The annotations name a container each; a profile for a container that does not exist yet counts as well.
pub(crate) fn check_annotations<'a>(pod: &Pod<'a>, report: &mut Report<'_, 'a>) {
    for (place, value) in pod.annotations(ANNOTATION) {
        let Some(value) = report.read(value) else { continue };
        if !value.is_empty() && value != "runtime/default" && !value.starts_with("localhost/") {
            let what = format_args!("the annotation sets the AppArmor profile {}", quoted(&value));
            report.found(&RULE, place, Offence::Text(value.clone()), what);
        }
    }
}
