use std::cell::RefCell;

use super::authority::Authority;
use super::*;
use crate::host::{FixedHost, Host};
use crate::image::Image;
use crate::images::{Found, Use};
use crate::json::Json;
use crate::place::Place;
use crate::settings::{Keys, Notes, Repositories};
use crate::test_support::{arena, json};
use crate::verdict::{Modes, Report};

const DIGEST: &str = "sha256:9b2a1f0b6c3d4e5f60718293a4b5c6d7e8f90123456789abcdef0123456789ab";
const UNSIGNED_TEXT: &str = "Callback evaluation failure: no signatures found for image: x ";
const REFUSED: &str = "Callback evaluation failure: Image verification failed: missing signatures";
const DOWN: &str =
    "Callback evaluation failure: failed to get image trusted layers: Cannot fetch manifest of x";
const NO_MANIFEST: &str = "Callback evaluation failure: Registry error: [OCI API error: manifest unknown]";
/// Not a failure, but that another digest is trusted.
const OTHER_DIGEST: &str = "other digest";
const NOT_GRANTED: &str = "Policy has not been granted access to the 'oci/v2/verify' host capability.";

const THREE: &str = r#"{"signatures": [{"images": ["ghcr.io/acme/**"], "minimum": 2, "authorities": [
    {"name": "one", "issuer": "https://i.example.com", "subject": "1"},
    {"name": "two", "issuer": "https://i.example.com", "subject": "2"},
    {"name": "three", "issuer": "https://i.example.com", "subject": "3"}]}]}"#;

/// Whether an image is accepted, the rules that spoke, and the operations that were called. `answers` gives the
/// answers to `verify` in their order; the tag of the signatures exists, does not, or cannot be looked up.
fn ask(
    settings: &str,
    image: &str,
    answers: &[Result<(), &str>],
    tag: Result<(), &str>,
) -> (bool, Vec<String>, Vec<String>) {
    let errors = RefCell::new(Vec::new());
    let notes = Notes { errors: &errors, arena: arena() };
    let mut keys = Keys::new(Some(json(settings)), notes);
    let allowed = json(r#"{"a": ["ghcr.io/acme/**"]}"#);
    let allowed = Repositories::read(&mut Keys::new(Some(allowed), notes), "a");
    let signatures = Signatures::read(&mut keys, &[&allowed]);
    keys.finish();
    assert_eq!(errors.borrow().as_slice(), [""; 0], "{settings}");

    let asked = RefCell::new(Vec::new());
    let next = RefCell::new(answers.iter());
    let calls = |_: &str, _: &str, operation: &str, payload: &[u8]| {
        asked.borrow_mut().push(operation.to_owned());
        let answer = match operation {
            "v1/manifest_digest" => Ok(format!(r#"{{"digest":"{DIGEST}"}}"#)),
            "v1/oci_manifest" => tag.map(|()| "{}".to_owned()),
            _ => {
                let payload = std::str::from_utf8(payload).unwrap();
                assert!(payload.contains(&format!(r#""image":"ghcr.io/acme/x@{DIGEST}""#)), "{payload}");
                let answer = *next.borrow_mut().next().unwrap();
                let other = DIGEST.replace("ab", "ba");
                if answer == Err(OTHER_DIGEST) {
                    return Ok(format!(r#"{{"is_trusted":true,"digest":"{other}"}}"#).into_bytes());
                }
                answer.map(|()| format!(r#"{{"is_trusted":true,"digest":"{DIGEST}"}}"#))
            }
        };
        answer.map(String::into_bytes).map_err(str::to_owned)
    };
    let given = FixedHost { now: 0, calls: &calls };
    let host = Host::new(&given, arena(), 5);
    let modes = Modes::read(&mut Keys::new(None, notes), &[], &|rule| rule.default);
    let mut report = Report::new(&modes);
    let (at, text) = (Place::root(arena()).key("image"), arena().keep(image));
    let found = Found { at, text, usage: Use::Pulled, never_pulled: false, in_pod_spec: true };
    let named = found.read().unwrap();
    report.begin(&UNSIGNED);
    let accepted = signatures.accept(&named, &host, &mut report);
    signatures.report_unsigned(&named, &host, &mut report);
    report.begin(&WRONG_SIGNER);
    signatures.report_wrong_signer(&named, &host, &mut report);
    let findings = report.finish().findings;
    let rules = findings.iter().map(|finding| finding.rule.id.to_owned()).collect();
    assert!(next.into_inner().next().is_none(), "an answer was not asked for");
    (accepted, rules, asked.into_inner())
}

/// The same of an image that is pinned.
fn ask_pinned(answers: &[Result<(), &str>], tag: Result<(), &str>) -> (bool, String, usize) {
    let (accepted, rules, asked) = ask(THREE, &format!("ghcr.io/acme/x:1@{DIGEST}"), answers, tag);
    (accepted, rules.join(" "), asked.len())
}

#[test]
fn asks_until_enough_have_signed_or_can_no_longer() {
    let no = Err(REFUSED);
    assert_eq!(ask_pinned(&[Ok(()), Ok(())], Ok(())), (true, String::new(), 2));
    assert_eq!(ask_pinned(&[Ok(()), no, Ok(())], Ok(())), (true, String::new(), 3));
    assert_eq!(ask_pinned(&[no, Ok(()), no], Ok(())), (false, "wrong-signer".to_owned(), 4));
    assert_eq!(ask_pinned(&[no, no], Ok(())), (false, "wrong-signer".to_owned(), 3));
}

#[test]
fn what_keeps_the_host_from_answering_is_no_missing_signature() {
    let down = Err(DOWN);
    assert_eq!(ask_pinned(&[down, Ok(()), Ok(())], Ok(())), (true, String::new(), 3), "two are enough");
    assert_eq!(ask_pinned(&[down, Ok(()), Err(REFUSED)], Ok(())), (false, "look-up-failed".to_owned(), 3));
    assert_eq!(
        ask_pinned(&[Err(REFUSED), down, Err(REFUSED)], Ok(())),
        (false, "wrong-signer".to_owned(), 4),
        "two have not, whatever the one that is unknown would say"
    );
    let other = Err(OTHER_DIGEST);
    assert_eq!(ask_pinned(&[other, other, Ok(())], Ok(())), (false, "look-up-failed".to_owned(), 3));
    assert_eq!(ask_pinned(&[Err(NOT_GRANTED)], Ok(())), (false, "look-up-not-granted".to_owned(), 1));
}

#[test]
fn an_image_without_signatures_is_looked_at_once_more() {
    let none = [Err(UNSIGNED_TEXT)];
    assert_eq!(ask_pinned(&none, Err(NO_MANIFEST)), (false, "unsigned".to_owned(), 2));
    assert_eq!(ask_pinned(&none, Ok(())), (false, "look-up-failed".to_owned(), 2), "the host did not get it");
    assert_eq!(ask_pinned(&none, Err("Server error: 503")), (false, "look-up-failed".to_owned(), 2));
    let others = [Err(REFUSED), Err(REFUSED)];
    assert_eq!(
        ask_pinned(&others, Err(NO_MANIFEST)),
        (false, "unsigned".to_owned(), 3),
        "newer hosts say the same of none and of others"
    );
    assert_eq!(ask_pinned(&others, Err("Server error: 503")), (false, "look-up-failed".to_owned(), 3));
}

#[test]
fn what_a_host_says_in_words_of_its_own_is_no_signature() {
    let own = Err("Callback evaluation failure: failed to get image trusted layers: Cannot pull x: no blob");
    assert_eq!(ask_pinned(&[own, own], Ok(())), (false, "wrong-signer".to_owned(), 3));
    assert_eq!(ask_pinned(&[own, own], Err(NO_MANIFEST)), (false, "unsigned".to_owned(), 3));
    assert_eq!(ask_pinned(&[own, own], Err("Server error: 503")), (false, "look-up-failed".to_owned(), 3));
    assert_eq!(ask_pinned(&[own, Ok(()), Ok(())], Ok(())), (true, String::new(), 3));
}

#[test]
fn a_tag_is_resolved_once_and_its_digest_verified() {
    let (accepted, rules, asked) = ask(THREE, "ghcr.io/acme/x:1", &[Ok(()), Ok(())], Ok(()));
    assert_eq!((accepted, rules.len()), (true, 0));
    assert_eq!(asked, ["v1/manifest_digest", "v2/verify", "v2/verify"]);
}

#[test]
fn the_most_specific_pattern_decides() {
    let image = Image::parse("ghcr.io/acme/team/trainer").unwrap();
    let rising = [
        "ghcr.io/**",
        "ghcr.io/**/trainer",
        "ghcr.io/*/team/trainer",
        "ghcr.io/ac*/**",
        "ghcr.io/acm*/team/*",
        "ghcr.io/acme/**",
        "ghcr.io/acme/**/trainer",
        "ghcr.io/acme/*/trainer",
        "ghcr.io/acme/team/*",
        "ghcr.io/acme/team/trainer/**",
        "ghcr.io/acme/team/trainer",
    ];
    let patterns = rising.map(|text| crate::image::Pattern::parse(text).unwrap());
    for (index, pattern) in patterns.iter().enumerate() {
        assert!(pattern.matches(&image), "{pattern}");
        for (other_index, other) in patterns.iter().enumerate() {
            assert_eq!(pattern.is_narrower_than(other), index > other_index, "{pattern} {other}");
        }
    }
}

#[test]
fn images_of_no_item_need_somebody_to_say_so() {
    let (accepted, rules, asked) = ask(THREE, "docker.io/acme/x:1", &[], Ok(()));
    assert_eq!((accepted, rules, asked.len()), (false, vec!["unsigned".to_owned()], 0));
    let settings = THREE.replacen('{', r#"{"noMatch": "accept", "#, 1);
    let (accepted, rules, asked) = ask(&settings, "docker.io/acme/x:1", &[], Ok(()));
    assert_eq!((accepted, rules.len(), asked.len()), (true, 0, 0));
    let (accepted, rules, asked) = ask("{}", "ghcr.io/acme/x:1", &[], Ok(()));
    assert_eq!((accepted, rules.len(), asked.len()), (true, 0, 0));
}

/// What an authority asks of a host.
fn payload_of(authority: &str) -> String {
    let errors = RefCell::new(Vec::new());
    let mut keys = Keys::new(Some(json(authority)), Notes { errors: &errors, arena: arena() });
    let authority = Authority::read(&mut keys).unwrap();
    assert_eq!(errors.borrow().as_slice(), [""; 0]);
    let asked = RefCell::new(String::new());
    let calls = |_: &str, _: &str, _: &str, payload: &[u8]| {
        *asked.borrow_mut() = String::from_utf8(payload.to_vec()).unwrap();
        Err(DOWN.to_owned())
    };
    let given = FixedHost { now: 0, calls: &calls };
    assert!(authority.verify("ghcr.io/acme/x", &[], &Host::new(&given, arena(), 1)).is_err());
    asked.into_inner()
}

#[test]
fn a_certificate_is_held_against_its_chain_and_the_log() {
    let pem = |line: &str| format!("-----BEGIN CERTIFICATE-----\\n{line}\\n-----END CERTIFICATE-----");
    let chain = format!(r#""certificateChain": ["{}", "{}"]"#, pem("SU5URVI"), pem("Uk9PVA"));
    for (more, chains, logged) in [
        (String::new(), 0, true),
        (format!(", {chain}"), 2, true),
        (format!(r#", {chain}, "requireRekorBundle": false"#), 2, false),
    ] {
        let payload = payload_of(&format!(r#"{{"certificate": "{}"{more}}}"#, pem("TEVBRg")));
        let payload = json(&payload);
        let found = payload.member("certificate_chain").and_then(|chain| chain.items().ok());
        assert_eq!(found.map_or(0, <[_]>::len), chains, "{}", payload.raw());
        assert_eq!(payload.member("require_rekor_bundle").map(Json::boolean), Some(Ok(logged)));
    }
}
