//! Reads what a case states of the cluster and of the registries.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::stand_in::{Allowed, Outage, RegistryEntry, Service, Signer, StandIn, StatedImage};

/// The keys of a case about its stand-in, in a file of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStandIn {
    #[serde(default)]
    cluster: Service<Vec<Value>>,
    #[serde(default)]
    registry: Service<BTreeMap<String, RegistryEntry>>,
    #[serde(default)]
    can: Vec<Allowed>,
}

impl StandIn {
    /// Reads a file with the keys `cluster`, `registry` and `can`; errors name file, line and column.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let read =
            crate::yaml::read::<RawStandIn>(&text).and_then(|RawStandIn { cluster, registry, can }| {
                StandIn::checked(cluster, registry, can).map_err(|error| format!("1:1: {error}"))
            });
        read.map_err(|error| anyhow::anyhow!("{}:{error}", path.display()))
    }

    /// Puts a stand-in together and checks what its parts cannot say.
    pub(crate) fn checked(
        cluster: Service<Vec<Value>>,
        registry: Service<BTreeMap<String, RegistryEntry>>,
        can: Vec<Allowed>,
    ) -> Result<StandIn, String> {
        if !can.is_empty() && matches!(cluster, Service::Fails(_)) {
            return Err("`can` goes with a `cluster` that answers".to_owned());
        }
        if let Service::Answers(objects) = &cluster {
            for (index, object) in objects.iter().enumerate() {
                for member in ["/apiVersion", "/kind", "/metadata/name"] {
                    let text = object.pointer(member).and_then(Value::as_str).unwrap_or_default();
                    if text.is_empty() {
                        let member = member.trim_start_matches('/').replace('/', ".");
                        return Err(format!("cluster[{index}]: the object has no `{member}`"));
                    }
                }
            }
        }
        if let Service::Answers(images) = &registry {
            super::registry::check(images)?;
        }
        Ok(StandIn { cluster, registry, can, ..StandIn::default() })
    }
}

const OUTAGES: [Outage; 4] = [Outage::Unreachable, Outage::TimesOut, Outage::NotGranted, Outage::Garbage];

impl<T: Default> Default for Service<T> {
    fn default() -> Self {
        Service::Answers(T::default())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Service<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let outage = match Value::deserialize(deserializer)? {
            Value::String(word) => {
                OUTAGES.into_iter().find(|outage| outage.word() == word).ok_or_else(|| {
                    let known = "what is in it, or `unreachable`, `timesOut`, `notGranted` or `garbage`";
                    D::Error::custom(format!("`{word}` is unknown; expected {known}"))
                })?
            }
            content => return T::deserialize(content).map(Service::Answers).map_err(D::Error::custom),
        };
        Ok(Service::Fails(outage))
    }
}

impl<'de> Deserialize<'de> for RegistryEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct RawImage {
            digest: String,
            #[serde(default)]
            signers: Vec<Signer>,
            manifest: Option<Value>,
            config: Option<Value>,
        }

        match Value::deserialize(deserializer)? {
            Value::String(word) if word == "unreachable" => Ok(RegistryEntry::Unreachable),
            image @ Value::Object(_) => {
                let RawImage { digest, signers, manifest, config } =
                    RawImage::deserialize(image).map_err(D::Error::custom)?;
                Ok(RegistryEntry::Image(Box::new(StatedImage { digest, signers, manifest, config })))
            }
            _ => Err(D::Error::custom("an image is `unreachable` or has `digest` and `signers`")),
        }
    }
}

#[cfg(test)]
mod tests;
