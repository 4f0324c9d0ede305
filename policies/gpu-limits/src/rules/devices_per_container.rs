//! Too many devices in one container.

use policy_kit::{Mode, Offence, Report, Rule};

use crate::resources::Holder;
use crate::rules::devices_per_pod::{allowed, of_class};
use crate::settings::{Ceilings, Scope};

/// A container that asks for more devices than any node has is admitted and never runs.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-container",
    default: Mode::Deny,
    fix: "ask for fewer; a larger job takes several pods",
};

pub(crate) fn check<'a>(holder: &Holder<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    for excess in ceilings.exceeded(&holder.devices(), Scope::Container) {
        let (count, ceiling) = (excess.count, excess.ceiling);
        let class = of_class(excess.class);
        let what = format_args!("{} asks for {count} {class}, {}", holder.who, allowed(ceiling));
        report.found(&RULE, holder.at.clone(), Offence::Count(count), what);
    }
}
