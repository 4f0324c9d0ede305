use std::cell::RefCell;

use super::*;
use crate::json::Json;
use crate::test_support::{arena, parse};

type Asked = RefCell<Vec<(String, String, String)>>;

/// Asks a host that gives these answers one after the other, and tells what was asked.
fn ask<T>(
    answers: &[Result<&str, &str>],
    question: impl FnOnce(&Host<'_, 'static>) -> T,
) -> (T, Vec<(String, String, String)>) {
    let asked = Asked::default();
    let calls = |binding: &str, namespace: &str, operation: &str, payload: &[u8]| {
        let payload = String::from_utf8(payload.to_vec()).unwrap();
        assert_eq!(binding, "kubewarden");
        assert!(parse(&payload).is_ok(), "{payload}");
        asked.borrow_mut().push((namespace.to_owned(), operation.to_owned(), payload));
        let index = asked.borrow().len() - 1;
        answers[index].map(|answer| answer.as_bytes().to_vec()).map_err(str::to_owned)
    };
    let given = FixedHost { now: 0, calls: &calls };
    let answer = question(&Host::new(&given, arena(), 3));
    (answer, asked.into_inner())
}

const CLAIM: &str =
    r#"{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"ml"}}"#;

#[test]
fn asks_for_an_object_as_the_host_wants_it() {
    let (found, asked) = ask(&[Ok(CLAIM)], |host| {
        host.get("v1", "PersistentVolumeClaim", Some("ml"), "data").unwrap().map(Json::raw).map(str::to_owned)
    });
    assert_eq!(found.as_deref(), Some(CLAIM));
    let payload = r#"{"api_version":"v1","kind":"PersistentVolumeClaim","name":"data","namespace":"ml","disable_cache":false,"field_masks":null}"#;
    assert_eq!(asked, [("kubernetes".into(), "get_resource".into(), payload.into())]);
}

#[test]
fn asks_for_the_parts_of_an_object_that_are_wanted() {
    let definition = r#"{"metadata":{"name":"jobs.example.com"},"spec":{"names":{"kind":"Job"}}}"#;
    let (kind, asked) = ask(&[Ok(definition)], |host| {
        let masks = ["spec.names.kind", "spec.versions.name"];
        let found = host.get_parts(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            None,
            "jobs.example.com",
            &masks,
        );
        found.unwrap().and_then(|object| object.down("spec.names.kind")).map(Json::raw)
    });
    assert_eq!(kind, Some(r#""Job""#));
    let payload = r#"{"api_version":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","name":"jobs.example.com","namespace":null,"disable_cache":false,"field_masks":["spec.names.kind","spec.versions.name"]}"#;
    assert_eq!(asked[0].2, payload);
}

#[test]
fn asks_a_question_once() {
    let ((), asked) = ask(&[Ok(CLAIM)], |host| {
        for _ in 0..5 {
            assert!(host.get("v1", "PersistentVolumeClaim", Some("ml"), "data").unwrap().is_some());
        }
    });
    assert_eq!(asked.len(), 1);
}

#[test]
fn asks_no_more_questions_than_it_may() {
    let no = r#"{"allowed":false}"#;
    let (last, asked) = ask(&[Ok(no), Ok(no), Ok(no)], |host| {
        let may = |user| host.can_i(&Access { user, verb: "get", resource: "pods", ..Access::default() });
        assert_eq!([may("a"), may("b"), may("c")], [Ok(false); 3]);
        may("d").map_err(|error| error.why)
    });
    assert_eq!((last, asked.len()), (Err(Why::TooMany), 3));
}

#[test]
fn not_to_be_found_is_an_answer() {
    let text = "Callback evaluation failure: Cannot find v1/PersistentVolumeClaim named 'data' inside of namespace 'Some(\"ml\")'";
    let (found, _) =
        ask(&[Err(text)], |host| host.get("v1", "PersistentVolumeClaim", Some("ml"), "data").map(|_| ()));
    assert_eq!(found, Ok(()));
    let text = "Callback evaluation failure: Cannot find resource resource.k8s.io/v1/ResourceClaim";
    let (found, _) = ask(&[Err(text)], |host| {
        host.get("resource.k8s.io/v1", "ResourceClaim", Some("ml"), "data")
            .map(|_| ())
            .map_err(|error| error.why)
    });
    assert_eq!(found, Err(Why::Unknown), "a kind that is not served is none");
}

#[test]
fn what_cannot_be_a_name_is_not_asked_for() {
    let (found, asked) = ask(&[], |host| {
        host.get("v1", "PersistentVolumeClaim", Some("ml"), "x' has not been granted access to").map(|_| ())
    });
    assert_eq!((found, asked.len()), (Ok(()), 0));
}

#[test]
fn an_answer_about_something_else_is_none() {
    for answer in [
        r#"{"metadata":{"name":"other","namespace":"ml"}}"#,
        r#"{"metadata":{"name":"data","namespace":"other"}}"#,
        r#"{"metadata":{"name":"data"}}"#,
        "{}",
        "[]",
        "null",
        "",
        "<html>",
    ] {
        let (found, _) = ask(&[Ok(answer)], |host| {
            host.get("v1", "PersistentVolumeClaim", Some("ml"), "data")
                .map(|found| found.is_some())
                .map_err(|error| error.why)
        });
        assert_eq!(found, Err(Why::Unreachable), "{answer}");
    }
}

#[test]
fn lists_by_selector_and_mask() {
    let (items, asked) = ask(&[Ok(r#"{"items":[{},{}]}"#), Ok("{}")], |host| {
        let objects =
            Objects { api_version: "v1", kind: "Pod", labels: Some("app=web"), ..Objects::default() };
        let all = host.list(&objects).map(<[_]>::len);
        let some =
            host.list(&Objects { namespace: Some("ml"), masks: &["spec.volumes", "status"], ..objects });
        (all, some.map(<[_]>::len).map_err(|error| error.why))
    });
    assert_eq!(items, (Ok(2), Err(Why::Unreachable)));
    let all = r#"{"api_version":"v1","kind":"Pod","label_selector":"app=web","field_selector":null,"field_masks":null}"#;
    let some = r#"{"api_version":"v1","kind":"Pod","namespace":"ml","label_selector":"app=web","field_selector":null,"field_masks":["spec.volumes","status"]}"#;
    assert_eq!((asked[0].1.as_str(), asked[0].2.as_str()), ("list_resources_all", all));
    assert_eq!((asked[1].1.as_str(), asked[1].2.as_str()), ("list_resources_by_namespace", some));
}

#[test]
fn reviews_access() {
    let (answers, asked) = ask(&[Ok(r#"{"allowed":true}"#), Ok(r#"{"denied":true}"#)], |host| {
        let access = Access {
            user: "system:serviceaccount:ml:trainer",
            groups: &["system:serviceaccounts"],
            verb: "get",
            group: "",
            resource: "secrets",
            namespace: Some("ml"),
            name: None,
        };
        let other = Access { name: Some("token"), ..access };
        (host.can_i(&access), host.can_i(&other).map_err(|error| error.why))
    });
    assert_eq!(answers, (Ok(true), Err(Why::Unreachable)));
    let payload = r#"{"subject_access_review":{"user":"system:serviceaccount:ml:trainer","groups":["system:serviceaccounts"],"resource_attributes":{"resource":"secrets","verb":"get","group":"","name":null,"namespace":"ml"}},"disable_cache":false}"#;
    assert_eq!(asked[0].2, payload);
}

const DIGEST: &str = "sha256:9b2a1f0b6c3d4e5f60718293a4b5c6d7e8f90123456789abcdef0123456789ab";

#[test]
fn verifies_in_five_ways() {
    let trusted = format!(r#"{{"is_trusted":true,"digest":"{DIGEST}"}}"#);
    for (by, payload) in [
        (Verification::PublicKey("a\nb"), r#"{"type":"SigstorePubKeyVerify","pub_keys":["a\nb"]"#),
        (
            Verification::Keyless { issuer: "https://i", subject: "a@example.com" },
            r#"{"type":"SigstoreKeylessVerify","keyless":[{"issuer":"https://i","subject":"a@example.com"}]"#,
        ),
        (
            Verification::KeylessPrefix { issuer: "https://i", url_prefix: "https://u/" },
            r#"{"type":"SigstoreKeylessPrefixVerify","keyless_prefix":[{"issuer":"https://i","url_prefix":"https://u/"}]"#,
        ),
        (
            Verification::GithubActions { owner: "acme-ai", repo: None },
            r#"{"type":"SigstoreGithubActionsVerify","owner":"acme-ai","repo":null"#,
        ),
        (
            Verification::Certificate { certificate: "ab", chain: &["c"], require_rekor_bundle: true },
            r#"{"type":"SigstoreCertificateVerify","certificate":[97,98],"certificate_chain":[[99]],"require_rekor_bundle":true"#,
        ),
    ] {
        let (digest, asked) = ask(&[Ok(&trusted)], |host| {
            host.verify("ghcr.io/a/b:1", &by, &[("env", "prod")])
                .map(str::to_owned)
                .map_err(|error| error.why)
        });
        assert_eq!(digest.as_deref(), Ok(DIGEST));
        let payload = format!(r#"{payload},"image":"ghcr.io/a/b:1","annotations":{{"env":"prod"}}}}"#);
        assert_eq!(asked, [("oci".into(), "v2/verify".into(), payload)]);
    }
}

#[test]
fn an_image_is_trusted_only_by_the_word_and_with_a_digest() {
    for (answer, why) in [
        (format!(r#"{{"is_trusted":false,"digest":"{DIGEST}"}}"#), Why::Refused),
        (format!(r#"{{"digest":"{DIGEST}"}}"#), Why::Refused),
        (r#"{"is_trusted":true}"#.to_owned(), Why::Unreachable),
        (r#"{"is_trusted":true,"digest":"latest"}"#.to_owned(), Why::Unreachable),
        ("true".to_owned(), Why::Refused),
    ] {
        let (refused, _) = ask(&[Ok(&answer)], |host| {
            host.verify("ghcr.io/a/b:1", &Verification::PublicKey("k"), &[]).map_err(|error| error.why).err()
        });
        assert_eq!(refused, Some(why), "{answer}");
    }
}

#[test]
fn reads_digests_and_manifests() {
    let digest = format!(r#"{{"digest":"{DIGEST}"}}"#);
    let manifest = format!(r#"{{"manifest":{{"layers":[]}},"digest":"{DIGEST}","config":{{}}}}"#);
    let (read, asked) = ask(&[Ok(&digest), Ok(&manifest)], |host| {
        let digest = host.digest("ghcr.io/a/b:1").unwrap().to_owned();
        let manifest = host.manifest("ghcr.io/a/b:1").unwrap();
        (
            digest,
            manifest.manifest.raw().to_owned(),
            manifest.digest.to_owned(),
            manifest.config.raw().to_owned(),
        )
    });
    assert_eq!(read, (DIGEST.into(), r#"{"layers":[]}"#.into(), DIGEST.into(), "{}".into()));
    let operations: Vec<_> = asked.iter().map(|(_, operation, _)| operation.as_str()).collect();
    assert_eq!(operations, ["v1/manifest_digest", "v1/oci_manifest_config"]);
    assert_eq!(asked[0].2, r#""ghcr.io/a/b:1""#);
}

/// Every text that a host was seen to give, and what it stands for.
#[test]
fn tells_failures_apart_by_their_words() {
    for (text, why) in [
        (
            "Policy has not been granted access to the 'oci/v2/verify' host capability. The violation has been reported.",
            Why::NotGranted,
        ),
        (
            "Policy has not been granted access to Kubernetes v1/Secret resources. The violation has been reported.",
            Why::NotGranted,
        ),
        (
            "Callback evaluation failure: ApiError: persistentvolumeclaims \"data\" is forbidden: User \"system:serviceaccount:kubewarden:policy-server\" cannot get resource \"persistentvolumeclaims\" in API group \"\" in the namespace \"ml\": Forbidden (Status { status: Some(Failure), code: 403 })",
            Why::NotGranted,
        ),
        (
            "Callback evaluation failure: ApiError: Internal error occurred: etcdserver: no leader: InternalError (Status { status: Some(Failure), code: 500 })",
            Why::Unknown,
        ),
        (
            "Callback evaluation failure: error finding resource resource.k8s.io/v1 / ResourceClaim: ApiError: 404 page not found\n: Failed to parse error data",
            Why::Unknown,
        ),
        ("Callback evaluation failure: ServiceError: client error (SendRequest)", Why::Unknown),
        (
            "Callback evaluation failure: Error deserializing response: expected value at line 1 column 1",
            Why::Unknown,
        ),
        ("Callback evaluation failure: no signatures found for image: ghcr.io/a/b:1 ", Why::Unsigned),
        (
            "Callback evaluation failure: Image verification failed: missing signatures\nThe following constraints were not satisfied:",
            Why::Refused,
        ),
        (
            "Callback evaluation failure: verification failed: Several Signature Layers failed verification",
            Why::Refused,
        ),
        (
            "Callback evaluation failure: failed to get image trusted layers: No Signature Layer passed verification",
            Why::Refused,
        ),
        (
            "Callback evaluation failure: failed to get image trusted layers: Cannot fetch manifest of ghcr.io/a/b:1: Registry error: url https://ghcr.io, envelope: OCI API errors: [OCI API error: manifest unknown]",
            Why::Unreachable,
        ),
        (
            "Callback evaluation failure: failed to get image trusted layers: Cannot fetch manifest of ghcr.io/a/b:1: error sending request for url (https://ghcr.io)",
            Why::Unreachable,
        ),
        (
            "Callback evaluation failure: oci.manifest_digest: Fail to interact with OCI registry: error sending request for url (https://ghcr.io)",
            Why::Unreachable,
        ),
        (
            "Callback evaluation failure: oci.manifest_digest: Fail to interact with OCI registry: Not authorized: url https://ghcr.io",
            Why::Unknown,
        ),
        ("Callback evaluation failure: Invalid OCI image reference: invalid reference format", Why::Unknown),
        ("Callback evaluation failure: kube::Client was not initialized properly", Why::Unknown),
        ("Error obtaining response over callback channel", Why::Unknown),
        ("Error sending request over callback channel: no available capacity", Why::Unreachable),
        ("unknown namespace: oci", Why::Unknown),
        ("", Why::Unknown),
    ] {
        assert_eq!(HostError::of(text).why, why, "{text}");
    }
}

#[test]
fn knows_whether_a_tag_exists() {
    let unknown = "Callback evaluation failure: oci.oci_manifest: Fail to interact with OCI registry: Registry error: url https://ghcr.io, envelope: OCI API errors: [OCI API error: manifest unknown]";
    let down = "Callback evaluation failure: oci.oci_manifest: Fail to interact with OCI registry: Server error: url https://ghcr.io, code: 503, message: ";
    let (answers, _) = ask(&[Ok("{}"), Err(unknown), Err(down)], |host| {
        ["a/b:1", "a/b:2", "a/b:3"].map(|image| host.has_manifest(image).map_err(|error| error.why))
    });
    assert_eq!(answers, [Ok(true), Ok(false), Err(Why::Unknown)]);
}
