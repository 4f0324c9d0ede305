//! Kinds of questions, one of which may fail by itself: of several look-ups that follow from each other, all but the
//! first are never made where nobody answers at all.

use std::fmt;

use crate::stand_in::call::HostCall;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Objects of a kind.
    Objects {
        /// Group and version.
        api_version: String,
        /// Kind.
        kind: String,
    },
    /// What somebody may do.
    Access,
    /// The digest that a tag stands for.
    Digest,
    /// The manifest of an image, with or without its config.
    Manifest,
    /// Who has signed an image.
    Signatures,
}

impl Question {
    /// The kind of a call; none where no case can state what answers it.
    pub fn of(call: &HostCall) -> Option<Self> {
        match call {
            HostCall::OciManifestDigest(_) => Some(Question::Digest),
            HostCall::OciManifest(_) | HostCall::OciManifestAndConfig(_) => Some(Question::Manifest),
            HostCall::SigstorePubKeyVerify(_)
            | HostCall::SigstoreKeylessVerify(_)
            | HostCall::SigstoreKeylessPrefixVerify(_)
            | HostCall::SigstoreGithubActionsVerify(_)
            | HostCall::SigstoreCertificateVerify(_) => Some(Question::Signatures),
            HostCall::KubernetesCanI(_) => Some(Question::Access),
            call => {
                let (api_version, kind) = call.resource()?;
                Some(Question::Objects { api_version: api_version.to_owned(), kind: kind.to_owned() })
            }
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Question::Objects { kind, .. } => kind,
            Question::Access => "access",
            Question::Digest => "digests",
            Question::Manifest => "manifests",
            Question::Signatures => "signatures",
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::stand_in::{Answers, StandIn};

    use super::*;

    fn stand_in() -> StandIn {
        let text = "[{accepts: it, object: {}, cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml}}], \
                    registry: {\"ghcr.io/a/b:v1\": {digest: \"sha256:DIGEST\"}}}]";
        let cases = crate::case::read::parse(&text.replace("DIGEST", &"0".repeat(64))).unwrap();
        StandIn::clone(&cases[0].stand_in)
    }

    fn ask(stand_in: &StandIn, namespace: &str, operation: &str, payload: &str) -> Result<Vec<u8>, String> {
        let call = HostCall::read(namespace, operation, payload.as_bytes()).unwrap();
        stand_in.answer(&call).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_no_case_can_state_is_no_question() {
        let of = |namespace, operation, payload: &str| {
            Question::of(&HostCall::read(namespace, operation, payload.as_bytes()).unwrap())
        };
        let review = r#"{"subject_access_review":{"user":"u","resource_attributes":{"resource":"pods","verb":"get"}},"disable_cache":false}"#;
        assert_eq!(of("kubernetes", "can_i", review), Some(Question::Access));
        assert_eq!(of("net", "v1/dns_lookup_host", r#""example.com""#), None);
    }

    #[test]
    fn one_question_fails_and_the_others_are_answered() {
        let get = r#"{"api_version":"v1","kind":"Namespace","name":"ml","disable_cache":true}"#;
        let kinds = Question::Objects { api_version: "v1".to_owned(), kind: "Namespace".to_owned() };
        for (lost, namespace_is_told, digest_is_told) in
            [(kinds, false, true), (Question::Digest, true, false), (Question::Signatures, true, true)]
        {
            let stand_in = stand_in().without(lost);
            assert_eq!(ask(&stand_in, "kubernetes", "get_resource", get).is_ok(), namespace_is_told);
            let digest = ask(&stand_in, "oci", "v1/manifest_digest", r#""ghcr.io/a/b:v1""#);
            assert_eq!(digest.is_ok(), digest_is_told, "{digest:?}");
        }
        let error =
            ask(&stand_in().without(Question::Digest), "oci", "v1/manifest_digest", r#""ghcr.io/a/b:v1""#);
        assert!(error.unwrap_err().contains("Connection refused"));
    }
}
