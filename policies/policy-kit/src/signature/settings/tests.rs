use std::cell::RefCell;

use super::*;
use crate::settings::Notes;
use crate::test_support::{arena, json};

/// The errors of settings whose one item is this.
fn errors_of(item: &str) -> Vec<String> {
    let errors = RefCell::new(Vec::new());
    let text = format!(r#"{{"allowed": ["ghcr.io/**"], "signatures": [{item}]}}"#);
    let notes = Notes { errors: &errors, arena: arena() };
    let mut keys = Keys::new(Some(json(&text)), notes);
    let allowed = Repositories::read(&mut keys, "allowed");
    Signatures::read(&mut keys, &[&allowed]);
    keys.finish();
    errors.into_inner()
}

/// The errors of an item with one authority.
fn errors_of_authority(authority: &str) -> Vec<String> {
    errors_of(&format!(r#"{{"images": ["ghcr.io/acme/**"], "authorities": [{authority}]}}"#))
}

#[test]
fn an_authority_is_one_of_five() {
    for right in [
        r#"{"publicKey": "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"}"#,
        r#"{"issuer": "https://accounts.google.com", "subject": "ci@example.com"}"#,
        r#"{"issuer": "https://gitlab.com", "urlPrefix": "https://gitlab.com/acme/"}"#,
        r#"{"githubOwner": "acme"}"#,
        r#"{"githubOwner": "acme", "githubRepo": "trainer.x"}"#,
        r#"{"certificate": "-----BEGIN CERTIFICATE-----\nMFkw\n-----END CERTIFICATE-----"}"#,
    ] {
        assert_eq!(errors_of_authority(right), [""; 0], "{right}");
    }
    for wrong in [
        "{}",
        r#"{"name": "release"}"#,
        r#"{"issuer": "https://accounts.google.com"}"#,
        r#"{"subject": "ci@example.com"}"#,
        r#"{"githubOwner": "acme", "issuer": "https://accounts.google.com", "subject": "x"}"#,
        r#"{"issuer": "https://gitlab.com", "subject": "x", "urlPrefix": "https://gitlab.com/acme/"}"#,
    ] {
        let errors = errors_of_authority(wrong);
        assert!(
            errors.iter().any(|error| error.contains("[0]: is one of `publicKey`")),
            "{wrong}: {errors:?}"
        );
    }
}

#[test]
fn what_a_host_would_panic_over_or_never_match_is_an_error() {
    let prefix = |prefix: &str| {
        errors_of_authority(&format!(r#"{{"issuer": "https://gitlab.com", "urlPrefix": "{prefix}"}}"#))
    };
    for right in
        ["https://gitlab.com/acme/", "https://git.example.com:8443/", "https://github.com/acme/x/.github/"]
    {
        assert_eq!(prefix(right), [""; 0], "{right}");
    }
    for wrong in [
        "gitlab.com/acme/",
        "http://gitlab.com/acme/",
        "https:///acme/",
        "https://git lab.com/acme/",
        "https://gitlab.com:99999/acme/",
        "https://GitLab.com/acme/",
        "https://gitlab.com/acme",
        "https://gitlab.com/acme/x@refs/tags/v",
        "https://gitlab.com/acme/../",
        "https://gitlab.com/acme//",
        "https://gitlab.com/acme/?a/",
        "https://gitlab.com/acme/#/",
        "https://gitlab.com/%2e%2e/",
        "https://gitlab.com/",
        "https://github.com/",
        "https://",
    ] {
        assert_eq!(prefix(wrong).len(), 1, "{wrong}: {:?}", prefix(wrong));
    }
    for wrong in
        ["", "-----BEGIN PUBLIC KEY-----", "MFkw", "-----BEGIN PUBLIC KEY-----\\n-----END PUBLIC KEY-----"]
    {
        assert!(!errors_of_authority(&format!(r#"{{"publicKey": "{wrong}"}}"#)).is_empty(), "{wrong}");
    }
    let two = "-----BEGIN PUBLIC KEY-----\\nMFkw\\n-----END PUBLIC KEY-----";
    let errors = errors_of_authority(&format!(r#"{{"publicKey": "{two}\n{two}"}}"#));
    assert_eq!(errors.len(), 1, "{errors:?}");
    let private = two.replace("PUBLIC", "PRIVATE");
    assert_eq!(errors_of_authority(&format!(r#"{{"publicKey": "{private}"}}"#)).len(), 1);
}

#[test]
fn what_says_more_of_nobody_is_an_error() {
    let key = "-----BEGIN PUBLIC KEY-----\\nMFkw\\n-----END PUBLIC KEY-----";
    for (more, error) in [
        (r#""certificateChain": []"#, "certificateChain: goes with `certificate`"),
        (r#""requireRekorBundle": true"#, "requireRekorBundle: goes with `certificate`"),
        (r#""githubRepo": "trainer""#, "githubRepo: goes with `githubOwner`"),
    ] {
        let errors = errors_of_authority(&format!(r#"{{"publicKey": "{key}", {more}}}"#));
        assert_eq!(errors, [format!("signatures[0].authorities[0].{error}")]);
    }
}

#[test]
fn an_issuer_is_a_url_to_the_letter() {
    for (issuer, right) in [
        ("https://token.actions.githubusercontent.com", true),
        ("https://gitlab.example.com/realms/ci", true),
        ("token.actions.githubusercontent.com", false),
        ("http://gitlab.com", false),
        ("https://GitLab.com", false),
        ("", false),
    ] {
        let errors = errors_of_authority(&format!(r#"{{"issuer": "{issuer}", "subject": "ci"}}"#));
        assert_eq!(errors.is_empty(), right, "{issuer}: {errors:?}");
    }
}

#[test]
fn one_signature_never_counts_twice() {
    let key = |name: &str, line: &str| {
        format!(
            r#"{{"name": "{name}", "publicKey": "-----BEGIN PUBLIC KEY-----{line}MFkw{line}-----END PUBLIC KEY-----"}}"#
        )
    };
    let twice = format!(
        r#"{{"images": ["ghcr.io/acme/**"], "minimum": 2, "authorities": [{}, {}]}}"#,
        key("a", "\\n"),
        key("b", "\\r\\n")
    );
    assert_eq!(
        errors_of(&twice),
        ["signatures[0].authorities: `b` is there twice, so that one signature would count as two"]
    );
}

#[test]
fn a_number_that_nothing_meets_or_everything_is_an_error() {
    for (minimum, right) in [("0", false), ("-1", false), ("1", true), ("2", true), ("3", false)] {
        let errors = errors_of(&format!(
            r#"{{"images": ["ghcr.io/acme/**"], "minimum": {minimum}, "authorities": [{{"githubOwner": "a"}}, {{"githubOwner": "b"}}]}}"#
        ));
        assert_eq!(errors.is_empty(), right, "{minimum}: {errors:?}");
    }
}

#[test]
fn keyless_needs_repositories_to_which_not_everybody_can_push() {
    let keyless = |image: &str| {
        errors_of(&format!(r#"{{"images": ["{image}"], "authorities": [{{"githubOwner": "acme"}}]}}"#))
    };
    assert_eq!(keyless("ghcr.io/acme/**"), [""; 0]);
    assert_eq!(keyless("docker.io/**"), [""; 0], "no repository of it is allowed");
    assert_eq!(keyless("ghcr.io/**").len(), 1);
    assert_eq!(keyless("ghcr.io/*/trainer").len(), 1);
    let by_key = r#"{"images": ["ghcr.io/**"], "authorities": [{"publicKey": "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----"}]}"#;
    assert_eq!(errors_of(by_key), [""; 0]);
}
