//! Somebody's own requests and policies, without expectations.

use std::sync::Arc;

use super::{Plan, Replay};
use crate::cli::policies;
use crate::run::Documents;
use crate::source;
use crate::verdict::Section;

impl Replay {
    pub(super) fn own(&self) -> anyhow::Result<Plan> {
        let mut library = self.common.library()?;
        let now = self.common.now();
        let (policies, events) = policies::load(&mut library, self.policies.as_deref(), now, |entry| {
            self.wants(&entry.name) || self.wants(entry.module_name())
        })?;
        let requests = source::open(&self.requests)?;
        if policies.is_empty() {
            return Ok(Plan { events, tasks: Box::new(std::iter::empty()), total: None });
        }
        let (requests, surroundings) = self.look_ups.surround(requests, now)?;
        let filter = self.filter.clone();
        let documents = requests.filter(move |document| document.id.contains(&filter));
        let shared =
            Arc::new(Documents { section: Section::Requests, policies, expected: None, surroundings });
        Ok(Plan { events, tasks: Box::new(shared.tasks(documents)), total: None })
    }
}
