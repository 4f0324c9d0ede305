//! Images that others have signed than those who should.

use policy_kit::Report;
use policy_kit::signature::WRONG_SIGNER;

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Anybody can sign an image that they can push; only signatures of the authorities in `signatures` count.
pub(crate) static RULE: Rule = WRONG_SIGNER.checked_by(Check(check));

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for named in survey.pulled_from_allowed() {
        ctx.settings.signatures.report_wrong_signer(named, ctx.host, report);
    }
}
