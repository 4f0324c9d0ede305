//! Devices without cpu and memory beside them.

use std::fmt;

use policy_kit::{Mode, Offence, Report, Standard};

use crate::limit_ranges;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Missing, Survey};

/// The most frequent fault of GPU workloads: without a cpu request the device waits for data, without a memory limit
/// the container takes the node's, and everybody else's devices stand idle.
pub(crate) static RULE: Rule = Rule {
    id: "cpu-and-memory",
    default: Mode::Warn,
    standards: &[Standard::Aisvs("9.1.1")],
    fix: "state cpu (request or limit) and a memory limit, in the container or for the pod",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    let mut asked = None;
    let blocks = survey.blocks.iter().filter(|block| block.missing.any());
    for block in blocks.filter(|block| block.holds_devices()) {
        let not_filled_in = *asked.get_or_insert_with(|| limit_ranges::missing(ctx));
        let missing = match block.missing.and(not_filled_in.unwrap_or(Missing::ALL)) {
            Missing { cpu: false, memory: false } => continue,
            Missing { cpu: false, memory: true } => "no memory limit",
            Missing { cpu: true, memory: false } => "no cpu",
            Missing { cpu: true, memory: true } => "neither cpu nor a memory limit",
        };
        let unknown = fmt::from_fn(|f| match not_filled_in {
            Ok(_) => Ok(()),
            Err(error) => {
                write!(f, ", and the LimitRanges of its namespace cannot be looked up: {error}")
            }
        });
        let what = format_args!("{} holds a device and states {missing}{unknown}", block.who());
        report.found(block.at, Offence::Text(missing), what);
    }
}
