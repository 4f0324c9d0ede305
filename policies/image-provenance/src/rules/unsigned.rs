//! Images that nobody has signed.

use policy_kit::Report;
use policy_kit::signature::UNSIGNED;

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// A digest says what is run, a signature who stands for it. An image that no item of `signatures` is about has nobody
/// who could.
pub(crate) static RULE: Rule = UNSIGNED.checked_by(Check(check));

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for named in survey.pulled_from_allowed() {
        ctx.settings.signatures.report_unsigned(named, ctx.host, report);
    }
}
