//! Images that get a digest.

use policy_kit::{Mode, Offence, Report, Severity, Standard, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Survey, Unpinned};

/// A tag names whatever was pushed last; what it names when the pod is made is written beside it, so that every node,
/// and every restart, pulls the same.
pub(crate) static RULE: Rule = Rule {
    id: "pinned",
    default: Mode::Audit,
    severity: Severity::Medium,
    standards: &[Standard::Aisvs("10.1.1")],
    fix: "write the digest yourself to decide when it changes",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for Unpinned { named, value } in &survey.unpinned {
        // Only what is signed as wanted is pinned, whatever the modes of the rules that report the rest.
        if !ctx.settings.signatures.accept(named, ctx.host, report) {
            continue;
        }
        let Some(digest) = named.digest(ctx.host, report) else { continue };
        let found = named.found;
        let what = format_args!("{} has no digest and means {} now", quoted(found.text), quoted(digest));
        report.found(found.at, Offence::Text(found.text), what);
        report.edit(*value, format!("{}@{digest}", found.text));
    }
}
