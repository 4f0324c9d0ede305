//! Images that nobody has signed.

use policy_kit::Report;
use policy_kit::signature::UNSIGNED;

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// A digest that is written here looks as if somebody had chosen it, so somebody has to stand for it.
pub(crate) static RULE: Rule = UNSIGNED.checked_by(Check(check));

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for image in &survey.unpinned {
        ctx.settings.signatures.report_unsigned(&image.named, ctx.host, report);
    }
}
