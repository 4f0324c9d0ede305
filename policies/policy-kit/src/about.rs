//! What a policy is called.

/// What a policy is called and where it is described.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The crate's name, which is the policy's.
    pub name: &'static str,
    /// The crate's version.
    pub version: &'static str,
    /// The project's home page, without a slash at its end.
    pub home: &'static str,
}
