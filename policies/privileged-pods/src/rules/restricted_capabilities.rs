//! Added Linux capabilities that a hardened cluster does not allow.

use policy_kit::{Level, Mode, Offence, Report, Severity, Standard, quoted};

use crate::rules::capabilities::{BASELINE, added};
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: Pod Security Standards, restricted, "Capabilities". What baseline does not allow is the rule `capabilities`.
pub(crate) static RULE: Rule = Rule {
    id: "restricted-capabilities",
    default: Mode::Warn,
    level: Level::Restricted,
    severity: Severity::Medium,
    standards: &[Standard::PodSecurity("restricted/capabilities"), Standard::Aisvs("4.3.3")],
    fix: "remove it; of all capabilities the level restricted allows `NET_BIND_SERVICE` alone",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for context in survey.contexts() {
        for (at, name) in added(context) {
            let is_allowed = name == "NET_BIND_SERVICE" || ctx.settings.allows_capability(name);
            if BASELINE.contains(&name) && !is_allowed {
                let what = format_args!("{} adds the capability {}", context.who(), quoted(name));
                report.found(at, Offence::Text(name), what);
            }
        }
    }
}
