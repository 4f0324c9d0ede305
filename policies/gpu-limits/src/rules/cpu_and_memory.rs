//! Devices without cpu and memory beside them.

use std::fmt;

use policy_kit::{Map, Mode, Offence, Report, Rule};

use crate::limit_ranges::LimitRanges;
use crate::resources::Holder;

/// The most frequent fault of GPU workloads: without a cpu request the device waits for data, without a memory limit
/// the container takes the node's, and everybody else's devices stand idle.
pub(crate) static RULE: Rule = Rule {
    id: "cpu-and-memory",
    default: Mode::Warn,
    fix: "state cpu (request or limit) and a memory limit, in the container or for the pod",
};

pub(crate) fn check<'a>(
    holder: &Holder<'a>,
    pod_level: Option<&Map<'_, 'a>>,
    ranges: &LimitRanges<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    if holder.devices().iter().next().is_none() {
        return;
    }
    let (mut cpu, mut memory) = (holder.cpu, holder.memory);
    for (key, is_limit) in [("limits", true), ("requests", false)] {
        let amounts = pod_level.and_then(|block| report.read(block.map(key)));
        cpu |= amounts.as_ref().is_some_and(|amounts| amounts.get("cpu").is_some());
        memory |= is_limit && amounts.as_ref().is_some_and(|amounts| amounts.get("memory").is_some());
    }
    let mut unknown = None;
    if !(cpu && memory) {
        match ranges.defaults() {
            Ok(defaults) => {
                cpu |= defaults.cpu;
                memory |= defaults.memory;
            }
            Err(error) => unknown = Some(error),
        }
    }
    let missing = match (cpu, memory) {
        (true, true) => return,
        (true, false) => "no memory limit",
        (false, true) => "no cpu",
        (false, false) => "neither cpu nor a memory limit",
    };
    let unknown = fmt::from_fn(|f| match &unknown {
        None => Ok(()),
        Some(error) => write!(f, ", and the LimitRanges of its namespace cannot be looked up: {error}"),
    });
    let what = format_args!("{} holds a device and states {missing}{unknown}", holder.who());
    report.found(&RULE, holder.at.clone(), Offence::Text(missing.into()), what);
}
