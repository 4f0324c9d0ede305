//! The node's own network, process and IPC namespaces.

use policy_kit::{Map, Mode, Offence, Report, Rule};

/// Source: Pod Security Standards, baseline, "Host Namespaces".
pub(crate) static RULE: Rule = Rule { id: "host-namespaces", default: Mode::Deny, fix: "remove the field" };

pub(crate) fn check<'a>(spec: &Map<'_, 'a>, report: &mut Report<'_, 'a>) {
    for key in ["hostNetwork", "hostPID", "hostIPC"] {
        if report.read(spec.boolean(key)) == Some(true) {
            let but = match key {
                "hostNetwork" => ", which RDMA does not need with a device plug-in or a second interface",
                _ => "",
            };
            report.found(&RULE, spec.at(key), Offence::None, format_args!("`{key}` is `true`{but}"));
        }
    }
}
