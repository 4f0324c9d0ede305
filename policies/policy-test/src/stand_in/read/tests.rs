use serde_json::json;

use super::*;
use crate::stand_in::registry::signer::SignedBy;

fn stand_in(text: &str) -> StandIn {
    let RawStandIn { cluster, registry, can } = crate::yaml::read(text).unwrap();
    StandIn::checked(cluster, registry, can).unwrap()
}

fn error(text: &str) -> String {
    match crate::yaml::read::<RawStandIn>(text) {
        Ok(RawStandIn { cluster, registry, can }) => StandIn::checked(cluster, registry, can).unwrap_err(),
        Err(error) => error,
    }
}

fn digest() -> String {
    format!("sha256:{}", "a".repeat(64))
}

#[test]
fn nothing_said_is_an_empty_world() {
    assert_eq!(stand_in("{}"), StandIn::default());
    assert_eq!(stand_in("cluster: unreachable\nregistry: unreachable\n"), StandIn::cut_off());
}

#[test]
fn each_side_answers_or_fails_as_a_whole() {
    let read = stand_in("cluster: garbage\nregistry: notGranted\n");
    assert_eq!(read.cluster, Service::Fails(Outage::Garbage));
    assert_eq!(read.registry, Service::Fails(Outage::NotGranted));
    assert_eq!(stand_in("registry: timesOut").registry, Service::Fails(Outage::TimesOut));
    assert_eq!(
        error("cluster: gone\n"),
        "1:10: `gone` is unknown; expected what is in it, or `unreachable`, `timesOut`, `notGranted` or `garbage`"
    );
}

#[test]
fn signers_are_keys_certificates_identities_and_repositories() {
    let read = stand_in(&format!(
        "registry:\n  ghcr.io/acme/trainer:v1:\n    digest: {}\n    signers:\n      - key one\n      - {{key: key two, \
         annotations: {{env: prod}}}}\n      - {{certificate: c}}\n      - {{issuer: i, subject: s}}\n      - {{githubOwner: \
         acme, githubRepo: trainer}}\n    manifest: {{layers: []}}\n  ghcr.io/acme/gone: unreachable\n",
        digest()
    ));
    let Service::Answers(images) = read.registry else { panic!("it answers") };
    assert_eq!(images["ghcr.io/acme/gone"], RegistryEntry::Unreachable);
    let RegistryEntry::Image(image) = &images["ghcr.io/acme/trainer:v1"] else { panic!("it is there") };
    assert_eq!(image.manifest, Some(json!({"layers": []})));
    let identities: Vec<_> = image.signers.iter().map(|signer| signer.identity.clone()).collect();
    let (key, certificate) =
        (|text: &str| SignedBy::Key(text.to_owned()), SignedBy::Certificate("c".to_owned()));
    assert_eq!(identities[..3], [key("key one"), key("key two"), certificate]);
    assert_eq!(image.signers[1].annotations["env"], "prod");
    assert_eq!(image.signers[3].keyless(), Some(("i", "s")));
    assert_eq!(image.signers[4].repository(), Some(("acme", "trainer")));
}

#[test]
fn what_cannot_be_is_told_with_its_place() {
    for (text, expected) in [
        ("cluster: [{kind: Pod}]", "cluster[0]: the object has no `apiVersion`"),
        (
            "cluster: [{apiVersion: v1, kind: Pod, metadata: {}}]",
            "cluster[0]: the object has no `metadata.name`",
        ),
        ("cluster: garbage\ncan: [{verb: get, resource: pods}]", "`can` goes with a `cluster` that answers"),
        ("registry: {x/UPPER: unreachable}", "registry: `x/UPPER`: invalid reference format"),
        (
            "registry: {x: {digest: 'sha256:1'}}",
            "registry: `x`: `sha256:1` is no digest: `sha256:` and 64 digits of base 16",
        ),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
    for (text, part) in [
        ("registry: {x: gone}", "an image is `unreachable` or has `digest` and `signers`"),
        ("registry: {x: {digest: d, signers: [{issuer: i}]}}", "a signer is a key, or has one of `key`,"),
        ("registry: {x: {digest: d, signer: []}}", "unknown field `signer`"),
        ("can: [{verb: get}]", "missing field `resource`"),
        ("can: [{verb: get, resource: pods, version: v1}]", "unknown field `version`"),
    ] {
        assert!(error(text).contains(part), "{text}: {}", error(text));
    }
    let manifest = format!("registry: {{x: {{digest: '{}', manifest: {{}}}}}}", digest());
    assert_eq!(error(&manifest), "registry: `x`: its manifest has neither `layers` nor `manifests`");
    let pinned = format!("registry: {{'x@sha256:{}': {{digest: '{}'}}}}", "b".repeat(64), digest());
    assert!(error(&pinned).ends_with("its reference has another digest"));
}

#[test]
fn a_file_of_its_own_is_read_with_its_name_in_errors() {
    let binary = std::env::current_exe().unwrap();
    let path = binary.with_file_name("stand-in-of-tests.yaml");
    std::fs::write(&path, "registry: unreachable\n").unwrap();
    assert_eq!(StandIn::load(&path).unwrap().registry, Service::Fails(Outage::Unreachable));
    std::fs::write(&path, "registry: []\n").unwrap();
    assert!(StandIn::load(&path).unwrap_err().to_string().contains("stand-in-of-tests.yaml:1:"));
    std::fs::remove_file(&path).unwrap();
}
