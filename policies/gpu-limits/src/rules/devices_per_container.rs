//! Too many devices in one container.

use policy_kit::{Mode, Report, Rule};

use crate::resources::Holder;
use crate::rules::devices_per_pod::found;
use crate::settings::{Ceilings, Scope};

/// A container that asks for more devices than any node has is admitted and never runs.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-container",
    default: Mode::Deny,
    fix: "ask for fewer; a larger job takes several pods",
};

pub(crate) fn check<'a>(holder: &Holder<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    for excess in ceilings.exceeded(&holder.devices(), Scope::Container) {
        found(&RULE, &holder.at, format_args!("{} asks for", holder.who()), &excess, report);
    }
}
