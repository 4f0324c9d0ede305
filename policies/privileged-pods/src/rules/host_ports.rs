//! Ports of the node.

use policy_kit::{Container, Mode, Offence, Report, Rule};

use crate::context::who;
use crate::settings::Settings;

/// Source: Pod Security Standards, baseline, "Host Ports"; ranges are the setting `allowedHostPorts`.
pub(crate) static RULE: Rule =
    Rule { id: "host-ports", default: Mode::Deny, fix: "remove `hostPort` and use a Service" };

pub(crate) fn check<'a>(container: &Container<'_, 'a>, settings: &Settings<'a>, report: &mut Report<'_, 'a>) {
    for port in report.each(container.maps("ports")) {
        let Some(number) = report.read(port.integer("hostPort")) else {
            continue;
        };
        if number != 0 && !settings.allows_host_port(number) {
            let what = format_args!("{} uses port `{number}` of the node", who(container));
            report.found(&RULE, port.at("hostPort"), Offence::Text(number.to_string().into()), what);
        }
    }
}
