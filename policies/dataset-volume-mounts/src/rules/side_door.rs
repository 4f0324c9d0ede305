//! Ways to a dataset past its claim.

use std::borrow::Cow;

use policy_kit::{Mode, Offence, Place, Report, Rule, quoted};

use crate::settings::Dataset;
use crate::source::Placed;

/// Whoever reaches the data in another way is seen by none of the rules about its claim, so there must be none: no
/// NFS or host path in a pod, at, below or above the data, no second volume or claim on it, no dataset of Fluid from
/// another namespace. A volume that is one is judged by this rule alone.
pub(crate) static RULE: Rule = Rule {
    id: "side-door",
    default: Mode::Deny,
    fix: "mount the dataset's own claim, in its namespace; only `volumeAdministrators` make volumes of it",
};

/// Files a place where data is kept.
pub(crate) fn source<'a>(dataset: &Dataset<'a>, placed: &Placed<'a>, report: &mut Report<'_, 'a>) {
    found(dataset, "", &placed.source.to_string(), placed.at.clone(), report);
}

/// Files what leads to a dataset, `kind` saying what it is: `claim `.
pub(crate) fn found<'a>(
    dataset: &Dataset<'a>,
    kind: &str,
    what: &str,
    at: Place<'a>,
    report: &mut Report<'_, 'a>,
) {
    let (name, offence) = (quoted(&dataset.name), Offence::Text(Cow::Owned(what.to_owned())));
    let what = format_args!("{kind}{} leads to dataset {name} past its claim", quoted(what));
    report.found(&RULE, at, offence, what);
}
