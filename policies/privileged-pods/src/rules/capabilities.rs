//! Added Linux capabilities.

use policy_kit::accelerator::is_fabric;
use policy_kit::{Container, Json, Mode, Offence, Report, Rule, quoted};

use crate::context::Context;
use crate::rdma::Claims;
use crate::settings::same_capability;

/// Source: Pod Security Standards, baseline, "Capabilities". `IPC_LOCK` is accepted by evidence: RDMA pins the
/// memory that it registers, so a container that asks for an RDMA device needs it.
pub(crate) static RULE: Rule = Rule { id: "capabilities", default: Mode::Deny, fix: "remove it" };

/// Source: Pod Security Standards, restricted, "Capabilities".
pub(crate) static RESTRICTED: Rule = Rule {
    id: "restricted-capabilities",
    default: Mode::Warn,
    fix: "remove it; of all capabilities the level restricted allows `NET_BIND_SERVICE` alone",
};

/// What baseline allows to be added, in its one spelling; restricted allows the first one only.
const BASELINE: [&str; 13] = [
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

pub(crate) fn check<'a>(
    container: Option<&Container<'_, 'a>>,
    context: &Context<'_, 'a>,
    claims: Claims<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let settings = claims.settings;
    let Some(capabilities) = report.read(context.map("capabilities")) else {
        return;
    };
    let added = report.one(capabilities.texts("add")).unwrap_or_default();
    for (index, name) in added.into_iter().enumerate() {
        let Some(name) = report.one(name) else { continue };
        let rule = match BASELINE.iter().position(|allowed| *allowed == name) {
            Some(0) => continue,
            _ if settings.allows_capability(&name) => continue,
            Some(_) => &RESTRICTED,
            None => &RULE,
        };
        let evidence = settings.ipc_lock_with_fabric && same_capability(&name, "IPC_LOCK");
        let is_given = |container: &Container<'_, 'a>| {
            asks_for_fabric(container, report) || claims.are_for_fabric(container, report)
        };
        if evidence && container.is_some_and(is_given) {
            continue;
        }
        let but = if evidence { ", allowed only beside an RDMA resource of the same container" } else { "" };
        let what = format_args!("{} adds the capability {}{but}", context.who(), quoted(&name));
        report.found(rule, capabilities.at("add").item(index), Offence::Text(name.clone()), what);
    }
}

/// Whether the container itself asks for a network device of a GPU fabric.
fn asks_for_fabric<'a>(container: &Container<'_, 'a>, report: &mut Report<'_, 'a>) -> bool {
    let Some(resources) = report.read(container.map("resources")) else {
        return false;
    };
    ["limits", "requests"].into_iter().any(|key| {
        report.read(resources.map(key)).is_some_and(|amounts| {
            amounts.entries().iter().any(|(name, amount)| is_fabric(name) && asks_for_any(*amount))
        })
    })
}

/// Whether an amount is a positive whole number, as a number or as a string; `0` asks for nothing.
fn asks_for_any(amount: Json<'_>) -> bool {
    let text = amount.text().unwrap_or_else(|_| amount.raw().into());
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0')
}
