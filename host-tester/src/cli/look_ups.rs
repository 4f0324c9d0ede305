//! What answers the look-ups of policies outside of cases.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use policy_test::stand_in::{Answers, Outage, Service, Session, StandIn};

use crate::evaluate::Surroundings;
use crate::source::{self, DocumentStream};

/// Options of the commands that judge what somebody names.
#[derive(Args)]
pub(super) struct LookUps {
    /// What answers look-ups: a file with the keys `cluster`, `can` and `registry`, as in a case.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// What answers look-ups: a session that `kwctl run --record-host-capabilities-interactions` wrote.
    #[arg(long, value_name = "FILE", conflicts_with = "world")]
    session: Option<PathBuf>,
    /// What answers look-ups: the objects that are created, all at once and whatever their order, beside those of
    /// --world; without that no registry can be reached.
    #[arg(long, conflicts_with = "session")]
    created: bool,
}

impl LookUps {
    /// The requests with their surroundings; with `--created` all requests are read beforehand.
    pub(super) fn surround(
        &self,
        requests: DocumentStream,
        now: u64,
    ) -> anyhow::Result<(DocumentStream, Surroundings)> {
        let answers: Arc<dyn Answers> = match (&self.world, &self.session) {
            (world, _) if self.created => {
                let requests: Vec<_> = requests.collect();
                let mut world = match world {
                    Some(file) => StandIn::load(file)?,
                    None => StandIn { registry: Service::Fails(Outage::Unreachable), ..StandIn::default() },
                };
                world.add_objects(source::created(&requests));
                let surroundings = Surroundings { now, answers: Arc::new(world) };
                return Ok((Box::new(requests.into_iter()), surroundings));
            }
            (Some(world), _) => Arc::new(StandIn::load(world)?),
            (None, Some(session)) => Arc::new(Session::load(session)?),
            (None, None) => return Ok((requests, Surroundings::unstated(now))),
        };
        Ok((requests, Surroundings { now, answers }))
    }

    pub(super) fn are_stated(&self) -> bool {
        self.world.is_some() || self.session.is_some() || self.created
    }
}
