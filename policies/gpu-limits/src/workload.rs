//! Devices added up over the pods of a workload, as often as it starts them.

use std::fmt;

use policy_kit::{Count, Place};

use crate::demand::Demands;
use crate::devices::Devices;
use crate::settings::Ceilings;
use crate::survey::Statement;

/// What a workload asks for, with one part a pod for messages.
#[derive(Default)]
pub(crate) struct Workload<'a> {
    pub(crate) devices: Devices<'a>,
    pub(crate) parts: Vec<Part<'a>>,
}

/// Something that a workload has several of.
pub(crate) struct Part<'a> {
    pub(crate) at: Place<'a>,
    /// What it is, for messages.
    unit: &'static str,
    pub(crate) count: Count,
    /// What each of them needs.
    each: Devices<'a>,
}

/// The ways to state the pods of a workload, and what they start.
const WAYS: [(Statement, &str); 3] =
    [(Statement::Pods, "pod"), (Statement::Patch, "pod"), (Statement::Machine, "machine")];

/// As many parts are named in a message.
const NAMED: usize = 3;

impl<'a> Workload<'a> {
    /// Each pod as often as the object starts it. An object may state the same devices in several ways, so that only the
    /// way with the most devices counts.
    pub(crate) fn of(demands: &Demands<'a>) -> Self {
        let mut largest = Workload::default();
        for (statement, unit) in WAYS {
            let mut workload = Workload::default();
            let mut known: Vec<&str> = Vec::new();
            for demand in demands.pods().iter().filter(|demand| demand.home.statement == statement) {
                let (at, count) = (demand.home.at, demand.count);
                workload.add(Part { at, unit, count, each: demand.own() });
                for (name, devices) in demand.claims() {
                    if count.at_least() > 0 && !known.contains(&name) {
                        known.push(name);
                        let (unit, count) = ("claim", Count::Known(1));
                        workload.add(Part { at, unit, count, each: devices.clone() });
                    }
                }
            }
            if workload.devices.sum() > largest.devices.sum() {
                largest = workload;
            }
        }
        largest
    }

    /// `6 pods with 8 at …, 1 pod with 4 at …`: of the devices that a ceiling is about.
    pub(crate) fn parts_of(&self, class: Option<&str>, ceilings: &Ceilings<'_>) -> impl fmt::Display {
        fmt::from_fn(move |f| {
            let mut named = 0;
            for Part { at, unit, count, each } in &self.parts {
                let (count, each) = (count.at_least(), ceilings.counted(each, class));
                if count == 0 || each == 0 {
                    continue;
                }
                named += 1;
                if named <= NAMED {
                    let comma = if named > 1 { ", " } else { "" };
                    let s = if count == 1 { "" } else { "s" };
                    write!(f, "{comma}{count} {unit}{s} with {each} at {at}")?;
                }
            }
            if named > NAMED { write!(f, " and {} more", named - NAMED) } else { Ok(()) }
        })
    }

    fn add(&mut self, part: Part<'a>) {
        for (class, count) in part.each.iter() {
            self.devices.add(class, count.saturating_mul(part.count.at_least()));
        }
        if !part.each.is_empty() {
            self.parts.push(part);
        }
    }
}
