//! `verify` of `oci`: whose signatures of an image are wanted, in both versions of the operation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Signatures of all these keys are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ByKeys {
    /// The image.
    pub image: String,
    /// PEM.
    pub pub_keys: Vec<String>,
    /// What every signature must say.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// Signatures of all these identities are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ByIdentities {
    /// The image.
    pub image: String,
    /// The identities.
    pub keyless: Vec<KeylessIdentity>,
    /// What every signature must say.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// Who signed, as a certificate of Fulcio says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct KeylessIdentity {
    /// Who vouches for the subject.
    pub issuer: String,
    /// E-mail address or URI.
    pub subject: String,
}

/// Signatures of identities that begin so are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ByPrefixes {
    /// The image.
    pub image: String,
    /// The beginnings.
    pub keyless_prefix: Vec<IdentityPrefix>,
    /// What every signature must say.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// How an identity begins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct IdentityPrefix {
    /// Who vouches for the subject.
    pub issuer: String,
    /// The beginning of the subject.
    pub url_prefix: String,
}

/// A signature made in GitHub Actions is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ByRepository {
    /// The image.
    pub image: String,
    /// Owner of the repository.
    pub owner: String,
    /// The repository; any of the owner's when absent.
    pub repo: Option<String>,
    /// What every signature must say.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// A signature with this certificate is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ByCertificate {
    /// The image.
    pub image: String,
    /// PEM, as bytes.
    pub certificate: Vec<u8>,
    /// PEM, as bytes.
    pub certificate_chain: Option<Vec<Vec<u8>>>,
    /// Whether the signature must be logged in Rekor.
    pub require_rekor_bundle: bool,
    /// What some signature must say.
    pub annotations: Option<BTreeMap<String, String>>,
}
