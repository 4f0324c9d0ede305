//! What a guest asks of its host, read from the bytes of the call.
//!
//! The shapes are those of Kubewarden's SDK: a payload that the real host refuses is refused here in the same words,
//! and a call is written into a session as `kwctl` writes it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod certificate;
mod kubernetes;
mod read;
mod signature;

pub use certificate::{Certificate, Chain, Encoding, Trust};
pub use kubernetes::{Attributes, CanI, Get, ListAll, ListInNamespace, Review};
pub use signature::{
    ByCertificate, ByIdentities, ByKeys, ByPrefixes, ByRepository, IdentityPrefix, KeylessIdentity,
};

/// One call of a capability that somebody has to answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum HostCall {
    /// `oci` `v1/manifest_digest`
    OciManifestDigest(ImageByReference),
    /// `oci` `v1/oci_manifest`
    OciManifest(ImageByReference),
    /// `oci` `v1/oci_manifest_config`
    OciManifestAndConfig(ImageByReference),
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
    DnsLookupHost(HostName),
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
pub struct ImageByReference {
    /// The reference.
    pub image: String,
}

/// A name to be resolved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct HostName {
    /// The name.
    pub host: String,
}

impl HostCall {
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
            HostCall::KubernetesGetResource(get) => Some((&get.api_version, &get.kind)),
            HostCall::KubernetesListResourceNamespace(list) => Some((&list.api_version, &list.kind)),
            HostCall::KubernetesListResourceAll(list) => Some((&list.api_version, &list.kind)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(namespace: &str, operation: &str, payload: &str) -> String {
        HostCall::read(namespace, operation, payload.as_bytes()).unwrap_err()
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
        let read = |operation, payload: &str| HostCall::read("oci", operation, payload.as_bytes()).unwrap();
        assert_eq!(read("v1/verify", v1), read("v2/verify", v2));
    }

    #[test]
    fn only_reading_objects_needs_a_grant_for_their_kind() {
        let get = br#"{"api_version":"v1","kind":"Secret","name":"n","disable_cache":true}"#;
        let get = HostCall::read("kubernetes", "get_resource", get).unwrap();
        assert_eq!(get.resource(), Some(("v1", "Secret")));
        let review = br#"{"subject_access_review":{"user":"u","resource_attributes":{"resource":"pods","verb":"get"}},"disable_cache":false}"#;
        assert_eq!(HostCall::read("kubernetes", "can_i", review).unwrap().resource(), None);
    }

    #[test]
    fn the_time_of_a_certificates_check_must_be_said_and_may_be_empty() {
        let chain = |more| format!(r#"{{"cert":{{"encoding":"Pem","data":[1]}}{more}}}"#);
        let read =
            |payload: String| HostCall::read("crypto", "v1/is_certificate_trusted", payload.as_bytes());
        assert!(read(chain("")).unwrap_err().starts_with("missing field `not_after`"));
        assert_eq!(read(chain(r#","not_after":"""#)), read(chain(r#","not_after":null"#)));
    }
}
