//! Who may use a dataset.

use policy_kit::{Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;
use crate::uses::find::uses;

/// A dataset was agreed upon for somebody and for something: namespace, account and purpose are those of the
/// agreement. An account that the object cannot name is left to the Pod.
pub(crate) static RULE: Rule = Rule {
    id: "not-permitted",
    severity: Severity::High,
    standards: &[Standard::Aisvs("5.2.1")],
    fix: "ask the owner of the dataset for access (its `readers` in the settings)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for used in &uses(survey, ctx, report).not_permitted {
        let (name, lack) = (used.dataset.name, used.lack);
        let what = format_args!("dataset {} is not for {} {}", quoted(name), lack.what, quoted(lack.value));
        report.found(used.at, Offence::Text(name), what);
    }
}
