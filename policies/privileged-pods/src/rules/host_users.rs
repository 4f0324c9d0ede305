//! Pods in the node's own user namespace.

use policy_kit::{Mode, Offence, Report, Severity};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

/// Not part of the standards: with `hostUsers: false` root inside a pod is nobody on the node, which is on
/// by default since Kubernetes 1.33 and costs a pod nothing where its volumes support it.
pub(crate) static RULE: Rule = Rule {
    id: "host-users",
    default: Mode::Audit,
    severity: Severity::Low,
    fix: "set `hostUsers: false`",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let pods = survey.pods.iter().filter(|pod| !(pod.defaults.user_namespace || pod.defaults.windows));
    for pod in pods {
        // A part of a pod spec is judged for what it states, never for what it leaves out.
        if pod.pod.is_spec() || pod.spec.is_true("hostUsers") {
            let what = format_args!("the pod shares the users of the node");
            report.found(pod.spec.at("hostUsers"), Offence::None, what);
        }
    }
}
