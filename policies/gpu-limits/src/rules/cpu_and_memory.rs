//! Devices without cpu and memory beside them.

use std::fmt;

use policy_kit::{Mode, Offence, Report, Standard};

use crate::limit_ranges;
use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::Survey;

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
    let lacking = survey.blocks.iter().filter(|block| block.lacks_cpu || block.lacks_memory);
    let mut asked = None;
    for block in lacking.filter(|block| block.holds_devices()) {
        let defaults = *asked.get_or_insert_with(|| limit_ranges::defaults(ctx));
        let filled_in = defaults.unwrap_or_default();
        let missing = match (block.lacks_cpu && !filled_in.cpu, block.lacks_memory && !filled_in.memory) {
            (false, false) => continue,
            (false, true) => "no memory limit",
            (true, false) => "no cpu",
            (true, true) => "neither cpu nor a memory limit",
        };
        let unknown = fmt::from_fn(|f| match defaults {
            Ok(_) => Ok(()),
            Err(error) => {
                write!(f, ", and the LimitRanges of its namespace cannot be looked up: {error}")
            }
        });
        let what = format_args!("{} holds a device and states {missing}{unknown}", block.who());
        report.found(block.at, Offence::Text(missing), what);
    }
}
