//! What a policy can only know by asking its host: the date, objects of the cluster, images in registries.

mod capabilities;
mod date;
mod error;
mod kubernetes;
mod oci;
mod payload;
mod questions;

#[cfg(target_os = "wasi")]
pub(crate) use self::capabilities::BINDING;
pub use self::capabilities::{Calls, Capabilities, FixedHost, no_calls};
pub use self::date::{Date, parse_time};
pub use self::error::{HostError, Why};
pub use self::kubernetes::{Access, Objects};
pub use self::oci::{Manifest, Verification};
pub use self::questions::Host;

#[cfg(test)]
mod tests;
