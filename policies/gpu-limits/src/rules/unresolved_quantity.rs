//! Amounts of devices that are filled in later.

use policy_kit::{Mode, Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Katib fills in `${trialParameters.x}`; it counts as one device.
pub(crate) static RULE: Rule = Rule {
    id: "unresolved-quantity",
    default: Mode::Warn,
    severity: Severity::Low,
    fix: "write it out to have it judged here",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for (name, amount) in survey.broken_amounts() {
        if ctx.request.is_filled_in_by_katib(amount.text) {
            let (name, shown) = (quoted(name), quoted(amount.text));
            let what = format_args!("the number of {name} is {shown}, which Katib fills in");
            report.found(amount.at, Offence::Text(amount.text), what);
        }
    }
}
