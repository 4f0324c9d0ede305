//! Pods in the node's own user namespace.

use policy_kit::{Map, Mode, Offence, Pod, Report, Rule};

use crate::context::Facts;

/// Not part of the standards: with `hostUsers: false` root inside a pod is nobody on the node, which is on
/// by default since Kubernetes 1.33 and costs a pod nothing where its volumes support it.
pub(crate) static RULE: Rule = Rule { id: "host-users", default: Mode::Audit, fix: "set `hostUsers: false`" };

pub(crate) fn check<'a>(pod: &Pod<'a>, spec: &Map<'_, 'a>, facts: &Facts, report: &mut Report<'_, 'a>) {
    if facts.user_namespace || facts.windows || !report.wants(&RULE) {
        return;
    }
    // A part of a pod spec is judged for what it states, never for what it leaves out.
    if pod.is_spec() || report.read(spec.boolean("hostUsers")) == Some(true) {
        let what = format_args!("the pod shares the users of the node");
        report.found(&RULE, spec.at("hostUsers"), Offence::None, what);
    }
}
