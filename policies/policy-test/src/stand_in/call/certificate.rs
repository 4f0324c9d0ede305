//! `crypto`: whether a certificate can be trusted.

use serde::{Deserialize, Deserializer, Serialize};

/// Whether a certificate can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Trust {
    /// The certificate and its chain.
    pub request: Chain,
}

/// A certificate and those that vouch for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Chain {
    /// The certificate.
    pub cert: Certificate,
    /// Intermediates, then the root.
    pub cert_chain: Option<Vec<Certificate>>,
    /// The moment of the check.
    #[serde(deserialize_with = "empty_as_none")]
    pub not_after: Option<String>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Certificate {
    /// How it is written.
    pub encoding: Encoding,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// How a certificate is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Encoding {
    /// Binary.
    Der,
    /// Text.
    Pem,
}

/// The key must be there; an empty text is none.
fn empty_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}
