//! Containers that keep the runtime's default capabilities.

use policy_kit::{Container, Mode, Offence, Report, Rule};

use crate::context::{Context, Facts, who};

/// Source: Pod Security Standards, restricted, "Capabilities"; Windows has none.
pub(crate) static RULE: Rule =
    Rule { id: "drop-capabilities", default: Mode::Audit, fix: "set `capabilities.drop: [ALL]`" };

pub(crate) fn check<'a>(
    container: &Container<'_, 'a>,
    context: Option<&Context<'_, 'a>>,
    facts: &Facts,
    report: &mut Report<'_, 'a>,
) {
    if facts.windows || !report.wants(&RULE) {
        return;
    }
    let capabilities = context.and_then(|context| report.read(context.map("capabilities")));
    let dropped =
        capabilities.map(|capabilities| report.each(capabilities.texts("drop"))).unwrap_or_default();
    if !dropped.iter().any(|name| name == "ALL") {
        let what = format_args!("{} does not drop all capabilities", who(container));
        report.found(&RULE, container.at("securityContext.capabilities.drop"), Offence::None, what);
    }
}
