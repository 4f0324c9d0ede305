//! Reads a call from the bytes that a guest hands to its host.

use serde::Deserialize;

use crate::stand_in::call::certificate::Trust;
use crate::stand_in::call::kubernetes::CanIPayload;
use crate::stand_in::call::signature::{ByCertificate, ByIdentities, ByKeys, ByPrefixes, ByRepository};
use crate::stand_in::call::{HostCall, HostName, ImageByReference};

impl HostCall {
    /// Reads a call of a namespace other than `tracing`; the error is the host's.
    pub fn read(namespace: &str, operation: &str, payload: &[u8]) -> Result<Self, String> {
        let call = match (namespace, operation) {
            ("oci", "v1/verify") => read::<VerifyV1>(payload)?.into(),
            ("oci", "v2/verify") => read::<VerifyV2>(payload)?.into(),
            ("oci", "v1/manifest_digest") => {
                HostCall::OciManifestDigest(ImageByReference { image: read(payload)? })
            }
            ("oci", "v1/oci_manifest") => HostCall::OciManifest(ImageByReference { image: read(payload)? }),
            ("oci", "v1/oci_manifest_config") => {
                HostCall::OciManifestAndConfig(ImageByReference { image: read(payload)? })
            }
            ("net", "v1/dns_lookup_host") => HostCall::DnsLookupHost(HostName { host: read(payload)? }),
            ("crypto", "v1/is_certificate_trusted") => {
                HostCall::CryptoIsCertificateTrusted(Trust { request: read(payload)? })
            }
            ("kubernetes", "get_resource") => HostCall::KubernetesGetResource(read(payload)?),
            ("kubernetes", "list_resources_by_namespace") => {
                HostCall::KubernetesListResourceNamespace(read(payload)?)
            }
            ("kubernetes", "list_resources_all") => HostCall::KubernetesListResourceAll(read(payload)?),
            ("kubernetes", "can_i") => HostCall::KubernetesCanI(read::<CanIPayload>(payload)?.into()),
            ("oci" | "net" | "crypto" | "kubernetes", _) => {
                return Err(format!("unknown operation: {operation}"));
            }
            _ => return Err(format!("unknown namespace: {namespace}")),
        };
        Ok(call)
    }
}

fn read<'a, T: Deserialize<'a>>(payload: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(payload).map_err(|error| error.to_string())
}

/// The payload of `v1/verify`.
#[derive(Deserialize)]
enum VerifyV1 {
    #[serde(rename = "SigstorePubKeyVerify")]
    Keys(ByKeys),
    #[serde(rename = "SigstoreKeylessVerify")]
    Identities(ByIdentities),
}

/// The payload of `v2/verify`.
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

impl From<VerifyV1> for HostCall {
    fn from(verify: VerifyV1) -> Self {
        match verify {
            VerifyV1::Keys(wanted) => HostCall::SigstorePubKeyVerify(wanted),
            VerifyV1::Identities(wanted) => HostCall::SigstoreKeylessVerify(wanted),
        }
    }
}

impl From<VerifyV2> for HostCall {
    fn from(verify: VerifyV2) -> Self {
        match verify {
            VerifyV2::Keys(wanted) => HostCall::SigstorePubKeyVerify(wanted),
            VerifyV2::Identities(wanted) => HostCall::SigstoreKeylessVerify(wanted),
            VerifyV2::Prefixes(wanted) => HostCall::SigstoreKeylessPrefixVerify(wanted),
            VerifyV2::Repository(wanted) => HostCall::SigstoreGithubActionsVerify(wanted),
            VerifyV2::Certificate(wanted) => HostCall::SigstoreCertificateVerify(wanted),
        }
    }
}
