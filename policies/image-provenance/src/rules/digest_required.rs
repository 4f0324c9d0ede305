//! Images whose content can change under their name.

use policy_kit::images::Found;
use policy_kit::{Image, Mode, Offence, Report, Rule, quoted};

use crate::settings::Allowed;

/// A tag names whatever was pushed last, on every node and in every mirror something else; a digest names one
/// content wherever it comes from.
pub(crate) static RULE: Rule = Rule {
    id: "digest-required",
    default: Mode::Deny,
    fix: "pin it: `name:tag@sha256:…` (`crane digest`, `docker buildx imagetools inspect`)",
};

pub(crate) fn check<'a>(
    found: &Found<'a>,
    image: &Image<'_>,
    allowed: &Allowed<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let offence = || Offence::Text(found.text.clone());
    if let Some(algorithm) = image.algorithm() {
        if !allowed.algorithm(algorithm) {
            let what = format_args!(
                "{} has a digest of {algorithm}, which is not among `digestAlgorithms`",
                quoted(&found.text)
            );
            report.found(&RULE, found.at.clone(), offence(), what);
        }
        return;
    }
    match image.tag {
        Some(tag) if allowed.tag(tag) => {}
        None if allowed.tag("latest") => {}
        Some(tag) => {
            let what = format_args!("{} has the tag {} and no digest", quoted(&found.text), quoted(tag));
            report.found(&RULE, found.at.clone(), offence(), what);
        }
        None => {
            let what =
                format_args!("{} has neither tag nor digest, so it means `latest`", quoted(&found.text));
            report.found(&RULE, found.at.clone(), offence(), what);
        }
    }
}
