//! What answers the look-ups of policies where no case says it.

use std::path::PathBuf;
use std::sync::Arc;

use cases::world::{Session, World};
use clap::Args;

use crate::evaluate::Surroundings;

/// Options of the commands that judge what somebody names.
#[derive(Args)]
pub(super) struct LookUps {
    /// What answers look-ups: a file with the keys `cluster`, `can` and `registry`, as in a case.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// What answers look-ups: a session that `kwctl run --record-host-capabilities-interactions` wrote.
    #[arg(long, value_name = "FILE", conflicts_with = "world")]
    session: Option<PathBuf>,
}

impl LookUps {
    pub(super) fn surroundings(&self, now: u64) -> anyhow::Result<Surroundings> {
        Ok(match (&self.world, &self.session) {
            (Some(world), _) => Surroundings { now, answers: Arc::new(World::load(world)?) },
            (None, Some(session)) => Surroundings { now, answers: Arc::new(Session::load(session)?) },
            (None, None) => Surroundings::unstated(now),
        })
    }

    pub(super) fn are_stated(&self) -> bool {
        self.world.is_some() || self.session.is_some()
    }
}
