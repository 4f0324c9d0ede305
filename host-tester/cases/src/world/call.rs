//! What a guest asks of its host, read from the bytes of the call.
//!
//! The shapes are those of Kubewarden's SDK: a payload that the real host refuses is refused here in the same words,
//! and a call is written into a session as `kwctl` writes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One call of a capability that somebody has to answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Call {
    /// `oci` `v1/manifest_digest`
    OciManifestDigest(Image),
    /// `oci` `v1/oci_manifest`
    OciManifest(Image),
    /// `oci` `v1/oci_manifest_config`
    OciManifestAndConfig(Image),
    /// `oci` `v2/verify` or `v1/verify`
    SigstorePubKeyVerify(ByKeys),
    /// The same.
    SigstoreKeylessVerify(ByIdentities),
    /// `oci` `v2/verify`
    SigstoreKeylessPrefixVerify(ByPrefixes),
    /// The same.
    SigstoreGithubActionsVerify(ByRepository),
    /// The same.
    SigstoreCertificateVerify(ByCertificate),
    /// `net` `v1/dns_lookup_host`
    #[serde(rename = "DNSLookupHost")]
    DnsLookupHost(Name),
    /// `kubernetes` `get_resource`
    KubernetesGetResource(Get),
    /// `kubernetes` `list_resources_by_namespace`
    KubernetesListResourceNamespace(ListInNamespace),
    /// `kubernetes` `list_resources_all`
    KubernetesListResourceAll(ListAll),
    /// `kubernetes` `can_i`
    KubernetesCanI(CanI),
    /// `crypto` `v1/is_certificate_trusted`
    CryptoIsCertificateTrusted(Trust),
}

/// An image by its reference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Image {
    /// The reference.
    pub image: String,
}

/// A name to be resolved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Name {
    /// The name.
    pub host: String,
}

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
    pub keyless: Vec<Identity>,
    /// What every signature must say.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// Who signed, as a certificate of Fulcio says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Identity {
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

/// One object is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Get {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace; none for kinds of the whole cluster.
    pub namespace: Option<String>,
    /// Whether an answer of five seconds ago is too old.
    pub disable_cache: bool,
    /// The only fields that are wanted.
    pub field_masks: Option<BTreeSet<String>>,
}

/// The objects of a namespace are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ListInNamespace {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Namespace.
    pub namespace: String,
    /// Which of them, by labels.
    pub label_selector: Option<String>,
    /// Which of them, by fields.
    pub field_selector: Option<String>,
    /// The only fields that are wanted.
    pub field_masks: Option<BTreeSet<String>>,
}

/// All objects of a kind are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ListAll {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Which of them, by labels.
    pub label_selector: Option<String>,
    /// Which of them, by fields.
    pub field_selector: Option<String>,
    /// The only fields that are wanted.
    pub field_masks: Option<BTreeSet<String>>,
}

/// Whether somebody may do something.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CanI {
    /// Who and what.
    pub request: Review,
    /// Whether an answer of five seconds ago is too old.
    pub disable_cache: bool,
}

/// A subject access review.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Review {
    /// The subject's groups.
    pub groups: Option<Vec<String>>,
    /// What is to be done.
    pub resource_attributes: Attributes,
    /// The subject's name.
    pub user: String,
}

/// What is to be done to which resource.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Attributes {
    /// API group.
    pub group: Option<String>,
    /// Name of the object.
    pub name: Option<String>,
    /// Namespace of the object.
    pub namespace: Option<String>,
    /// The resource's plural.
    pub resource: String,
    /// `exec`, `scale`, …
    pub subresource: Option<String>,
    /// `get`, `create`, …
    pub verb: String,
    /// API version.
    pub version: Option<String>,
}

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

impl Call {
    /// Reads a call of a namespace other than `tracing`; the error is the host's.
    pub fn read(namespace: &str, operation: &str, payload: &[u8]) -> Result<Self, String> {
        let call = match (namespace, operation) {
            ("oci", "v1/verify") => read::<VerifyV1>(payload)?.into(),
            ("oci", "v2/verify") => read::<VerifyV2>(payload)?.into(),
            ("oci", "v1/manifest_digest") => Call::OciManifestDigest(Image { image: read(payload)? }),
            ("oci", "v1/oci_manifest") => Call::OciManifest(Image { image: read(payload)? }),
            ("oci", "v1/oci_manifest_config") => Call::OciManifestAndConfig(Image { image: read(payload)? }),
            ("net", "v1/dns_lookup_host") => Call::DnsLookupHost(Name { host: read(payload)? }),
            ("crypto", "v1/is_certificate_trusted") => {
                Call::CryptoIsCertificateTrusted(Trust { request: read(payload)? })
            }
            ("kubernetes", "get_resource") => Call::KubernetesGetResource(read(payload)?),
            ("kubernetes", "list_resources_by_namespace") => {
                Call::KubernetesListResourceNamespace(read(payload)?)
            }
            ("kubernetes", "list_resources_all") => Call::KubernetesListResourceAll(read(payload)?),
            ("kubernetes", "can_i") => {
                let CanIPayload { subject_access_review, disable_cache } = read(payload)?;
                Call::KubernetesCanI(CanI { request: subject_access_review, disable_cache })
            }
            ("oci" | "net" | "crypto" | "kubernetes", _) => {
                return Err(format!("unknown operation: {operation}"));
            }
            _ => return Err(format!("unknown namespace: {namespace}")),
        };
        Ok(call)
    }

    /// Name and members, as a session has them.
    pub(super) fn parts(&self) -> (String, Value) {
        match serde_json::to_value(self) {
            Ok(Value::Object(call)) => call.into_iter().next().unwrap_or_default(),
            _ => (String::new(), Value::Null),
        }
    }

    /// The call in one line: `KubernetesGetResource {"api_version":"v1",…}`.
    pub fn describe(&self) -> String {
        let (name, members) = self.parts();
        format!("{name} {members}")
    }

    /// The kind that a policy must have been granted for this call, as `apiVersion` and kind.
    pub fn resource(&self) -> Option<(&str, &str)> {
        match self {
            Call::KubernetesGetResource(get) => Some((&get.api_version, &get.kind)),
            Call::KubernetesListResourceNamespace(list) => Some((&list.api_version, &list.kind)),
            Call::KubernetesListResourceAll(list) => Some((&list.api_version, &list.kind)),
            _ => None,
        }
    }
}

fn read<'a, T: Deserialize<'a>>(payload: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(payload).map_err(|error| error.to_string())
}

#[derive(Deserialize)]
struct CanIPayload {
    subject_access_review: Review,
    disable_cache: bool,
}

#[derive(Deserialize)]
enum VerifyV1 {
    #[serde(rename = "SigstorePubKeyVerify")]
    Keys(ByKeys),
    #[serde(rename = "SigstoreKeylessVerify")]
    Identities(ByIdentities),
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum VerifyV2 {
    #[serde(rename = "SigstorePubKeyVerify")]
    Keys(ByKeys),
    #[serde(rename = "SigstoreKeylessVerify")]
    Identities(ByIdentities),
    #[serde(rename = "SigstoreKeylessPrefixVerify")]
    Prefixes(ByPrefixes),
    #[serde(rename = "SigstoreGithubActionsVerify")]
    Repository(ByRepository),
    #[serde(rename = "SigstoreCertificateVerify")]
    Certificate(ByCertificate),
}

impl From<VerifyV1> for Call {
    fn from(verify: VerifyV1) -> Self {
        match verify {
            VerifyV1::Keys(wanted) => Call::SigstorePubKeyVerify(wanted),
            VerifyV1::Identities(wanted) => Call::SigstoreKeylessVerify(wanted),
        }
    }
}

impl From<VerifyV2> for Call {
    fn from(verify: VerifyV2) -> Self {
        match verify {
            VerifyV2::Keys(wanted) => Call::SigstorePubKeyVerify(wanted),
            VerifyV2::Identities(wanted) => Call::SigstoreKeylessVerify(wanted),
            VerifyV2::Prefixes(wanted) => Call::SigstoreKeylessPrefixVerify(wanted),
            VerifyV2::Repository(wanted) => Call::SigstoreGithubActionsVerify(wanted),
            VerifyV2::Certificate(wanted) => Call::SigstoreCertificateVerify(wanted),
        }
    }
}

/// The key must be there; an empty text is none.
fn empty_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(namespace: &str, operation: &str, payload: &str) -> String {
        Call::read(namespace, operation, payload.as_bytes()).unwrap_err()
    }

    #[test]
    fn unknown_calls_and_bad_payloads_are_refused_in_the_words_of_the_host() {
        assert_eq!(error("cache", "get", "{}"), "unknown namespace: cache");
        assert_eq!(error("oci", "v3/verify", "{}"), "unknown operation: v3/verify");
        let get = r#"{"api_version":"v1","kind":"Namespace"}"#;
        assert_eq!(error("kubernetes", "get_resource", get), "missing field `name` at line 1 column 39");
        assert!(error("oci", "v2/verify", r#"{"type":"X"}"#).starts_with("unknown variant `X`"));
        assert!(error("oci", "v1/manifest_digest", "{}").starts_with("invalid type: map, expected a string"));
    }

    #[test]
    fn both_versions_of_verify_are_the_same_call() {
        let v1 = r#"{"SigstorePubKeyVerify":{"image":"i","pub_keys":["k"]}}"#;
        let v2 = r#"{"type":"SigstorePubKeyVerify","image":"i","pub_keys":["k"],"annotations":null}"#;
        let read = |operation, payload: &str| Call::read("oci", operation, payload.as_bytes()).unwrap();
        assert_eq!(read("v1/verify", v1), read("v2/verify", v2));
    }

    #[test]
    fn only_reading_objects_needs_a_grant_for_their_kind() {
        let get = br#"{"api_version":"v1","kind":"Secret","name":"n","disable_cache":true}"#;
        let get = Call::read("kubernetes", "get_resource", get).unwrap();
        assert_eq!(get.resource(), Some(("v1", "Secret")));
        let review = br#"{"subject_access_review":{"user":"u","resource_attributes":{"resource":"pods","verb":"get"}},"disable_cache":false}"#;
        assert_eq!(Call::read("kubernetes", "can_i", review).unwrap().resource(), None);
    }

    #[test]
    fn the_time_of_a_certificates_check_must_be_said_and_may_be_empty() {
        let chain = |more| format!(r#"{{"cert":{{"encoding":"Pem","data":[1]}}{more}}}"#);
        let read = |payload: String| Call::read("crypto", "v1/is_certificate_trusted", payload.as_bytes());
        assert!(read(chain("")).unwrap_err().starts_with("missing field `not_after`"));
        assert_eq!(read(chain(r#","not_after":"""#)), read(chain(r#","not_after":null"#)));
    }
}
