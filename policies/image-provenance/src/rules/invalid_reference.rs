//! What is no image reference.

use policy_kit::{Offence, Report, Severity, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Source: `distribution/reference`, as the kubelet and containerd use it. A policy that skips what it cannot read
/// lets a node read it in its own way: `[::1]:5000/x` is a registry, `sha256:…` a cached image.
pub(crate) static RULE: Rule = Rule {
    id: "invalid-reference",
    severity: Severity::High,
    fix: "write registry, repository and digest out: `registry.example.com/team/name@sha256:…`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for (found, fault) in &survey.invalid {
        let what = format_args!("{} {fault}", quoted(found.text));
        report.found(found.at, Offence::Text(found.text), what);
    }
}
