//! What is asked, and of which resource.

/// What is asked of the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A new object, or a request to a subresource that creates something.
    Create,
    /// A change of an object.
    Update,
    /// A deletion.
    Delete,
    /// A connection to a pod or a service: exec, attach, port-forward, proxy.
    Connect,
}

/// A kind of objects as it is written in an address.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The API group; empty for the core group.
    pub group: &'a str,
    /// The version: `v1`.
    pub version: &'a str,
    /// The plural: `deployments`.
    pub plural: &'a str,
}
