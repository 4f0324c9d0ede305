use serde_json::{Value, json};

use crate::stand_in::call::HostCall;
use crate::stand_in::{Answers, RegistryEntry, Service, StandIn};

const IMAGE: &str = "ghcr.io/acme/trainer:v1";
const MAIN: &str = "https://github.com/acme/trainer/.github/workflows/release.yml@refs/heads/main";

fn stand_in() -> StandIn {
    let digest = |letter: &str| format!("sha256:{}", letter.repeat(64));
    let signers = json!([
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n",
        {"key": "other key", "annotations": {"env": "prod"}},
        {"issuer": "https://accounts.example.com", "subject": "ci@example.com"},
        {"githubOwner": "acme", "githubRepo": "trainer", "annotations": {"slsa": "3"}},
        {"certificate": "certificate"},
    ]);
    let registry = json!({
        IMAGE: {"digest": digest("a"), "signers": signers},
        "ghcr.io/acme/bare:v1": {"digest": digest("b")},
        "ghcr.io/acme/gone:v1": "unreachable",
    });
    StandIn { registry: serde_json::from_value(registry).unwrap(), ..StandIn::default() }
}

fn verify(kind: &str, members: &Value) -> Result<Value, String> {
    let mut payload = json!({"type": format!("Sigstore{kind}Verify"), "image": IMAGE});
    for (key, value) in members.as_object().unwrap() {
        payload[key] = value.clone();
    }
    let call = HostCall::read("oci", "v2/verify", payload.to_string().as_bytes()).unwrap();
    let answer = stand_in().answer(&call).map_err(|failure| failure.to_string())?;
    Ok(serde_json::from_slice(&answer).unwrap())
}

fn is_trusted(kind: &str, members: &Value) -> bool {
    match verify(kind, members) {
        Ok(answer) => {
            assert_eq!(answer, json!({"is_trusted": true, "digest": format!("sha256:{}", "a".repeat(64))}));
            true
        }
        Err(error) => {
            assert!(
                error.starts_with(
                    "Callback evaluation failure: Image verification failed: missing signatures\nThe following \
                     constraints were not satisfied:\nkind: "
                ),
                "{error}"
            );
            false
        }
    }
}

#[test]
fn every_key_must_have_signed() {
    let key = "  -----BEGIN PUBLIC KEY-----\r\nMFkw\n-----END PUBLIC KEY-----";
    assert!(is_trusted("PubKey", &json!({"pub_keys": [key]})));
    assert!(is_trusted("PubKey", &json!({"pub_keys": [key, "other key"]})));
    assert!(!is_trusted("PubKey", &json!({"pub_keys": [key, "third key"]})));
}

#[test]
fn signatures_that_cannot_be_fetched_are_none() {
    let mut stand_in = stand_in();
    let Service::Answers(images) = &mut stand_in.registry else { panic!("it answers") };
    let kept = format!("ghcr.io/acme/trainer:sha256-{}.sig", "a".repeat(64));
    images.insert(kept, RegistryEntry::Unreachable);
    let payload = json!({"type": "SigstorePubKeyVerify", "image": IMAGE, "pub_keys": ["other key"]});
    let call = HostCall::read("oci", "v2/verify", payload.to_string().as_bytes()).unwrap();
    let error = stand_in.answer(&call).unwrap_err().to_string();
    assert_eq!(error, format!("Callback evaluation failure: no signatures found for image: {IMAGE} "));
}

#[test]
fn annotations_are_those_of_the_same_signature() {
    assert!(is_trusted("PubKey", &json!({"pub_keys": ["other key"], "annotations": {"env": "prod"}})));
    assert!(!is_trusted("PubKey", &json!({"pub_keys": ["other key"], "annotations": {"env": "test"}})));
    assert!(!is_trusted("PubKey", &json!({"pub_keys": ["other key"], "annotations": {"slsa": "3"}})));
}

#[test]
fn identities_are_equal_or_begin_alike() {
    let identity = |issuer: &str, subject: &str| json!({"keyless": [{"issuer": issuer, "subject": subject}]});
    assert!(is_trusted("Keyless", &identity("https://accounts.example.com", "ci@example.com")));
    assert!(!is_trusted("Keyless", &identity("https://accounts.example.com", "ci@example.com.evil")));
    assert!(!is_trusted("Keyless", &identity("https://evil.example.com", "ci@example.com")));
    assert!(is_trusted("Keyless", &identity("https://token.actions.githubusercontent.com", MAIN)));
    let prefix = |prefix: &str| json!({"keyless_prefix": [{"issuer": "https://token.actions.githubusercontent.com", "url_prefix": prefix}]});
    assert!(is_trusted("KeylessPrefix", &prefix("https://github.com/acme")));
    assert!(is_trusted("KeylessPrefix", &prefix("HTTPS://GitHub.com/acme/trainer/")));
    assert!(!is_trusted("KeylessPrefix", &prefix("https://github.com/ac")), "whole segments only");
    assert!(!is_trusted("KeylessPrefix", &prefix(MAIN)), "a slash is added at the very end");
}

#[test]
fn workflows_are_known_by_their_repository() {
    assert!(is_trusted("GithubActions", &json!({"owner": "acme"})));
    assert!(is_trusted(
        "GithubActions",
        &json!({"owner": "acme", "repo": "trainer", "annotations": {"slsa": "3"}})
    ));
    assert!(!is_trusted("GithubActions", &json!({"owner": "acme", "repo": "other"})));
    assert!(!is_trusted("GithubActions", &json!({"owner": "ac"})));
}

#[test]
fn a_certificates_annotations_may_be_those_of_anybody() {
    let with = |certificate: &str, annotations: Value| {
        let members = json!({"certificate": certificate.as_bytes(), "require_rekor_bundle": true, "annotations": annotations});
        verify("Certificate", &members)
    };
    assert!(with("certificate", Value::Null).is_ok());
    assert!(with("certificate", json!({"env": "prod"})).is_ok());
    for (certificate, annotations) in [("other", Value::Null), ("certificate", json!({"env": "test"}))] {
        assert_eq!(
            with(certificate, annotations).unwrap_err(),
            "Callback evaluation failure: verification failed: Several Signature Layers failed verification"
        );
    }
}

#[test]
fn unsigned_unknown_and_unreachable_images_are_told_apart() {
    let error = |image: &str| verify("PubKey", &json!({"image": image, "pub_keys": ["k"]})).unwrap_err();
    assert_eq!(
        error("ghcr.io/acme/bare:v1"),
        "Callback evaluation failure: no signatures found for image: ghcr.io/acme/bare:v1 "
    );
    let fetch = "Callback evaluation failure: failed to get image trusted layers: Cannot fetch manifest of";
    assert!(
        error("ghcr.io/acme/gone:v1")
            .starts_with(&format!("{fetch} ghcr.io/acme/gone:v1: error sending request"))
    );
    assert!(
        error("ghcr.io/acme/none")
            .starts_with(&format!("{fetch} ghcr.io/acme/none:latest: Registry error: "))
    );
    assert!(
        error("a b").starts_with(
            "Callback evaluation failure: Invalid OCI image reference: invalid reference format"
        )
    );
}

#[test]
fn questions_that_the_host_cannot_take_are_refused_as_it_does() {
    let refused = |kind, members: Value| verify(kind, &members).unwrap_err();
    let failure = "Callback evaluation failure: ";
    assert_eq!(
        refused("PubKey", json!({"pub_keys": []})),
        format!("{failure}Must provide at least one pub key")
    );
    assert_eq!(refused("Keyless", json!({"keyless": []})), format!("{failure}Must provide keyless info"));
    assert_eq!(refused("GithubActions", json!({"owner": ""})), format!("{failure}Must provide owner info"));
    let prefix = json!({"keyless_prefix": [{"issuer": "i", "url_prefix": "github.com/acme"}]});
    assert_eq!(refused("KeylessPrefix", prefix), "Error obtaining response over callback channel");
}

#[test]
fn what_was_not_satisfied_is_told() {
    let error =
        verify("PubKey", &json!({"pub_keys": ["a\nb\n"], "annotations": {"env": "test"}})).unwrap_err();
    assert!(
        error.ends_with("kind: pubKey\nowner: null\nkey: |\n  a\n  b\nannotations:\n  env: test\n"),
        "{error}"
    );
}
