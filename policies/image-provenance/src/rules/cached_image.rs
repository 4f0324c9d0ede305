//! Images that are never pulled.

use policy_kit::images::Named;
use policy_kit::{Mode, Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// With `imagePullPolicy: Never` a tag means whatever somebody loaded into the node's cache under that name, of any
/// registry; only a digest is checked against what is there.
pub(crate) static RULE: Rule = Rule {
    id: "cached-image",
    default: Mode::Warn,
    severity: Severity::Medium,
    fix: "add the digest, or let the image be pulled",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for Named { found, image } in survey.pulled() {
        if found.never_pulled && image.digest.is_none() {
            let what =
                format_args!("{} is taken from the cache of the node and never pulled", quoted(found.text));
            report.found(found.at, Offence::Text(found.text), what);
        }
    }
}
