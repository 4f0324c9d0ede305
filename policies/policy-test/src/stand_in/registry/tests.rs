use serde_json::{Value, json};

use super::*;
use crate::stand_in::call::HostCall;
use crate::stand_in::{Answers, Outage, Service, StandIn};

const TAGGED: &str = "ghcr.io/acme/trainer:v1";

fn digest(letter: &str) -> String {
    format!("sha256:{}", letter.repeat(64))
}

fn image(digest: String, manifest: Option<Value>, config: Option<Value>) -> RegistryEntry {
    RegistryEntry::Image(Box::new(StatedImage { digest, signers: Vec::new(), manifest, config }))
}

fn stand_in() -> StandIn {
    let layers = json!({"schemaVersion": 2, "config": {}, "layers": [], "shoe": 43});
    let entry = |architecture: &str, letter: &str| json!({"digest": digest(letter), "platform": {"os": "linux", "architecture": architecture}});
    let index = json!({"schemaVersion": 2, "manifests": [entry("arm64", "c"), entry("amd64", "d")]});
    let images = [
        (TAGGED, image(digest("a"), Some(layers.clone()), Some(json!({"User": "1000"})))),
        ("nginx", image(digest("b"), None, None)),
        ("ghcr.io/acme/gone:v1", RegistryEntry::Unreachable),
        ("ghcr.io/acme/index:v1", image(digest("e"), Some(index), None)),
        (
            "ghcr.io/acme/other:v1",
            image(digest("f"), Some(json!({"manifests": [entry("arm64", "c")]})), None),
        ),
    ];
    let mut images: Images = images.map(|(name, image)| (name.to_owned(), image)).into();
    images.insert(
        format!("ghcr.io/acme/index@{}", digest("d")),
        image(digest("d"), Some(layers), Some(json!({}))),
    );
    images.insert(format!("ghcr.io/acme/half@{}", digest("9")), RegistryEntry::Unreachable);
    images.insert("ghcr.io/acme/half:v1".to_owned(), image(digest("9"), None, None));
    StandIn { registry: Service::Answers(images), ..StandIn::default() }
}

fn ask(operation: &str, reference: &str) -> Result<Value, String> {
    let call = HostCall::read("oci", operation, json!(reference).to_string().as_bytes()).unwrap();
    let answer = stand_in().answer(&call).map_err(|failure| failure.to_string())?;
    Ok(serde_json::from_slice(&answer).unwrap())
}

fn digest_of(reference: &str) -> Result<Value, String> {
    Ok(ask("v1/manifest_digest", reference)?["digest"].take())
}

#[test]
fn an_image_is_found_by_every_name_it_has() {
    assert_eq!(digest_of(TAGGED), Ok(json!(digest("a"))));
    assert_eq!(digest_of(&format!("ghcr.io/acme/trainer@{}", digest("a"))), Ok(json!(digest("a"))));
    assert_eq!(digest_of(&format!("ghcr.io/acme/trainer:old@{}", digest("a"))), Ok(json!(digest("a"))));
    for name in ["nginx", "nginx:latest", "docker.io/library/nginx", "index.docker.io/library/nginx:latest"] {
        assert_eq!(digest_of(name), Ok(json!(digest("b"))), "{name}");
    }
}

#[test]
fn unknown_and_unreachable_images_are_told_apart() {
    let unknown = digest_of("ghcr.io/acme/trainer:v2").unwrap_err();
    let registry = "Registry error: url https://ghcr.io/v2/acme/trainer/manifests/v2, envelope: OCI API errors: [OCI \
                    API error: manifest unknown]";
    assert_eq!(
        unknown,
        format!(
            "Callback evaluation failure: Fail to interact with OCI registry: {registry}\n\nCaused by:\n    {registry}"
        )
    );
    let unreachable = digest_of("ghcr.io/acme/gone:v1").unwrap_err();
    assert!(
        unreachable
            .contains("error sending request for url (https://ghcr.io/v2/acme/gone/manifests/v1)\n\nCaused by:\n    0: error")
    );
    let pinned = format!("ghcr.io/acme/half@{}", digest("9"));
    assert!(
        digest_of("ghcr.io/acme/half:v1").is_ok()
            && digest_of(&pinned).unwrap_err().contains("error sending")
    );
    assert_eq!(
        digest_of("not a reference").unwrap_err(),
        "Callback evaluation failure: invalid reference format"
    );
}

#[test]
fn a_registry_that_does_not_answer_in_time_says_so_last() {
    let stand_in = StandIn { registry: Service::Fails(Outage::TimesOut), ..StandIn::default() };
    let call = HostCall::read("oci", "v1/manifest_digest", json!(TAGGED).to_string().as_bytes()).unwrap();
    let error = stand_in.answer(&call).unwrap_err().to_string();
    assert!(
        error.contains("error sending request for url (https://ghcr.io/v2/acme/trainer/manifests/v1)"),
        "{error}"
    );
    assert!(error.ends_with("Connection timed out (os error 110)"), "{error}");
}

#[test]
fn the_tag_of_signatures_is_there_or_not_as_the_signers_are() {
    let signed = json!({"ghcr.io/acme/signed:v1": {"digest": digest("a"), "signers": ["key"]}});
    let mut stand_in = stand_in();
    let Service::Answers(images) = &mut stand_in.registry else { panic!("it answers") };
    images.extend(serde_json::from_value::<Images>(signed).unwrap());
    let ask = |repository| {
        let reference = format!("ghcr.io/acme/{repository}:sha256-{}.sig", "a".repeat(64));
        let call = HostCall::read("oci", "v1/oci_manifest", json!(reference).to_string().as_bytes()).unwrap();
        stand_in.answer(&call).unwrap_err()
    };
    assert!(ask("trainer").to_string().contains("manifest unknown"), "nobody signed it");
    let Failure::Unstated(what) = ask("signed") else { panic!("it is there, and nobody said what it is") };
    assert!(what.ends_with(".sig`, though the image has signers"), "{what}");
}

#[test]
fn a_manifest_comes_without_what_the_host_does_not_know() {
    let manifest = ask("v1/oci_manifest", TAGGED).unwrap();
    assert_eq!(manifest, json!({"schemaVersion": 2, "config": {}, "layers": []}));
    assert!(ask("v1/oci_manifest", "ghcr.io/acme/index:v1").unwrap()["manifests"].is_array());
}

#[test]
fn a_config_is_that_of_the_entry_for_the_host() {
    let answer = ask("v1/oci_manifest_config", TAGGED).unwrap();
    assert_eq!((&answer["digest"], &answer["config"]), (&json!(digest("a")), &json!({"User": "1000"})));
    let answer = ask("v1/oci_manifest_config", "ghcr.io/acme/index:v1").unwrap();
    assert_eq!((&answer["digest"], &answer["config"]), (&json!(digest("d")), &json!({})));
    let none = ask("v1/oci_manifest_config", "ghcr.io/acme/other:v1").unwrap_err();
    assert!(none.contains("no entry found in image index manifest matching client's default platform"));
}

#[test]
fn what_the_case_should_have_stated_has_no_answer() {
    for operation in ["v1/oci_manifest", "v1/oci_manifest_config"] {
        let call = HostCall::read("oci", operation, b"\"nginx\"").unwrap();
        let Err(Failure::Unstated(what)) = stand_in().answer(&call) else { panic!("nobody knows") };
        assert_eq!(what, "the case does not state the `manifest` of `docker.io/library/nginx:latest`");
    }
}

#[test]
fn registries_fail_as_a_whole() {
    let call = HostCall::read("oci", "v1/manifest_digest", b"\"nginx\"").unwrap();
    let stand_in = |outage| StandIn { registry: Service::Fails(outage), ..StandIn::default() };
    let error = stand_in(Outage::Unreachable).answer(&call).unwrap_err().to_string();
    assert!(
        error.contains(
            "error sending request for url (https://index.docker.io/v2/library/nginx/manifests/latest)"
        ),
        "{error}"
    );
    let garbage = stand_in(Outage::Garbage).answer(&call).unwrap();
    assert!(serde_json::from_slice::<Value>(&garbage).is_err());
    assert!(stand_in(Outage::NotGranted).withholds("oci"));
}
