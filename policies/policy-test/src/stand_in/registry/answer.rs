//! Which part of a registry answers a call.

use serde_json::Value;

use super::{Images, Missing, Registry, verify};
use crate::stand_in::call::HostCall;
use crate::stand_in::host::Failure;
use crate::stand_in::stated::{Outage, Service};

/// Answers a call; `None` is garbage.
pub(in crate::stand_in) fn answer(
    registry: &Service<Images>,
    call: &HostCall,
) -> Result<Option<Value>, Failure> {
    let none = Images::new();
    let (images, outage) = match registry {
        Service::Answers(images) => (images, None),
        Service::Fails(Outage::Garbage) => return Ok(None),
        Service::Fails(Outage::TimesOut) => (&none, Some(Missing::TimedOut)),
        Service::Fails(_) => (&none, Some(Missing::Unreachable)),
    };
    let registry = Registry { images, outage };
    match call {
        HostCall::OciManifestDigest(wanted) => registry.digest(&wanted.image),
        HostCall::OciManifest(wanted) => registry.manifest(&wanted.image),
        HostCall::OciManifestAndConfig(wanted) => registry.manifest_and_config(&wanted.image),
        call => verify::answer(registry, call),
    }
    .map(Some)
}
