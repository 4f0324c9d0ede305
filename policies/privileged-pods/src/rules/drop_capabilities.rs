//! Containers that keep the runtime's default capabilities.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, who};

/// Source: Pod Security Standards, restricted, "Capabilities"; Windows has none.
pub(crate) static RULE: Rule = Rule {
    id: "drop-capabilities",
    default: Mode::Audit,
    level: Level::Restricted,
    severity: Severity::Low,
    standards: &[Standard::PodSecurity("restricted/capabilities"), Standard::Aisvs("4.3.3")],
    fix: "set `capabilities.drop: [ALL]`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in survey.pods.iter().filter(|pod| !pod.defaults.windows) {
        for facts in pod.complete_containers() {
            let capabilities = facts.context.as_ref().and_then(|context| context.map("capabilities"));
            let dropped = capabilities.map(|capabilities| capabilities.texts("drop")).unwrap_or_default();
            if !dropped.iter().any(|(_, name)| *name == "ALL") {
                let what = format_args!("{} does not drop all capabilities", who(facts.container));
                report.found(facts.container.at("securityContext.capabilities.drop"), Offence::None, what);
            }
        }
    }
}
