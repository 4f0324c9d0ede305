//! AppArmor profiles, as a field and as the older annotation.

use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, baseline, "AppArmor".
pub(crate) static RULE: Rule = Rule {
    id: "apparmor",
    severity: Severity::High,
    standards: &[Standard::PodSecurity("baseline/apparmor"), Standard::Aisvs("4.3.3")],
    fix: "remove it, or use `RuntimeDefault` or a `Localhost` profile",
    check: Check(check),
    ..Rule::BASE
};

const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        // The annotations name a container each; a profile for a container that does not exist yet counts as well.
        for annotation in pod.pod.annotations(ANNOTATION) {
            let Some(value) = annotation.text() else { continue };
            if !matches!(value, "" | "runtime/default") && !value.starts_with("localhost/") {
                let what = format_args!("the annotation sets the AppArmor profile {}", quoted(value));
                report.found(annotation.at, Offence::Text(value), what);
            }
        }
        for (_, context) in pod.contexts() {
            let Some(profile) = context.map("appArmorProfile") else { continue };
            let kind = profile.text("type").unwrap_or_default();
            if !matches!(kind, "RuntimeDefault" | "Localhost") {
                let what = format_args!("{} sets the AppArmor profile {}", context.who(), quoted(kind));
                report.found(profile.at("type"), Offence::Text(kind), what);
            }
        }
    }
}
