//! Who may use a dataset.

use policy_kit::{Mode, Offence, Place, Report, Rule, quoted};

use crate::settings::Dataset;
use crate::user::User;

/// A dataset was agreed upon for somebody and for something: namespace, account and purpose are those of the
/// agreement. An account that the object cannot name is left to the Pod.
pub(crate) static RULE: Rule = Rule {
    id: "not-permitted",
    default: Mode::Deny,
    fix: "ask the owner of the dataset for access (its `readers` in the settings)",
};

pub(crate) fn check<'a>(dataset: &Dataset<'a>, user: &User<'a>, at: &Place<'a>, report: &mut Report<'_, 'a>) {
    let Some(lack) = user.lacks_to_read(dataset) else { return };
    let (what, value) = user.word(lack);
    let what = format_args!("dataset {} is not for {what} {}", quoted(&dataset.name), quoted(value));
    report.found(&RULE, at.clone(), Offence::Text(dataset.name.clone()), what);
}
