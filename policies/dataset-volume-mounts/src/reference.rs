//! What an object names in the cluster.

use policy_kit::Place;

/// Another object that the object names: a claim or a snapshot.
#[derive(Clone, Copy)]
pub(crate) struct Reference<'a> {
    /// The namespace of the other object; empty for that of an object that is in none.
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
    /// Where the name stands.
    pub(crate) at: Place<'a>,
}
