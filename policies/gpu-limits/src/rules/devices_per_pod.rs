//! Too many devices in one pod.

use std::borrow::Cow;
use std::fmt;

use policy_kit::{Mode, Place, Report, Rule, quoted};

use crate::demand::Demand;
use crate::settings::{Ceilings, Excess, Scope};

/// A pod runs on one node. Its need is what the scheduler adds up: containers and sidecars together, init containers
/// one after the other; a claim alone is held to the same ceiling.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-pod",
    default: Mode::Deny,
    fix: "ask for fewer; a larger job takes several pods",
};

pub(crate) fn check<'a>(pod: &Demand<'a>, ceilings: &Ceilings<'_, 'a>, report: &mut Report<'_, 'a>) {
    for excess in ceilings.exceeded(&pod.devices(), Scope::Pod) {
        found(&RULE, &pod.at, format_args!("{}", pod.who()), &excess, report);
    }
}

/// What is above a ceiling, and who asks for it.
pub(crate) fn found<'a>(
    rule: &'static Rule,
    at: &Place<'a>,
    who: fmt::Arguments<'_>,
    excess: &Excess<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let Excess { count, ceiling, class } = excess;
    let what = format_args!("{who} {count} {}, {ceiling} {} allowed", of_class(*class), excess.verb());
    report.found(rule, at.clone(), excess.offence(), what);
}

/// `devices`, or devices of one class.
pub(crate) fn of_class(class: Option<&Cow<'_, str>>) -> impl fmt::Display {
    fmt::from_fn(move |f| match class {
        None => f.write_str("devices"),
        Some(class) => write!(f, "devices of the class {}", quoted(class)),
    })
}
