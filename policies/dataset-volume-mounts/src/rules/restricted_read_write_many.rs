//! Restricted data that many nodes write to.

use policy_kit::datasets::Class;
use policy_kit::{Mode, Offence, Report, Severity};

use crate::catalogue::claim_itself;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// What many nodes mount for writing has no one who answers for what is in it.
pub(crate) static RULE: Rule = Rule {
    id: "restricted-read-write-many",
    default: Mode::Warn,
    severity: Severity::Medium,
    fix: "use `ReadOnlyMany`, or `ReadWriteOncePod` for whoever writes",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for claim in survey.claims() {
        let Some(spec) = claim.spec else { continue };
        let labelled = claim.labels.get(ctx.settings.labels.classification).and_then(Class::of);
        let class = labelled.max(claim_itself(claim, ctx).map(|dataset| dataset.label.class));
        if class == Some(Class::Restricted)
            && spec.texts("accessModes").iter().any(|(_, mode)| *mode == "ReadWriteMany")
        {
            let what = format_args!("restricted data is in a claim with `ReadWriteMany`");
            report.found(spec.at("accessModes"), Offence::None, what);
        }
    }
}
