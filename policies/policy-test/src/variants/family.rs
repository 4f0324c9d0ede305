//! The families of variants.

use serde::{Deserialize, Serialize};

/// A way of deriving variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The violating containers of a Pod stand in another of its lists.
    Move,
    /// The Pod is the template of a workload.
    Wrap,
    /// A member of the Pod's spec stands alone in what is merged over another pod.
    Fragment,
    /// The object is changed into what it is.
    Update,
    /// The object was there already.
    Ratchet,
    /// The audit scanner asks about the living object.
    AuditScanner,
    /// The members of every map come in another order, with unknown ones among them.
    Shuffle,
    /// No question of the policy is answered, or some are not.
    Outage,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 8] = [
        Family::Move,
        Family::Wrap,
        Family::Fragment,
        Family::Update,
        Family::Ratchet,
        Family::AuditScanner,
        Family::Shuffle,
        Family::Outage,
    ];
}
