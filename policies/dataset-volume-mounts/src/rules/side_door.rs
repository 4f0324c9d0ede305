//! Ways to a dataset past its claim.

use std::borrow::Cow;

use policy_kit::{Mode, Offence, Place, Report, Rule, quoted};

use crate::settings::Dataset;
use crate::source::Placed;

/// Whoever reaches the data in another way is seen by none of the rules about its claim, so there must be none: no
/// NFS or host path in a pod, at, below or above the data, no second volume or claim on it, no dataset of Fluid from
/// another namespace. A volume that is one is judged by this rule alone.
pub(crate) static RULE: Rule =
    Rule { id: "side-door", default: Mode::Deny, fix: "mount the dataset's own claim, in its namespace" };

/// Files a place where data is kept.
pub(crate) fn source<'a>(dataset: &Dataset<'a>, placed: &Placed<'a>, report: &mut Report<'_, 'a>) {
    let text = placed.source.to_string();
    let what = format_args!("{} leads to dataset {} past its claim", quoted(&text), quoted(&dataset.name));
    report.found(&RULE, placed.at.clone(), Offence::Text(Cow::Owned(text.clone())), what);
}

/// Files a claim whose volume is kept where the dataset is.
pub(crate) fn claim<'a>(dataset: &Dataset<'a>, claim: &str, at: Place<'a>, report: &mut Report<'_, 'a>) {
    let what = format_args!("claim {} is a second way to dataset {}", quoted(claim), quoted(&dataset.name));
    report.found(&RULE, at, Offence::Text(Cow::Owned(claim.to_owned())), what);
}

/// Files a claim that asks for the volume of a dataset.
pub(crate) fn volume<'a>(
    dataset: &Dataset<'a>,
    volume: &Cow<'a, str>,
    at: Place<'a>,
    report: &mut Report<'_, 'a>,
) {
    let name = quoted(&dataset.name);
    let what = format_args!("volume {} is that of dataset {name}, whose claim this is not", quoted(volume));
    report.found(&RULE, at, Offence::Text(volume.clone()), what);
}

/// Files an address.
pub(crate) fn uri<'a>(dataset: &Dataset<'a>, uri: &str, at: Place<'a>, report: &mut Report<'_, 'a>) {
    let what = format_args!("{} is dataset {} of another namespace", quoted(uri), quoted(&dataset.name));
    report.found(&RULE, at, Offence::Text(Cow::Owned(uri.to_owned())), what);
}
