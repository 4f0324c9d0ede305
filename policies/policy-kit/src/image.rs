//! Image references, read exactly as the kubelet and containerd read them.
//!
//! The grammar is that of `distribution/reference` (`ParseNormalizedNamed`, `ParseDockerRef`), written out without
//! a regular expression. What those accept and still cannot be meant (a port that does not exist, a host that no
//! resolver takes, a name that containerd takes for the id of a cached image) is refused, too.

mod fault;
mod grammar;
mod pattern;
mod reference;

pub use self::fault::Fault;
pub(crate) use self::grammar::{is_digest, is_host};
pub use self::pattern::{Pattern, Unusable};
pub use self::reference::Image;

#[cfg(test)]
mod tests;
