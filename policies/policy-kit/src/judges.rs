//! The requests that a policy judges; every other one is accepted before a rule is asked.

use crate::kinds;
use crate::request::{Operation, Request};

/// What a policy judges. Its `metadata.yml` asks for the same, and a test compares them.
#[derive(Clone, Copy, Debug)]
pub struct Judges {
    /// The operations.
    pub operations: &'static [Operation],
    /// The subresources, beside the object itself.
    pub sub_resources: &'static [&'static str],
    /// The kinds of the objects.
    pub kinds: JudgedKinds,
}

/// The kinds of objects that a policy judges.
#[derive(Clone, Copy, Debug)]
pub enum JudgedKinds {
    /// Whatever may start pods, custom resources included.
    Workloads,
    /// All of them.
    All,
    /// These, by group and kind; the core group is the empty text.
    Only(&'static [(&'static str, &'static str)]),
}

impl Judges {
    /// What policies about pods judge: objects that are created or changed, and the subresources that change what runs.
    pub const WORKLOADS: Judges = Judges {
        operations: &[Operation::Create, Operation::Update],
        sub_resources: &["ephemeralcontainers", "resize", "scale"],
        kinds: JudgedKinds::Workloads,
    };

    /// Whether a request is judged.
    pub(crate) fn covers(&self, request: &Request<'_>) -> bool {
        let sub_resource = request.sub_resource.unwrap_or_default();
        (sub_resource.is_empty() || self.sub_resources.contains(&sub_resource))
            && self.operations.contains(&request.operation)
            && match self.kinds {
                JudgedKinds::Workloads => !kinds::starts_no_pods(&request.kind),
                JudgedKinds::All => true,
                JudgedKinds::Only(kinds) => kinds.iter().any(|(group, kind)| request.kind.is(group, kind)),
            }
    }
}
