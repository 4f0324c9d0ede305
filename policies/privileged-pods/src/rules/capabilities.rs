//! Added Linux capabilities.

use policy_kit::{Offence, Place, Report, Severity, Standard, quoted};

use crate::fabric;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::settings::same_capability;
use crate::survey::{Context, Survey};

/// Source: Pod Security Standards, baseline, "Capabilities". `IPC_LOCK` is accepted by evidence: RDMA pins the
/// memory that it registers, so a container that asks for an RDMA device needs it.
pub(crate) static RULE: Rule = Rule {
    id: "capabilities",
    severity: Severity::High,
    standards: &[Standard::PodSecurity("baseline/capabilities"), Standard::Aisvs("4.3.3")],
    fix: "remove it",
    check: Check(check),
    ..Rule::BASE
};

/// What baseline allows to be added, in its one spelling.
pub(super) const BASELINE: [&str; 13] = [
    "NET_BIND_SERVICE",
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        for (container, context) in pod.contexts() {
            for (at, name) in added(context) {
                if BASELINE.contains(&name) || ctx.settings.allows_capability(name) {
                    continue;
                }
                let evidence = ctx.settings.ipc_lock_with_fabric && same_capability(name, "IPC_LOCK");
                if evidence
                    && container.is_some_and(|container| fabric::is_used_by(container, pod.spec, ctx, report))
                {
                    continue;
                }
                let but = if evidence {
                    ", allowed only beside an RDMA resource of the same container"
                } else {
                    ""
                };
                let what = format_args!("{} adds the capability {}{but}", context.who(), quoted(name));
                report.found(at, Offence::Text(name), what);
            }
        }
    }
}

/// The capabilities that a context adds, each with its place.
pub(super) fn added<'a>(context: &Context<'a>) -> Vec<(Place<'a>, &'a str)> {
    let Some(capabilities) = context.map("capabilities") else { return Vec::new() };
    let list = capabilities.at("add");
    capabilities.texts("add").into_iter().map(|(index, name)| (list.item(index), name)).collect()
}
