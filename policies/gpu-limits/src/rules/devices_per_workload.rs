//! Too many devices in all pods that one object starts.

use std::fmt;

use policy_kit::{Count, Mode, Offence, Place, Report, Request, Rule};

use crate::demand::{Demands, Devices, Part, Total};
use crate::rules::devices_per_pod::of_class;
use crate::settings::{Ceilings, Scope};

/// A pod's devices times every multiplier that the object itself states, added up over its pods. What a separate
/// autoscaler allows is not counted.
pub(crate) static RULE: Rule = Rule {
    id: "devices-per-workload",
    default: Mode::Deny,
    fix: "start fewer pods, or ask for fewer devices in each",
};

/// A number of pods that is no number counts as one.
pub(crate) static UNKNOWN: Rule = Rule {
    id: "unknown-count",
    default: Mode::Audit,
    fix: "write the number out to have the workload judged here; its pods are judged when they are created",
};

/// As many pods are named in the message.
const PARTS: usize = 3;

pub(crate) fn check<'a>(
    request: &Request<'a>,
    demands: &Demands<'a>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let total = demands.of_workload(request);
    for part in total.parts.iter().filter(|part| matches!(part.count, Count::Unknown(_))) {
        let what = format_args!("the number of pods is not known: it is no whole number");
        report.found(&UNKNOWN, part.at.clone(), Offence::None, what);
    }
    found(request, &total, &Devices::default(), ceilings, report);
}

/// Files what is above a ceiling and more than what was there before.
pub(crate) fn found<'a>(
    request: &Request<'a>,
    total: &Total<'_, 'a>,
    before: &Devices<'a>,
    ceilings: &Ceilings<'_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for excess in ceilings.exceeded(&total.devices, Scope::Workload) {
        if excess.count <= ceilings.counted(before, excess.class.map(AsRef::as_ref)) {
            continue;
        }
        let (count, ceiling) = (excess.count, excess.ceiling);
        let what = format_args!(
            "the workload asks for {count} {}, {ceiling} {} allowed: {}",
            of_class(excess.class),
            excess.verb(),
            parts(total, ceilings, excess.class.map(AsRef::as_ref))
        );
        report.found(&RULE, place(request), excess.offence(), what);
    }
}

/// The place of the finding must not depend on which pod asks for most, or an update could not be told from what was
/// there before.
fn place<'a>(request: &Request<'a>) -> Place<'a> {
    let spec = request.object().and_then(|object| object.member("spec"));
    if spec.is_some() { Place::default().key("spec") } else { Place::default() }
}

/// `6 pods with 8 at …, 1 pod with 4 at …`: of the devices that the ceiling is about.
fn parts(total: &Total<'_, '_>, ceilings: &Ceilings<'_, '_>, class: Option<&str>) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        let mut shown = 0;
        for Part { at, unit, count, each } in &total.parts {
            let (pods, each) = (count.at_least(), ceilings.counted(each, class));
            if pods == 0 || each == 0 {
                continue;
            }
            shown += 1;
            if shown <= PARTS {
                let comma = if shown > 1 { ", " } else { "" };
                let s = if pods == 1 { "" } else { "s" };
                write!(f, "{comma}{pods} {unit}{s} with {each} at {at}")?;
            }
        }
        if shown > PARTS { write!(f, " and {} more", shown - PARTS) } else { Ok(()) }
    })
}
