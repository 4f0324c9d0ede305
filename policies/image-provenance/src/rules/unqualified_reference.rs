//! References that name no registry.

use policy_kit::images::Named;
use policy_kit::{Mode, Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// containerd takes `nginx` for Docker Hub's, CRI-O and Podman ask the registries of
/// `unqualified-search-registries` one after the other.
pub(crate) static RULE: Rule = Rule {
    id: "unqualified-reference",
    default: Mode::Audit,
    severity: Severity::Low,
    fix: "name the registry: `docker.io/library/nginx`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for Named { found, image } in survey.pulled() {
        if !image.qualified {
            let what = format_args!(
                "{} names no registry, which is not the same one on every node",
                quoted(found.text)
            );
            report.found(found.at, Offence::Text(found.text), what);
        }
    }
}
