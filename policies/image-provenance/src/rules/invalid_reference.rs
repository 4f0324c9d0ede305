//! What is no image reference.

use policy_kit::image::Fault;
use policy_kit::images::Found;
use policy_kit::{Mode, Offence, Report, Rule, quoted};

/// Source: `distribution/reference`, as the kubelet and containerd use it. A policy that skips what it cannot read
/// lets a node read it in its own way: `[::1]:5000/x` is a registry, `sha256:…` a cached image.
pub(crate) static RULE: Rule = Rule {
    id: "invalid-reference",
    default: Mode::Deny,
    fix: "write registry, repository and digest out: `registry.example.com/team/name@sha256:…`",
};

pub(crate) fn check<'a>(found: &Found<'a>, fault: Fault, report: &mut Report<'_, 'a>) {
    let what = format_args!("{} {fault}", quoted(&found.text));
    report.found(&RULE, found.at.clone(), Offence::Text(found.text.clone()), what);
}
