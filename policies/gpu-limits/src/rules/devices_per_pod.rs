//! Too many devices in one pod.

use std::fmt;

use policy_kit::{Mode, Offence, Report, Rule, quoted};

use crate::demand::Demand;
use crate::settings::{Ceilings, Scope};

/// A pod runs on one node. Its need is what the scheduler adds up: containers and sidecars together, init containers
/// one after the other; a claim alone is held to the same ceiling.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-pod",
    default: Mode::Deny,
    fix: "ask for fewer; a larger job takes several pods",
};

pub(crate) fn check<'a>(pod: &Demand<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    for excess in ceilings.exceeded(&pod.devices(), Scope::Pod) {
        let (count, ceiling) = (excess.count, excess.ceiling);
        let class = of_class(excess.class);
        let what = format_args!("{} {count} {class}, {}", pod.who(), allowed(ceiling));
        report.found(&RULE, pod.at.clone(), Offence::Count(count), what);
    }
}

/// `1 is allowed`, `8 are allowed`.
pub(crate) fn allowed(ceiling: u64) -> impl fmt::Display {
    fmt::from_fn(move |f| write!(f, "{ceiling} {} allowed", if ceiling == 1 { "is" } else { "are" }))
}

/// `devices`, or devices of one class.
pub(crate) fn of_class(class: Option<&str>) -> impl fmt::Display {
    fmt::from_fn(move |f| match class {
        None => f.write_str("devices"),
        Some(class) => write!(f, "devices of the class {}", quoted(class)),
    })
}
