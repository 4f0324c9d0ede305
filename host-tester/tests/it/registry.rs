//! `push` and `pull` against registries that do what registries should not, or not always.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::fake_registry::{Answer, Asked, Fake, answer, digest, layers, manifest};
use crate::support::{annotated, wat, write};
use serde_json::{Value, json};
use wasm_encoder::{CustomSection, Section};

struct Shell {
    folder: tempfile::TempDir,
}

impl Shell {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs host-tester in the folder, with the logins of its folder `docker` and the helpers of its folder `bin`.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let output = Command::new(env!("CARGO_BIN_EXE_host-tester"))
            .current_dir(self.folder.path())
            .args(arguments)
            .env("DOCKER_CONFIG", self.path("docker"))
            .env("PATH", path)
            .env("NO_PROXY", "127.0.0.1")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn pull(&self, place: &str) -> (i32, String, String) {
        self.run(&["pull", "--plain-http", place])
    }

    /// The error of a pull that must fail and write nothing.
    fn refused(&self, place: &str) -> String {
        let (code, out, errors) = self.pull(place);
        assert_eq!((code, out.as_str()), (2, ""), "{errors}");
        assert!(!self.path("finder.wasm").exists());
        errors
    }
}

fn policy() -> Vec<u8> {
    annotated(&wat("", ""))
}

fn untouched(_: &Asked, _: &str) -> Option<Answer> {
    None
}

#[test]
fn a_policy_is_pulled_by_tag_and_by_digest() {
    let (shell, fake) = (Shell::new(), Fake::with_policy(&policy(), untouched));
    let digest = digest(manifest(&layers(&policy())).as_bytes());
    let by_digest = format!("{}/guardrails/finder@{digest}", fake.address);
    let (code, out, errors) = shell.pull(&fake.place());
    assert_eq!((code, out), (0, format!("finder.wasm is {by_digest}\n")), "{errors}");
    assert_eq!(std::fs::read(shell.path("finder.wasm")).unwrap(), policy());
    let (code, out, errors) =
        shell.run(&["pull", "--plain-http", "--output", "json", "--out", "a/b.wasm", &by_digest]);
    assert_eq!(code, 0, "{errors}");
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["immutable_ref"], &json["file"]), (&json!(by_digest), &json!("a/b.wasm")));
    assert_eq!(std::fs::read(shell.path("a/b.wasm")).unwrap(), policy());
}

#[test]
fn a_blob_that_differs_from_its_digest_is_not_written() {
    let mut tampered = policy();
    *tampered.last_mut().unwrap() ^= 1;
    let longer = [policy(), vec![0]].concat();
    for (blob, part) in [(tampered, "expected `sha256:"), (longer, "the blob is longer than the")] {
        let fake = Fake::with_policy(&policy(), move |asked, _| {
            asked.line.contains("/blobs/").then(|| (200, String::new(), blob.clone()))
        });
        let errors = Shell::new().refused(&fake.place());
        assert!(
            errors.contains("finder:v1` was damaged or tampered with") && errors.contains(part),
            "{errors}"
        );
    }
}

#[test]
fn a_manifest_that_differs_from_its_digest_is_refused() {
    let fake = Fake::with_policy(&policy(), untouched);
    let other = digest(b"another manifest");
    let errors = Shell::new().refused(&format!("{}/guardrails/finder@{other}", fake.address));
    assert!(errors.contains(&format!("expected `{other}`")), "{errors}");
    assert!(fake.asked().iter().all(|asked| !asked.line.contains("/blobs/")));
}

#[test]
fn artifacts_of_other_kinds_are_refused() {
    let mut tar = layers(&policy());
    tar[0]["mediaType"] = json!("application/vnd.oci.image.layer.v1.tar");
    let two = json!([layers(&policy())[0], layers(&policy())[0]]);
    let mut huge = layers(&policy());
    huge[0]["size"] = json!(1_u64 << 40);
    let index = json!({"schemaVersion": 2, "manifests": []}).to_string();
    for (manifest, part) in [
        (manifest(&tar), "its layer is of type `application/vnd.oci.image.layer.v1.tar`"),
        (manifest(&two), "it has 2 layers instead of one"),
        (manifest(&huge), "is more than the"),
        (index, "it is an index of images"),
        ("{".to_owned(), "its manifest cannot be read"),
    ] {
        let fake = Fake::with_policy(&policy(), move |asked, _| {
            asked.line.contains("/manifests/").then(|| answer(200, &manifest))
        });
        let errors = Shell::new().refused(&fake.place());
        assert!(errors.contains("finder:v1` is no Kubewarden policy") && errors.contains(part), "{errors}");
    }
    let errors = Shell::new().refused(&Fake::with_policy(b"#!/bin/sh", untouched).place());
    assert!(errors.contains("not a WebAssembly module"), "{errors}");
}

#[test]
fn a_registry_that_recovers_is_asked_again() {
    let busy = r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}"#;
    let count = AtomicUsize::new(0);
    let fake = Fake::with_policy(&policy(), move |asked, _| {
        let number = count.fetch_add(usize::from(asked.line != "GET /v2/"), Ordering::Relaxed);
        match number {
            _ if asked.line == "GET /v2/" => None,
            0 => Some(answer(503, "starting")),
            2 => Some(answer(429, busy)),
            _ => None,
        }
    });
    let (code, _, errors) = Shell::new().pull(&fake.place());
    assert_eq!((code, errors.matches("note: trying again: ").count()), (0, 2), "{errors}");
    assert!(errors.contains("now (503 starting)") && errors.contains("now (429 slow down)"), "{errors}");
}

#[test]
fn a_registry_that_stays_away_is_given_up() {
    let fake = Fake::with_policy(&policy(), |asked, _| {
        asked.line.contains("/manifests/").then(|| answer(502, "bad\ngateway"))
    });
    let errors = Shell::new().refused(&fake.place());
    assert!(
        errors.contains("cannot pull") && errors.contains("now (502 bad gateway); try later"),
        "{errors}"
    );
    assert_eq!(fake.asked().len(), 4);
    // Bound and dropped: nobody listens there.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let errors = Shell::new().refused(&format!("{nobody}/guardrails/finder:v1"));
    assert!(errors.contains(&format!("error: `{nobody}` cannot be reached: Connection refused")), "{errors}");
}

#[test]
fn a_registry_without_tls_is_told_from_one_that_is_away() {
    let (shell, fake) = (Shell::new(), Fake::with_policy(&policy(), untouched));
    let (code, _, errors) = shell.run(&["pull", &fake.place()]);
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains(&format!("no TLS with `{}`", fake.address)), "{errors}");
    assert!(errors.contains("--plain-http") && !errors.contains("trying again"), "{errors}");
    write(&shell.path("ca.pem"), "nonsense");
    let (code, _, errors) = shell.run(&["pull", "--ca-file", "ca.pem", &fake.place()]);
    assert_eq!((code, errors.contains("ca.pem: it holds no certificate")), (2, true), "{errors}");
}

#[test]
fn what_does_not_exist_is_named() {
    let unknown = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{}}]}"#;
    let fake = Fake::with_policy(&policy(), |asked, _| {
        asked.line.contains("/manifests/").then(|| answer(404, unknown))
    });
    let errors = Shell::new().refused(&fake.place());
    assert!(errors.contains("finder:v1` does not exist (404 manifest unknown)"), "{errors}");
    assert_eq!(fake.asked().len(), 1, "it is not asked again");
}

/// Lets in whoever shows `authorization`, and names `scheme` to the others.
fn guarded(scheme: &'static str, authorization: &'static str) -> Fake {
    Fake::with_policy(&policy(), move |asked, address| {
        let known = asked.authorization == "Basic dXNlcjpwYXNz";
        if asked.line.starts_with("GET /token") {
            return Some(if known { answer(200, r#"{"token":"for-a-while"}"#) } else { answer(401, "who?") });
        }
        let challenge = format!("WWW-Authenticate: {}\r\n", scheme.replace("ADDRESS", address));
        (asked.authorization != authorization).then(|| (401, challenge, b"{}".to_vec()))
    })
}

const BASIC: &str = "Basic realm=\"fake\"";
const BEARER: &str = "Bearer realm=\"http://ADDRESS/token\",service=\"fake\"";

#[test]
fn logins_of_docker_and_its_helpers_are_shown_to_the_registry() {
    // It is not written here: a file that another thread's child still has open for writing cannot be run.
    let helper = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/docker-credential-fake");
    for (scheme, authorization) in [(BASIC, "Basic dXNlcjpwYXNz"), (BEARER, "Bearer for-a-while")] {
        for helped in [false, true] {
            let (shell, fake) = (Shell::new(), guarded(scheme, authorization));
            let config = if helped {
                json!({"credHelpers": {&fake.address: "fake"}})
            } else {
                json!({"auths": {&fake.address: {"auth": "dXNlcjpwYXNz"}}})
            };
            write(&shell.path("docker/config.json"), config.to_string());
            std::fs::create_dir_all(shell.path("bin")).unwrap();
            std::os::unix::fs::symlink(helper, shell.path("bin/docker-credential-fake")).unwrap();
            let (code, _, errors) = shell.pull(&fake.place());
            assert_eq!(code, 0, "{scheme} {helped}: {errors}");
        }
    }
}

#[test]
fn who_is_not_let_in_learns_which_login_was_tried() {
    let (shell, fake) = (Shell::new(), guarded(BEARER, "Bearer for-a-while"));
    let errors = shell.refused(&fake.place());
    assert!(errors.contains("does not allow to pull") && errors.contains("(401 unauthorized)"), "{errors}");
    assert!(errors.contains("docker/config.json cannot be read"), "{errors}");
    for (config, part) in [
        (json!({"auths": {}}), "docker/config.json has no login for it"),
        (json!({"auths": {&fake.address: {"auth": "dXNlcjp3cm9uZw"}}}), "it was shown the login of"),
        (json!({"auths": {&fake.address: {"identitytoken": "t"}}}), "is an identity token"),
        (json!({"credsStore": "nowhere"}), "cannot be used: Unable to communicate with credential helper"),
    ] {
        write(&shell.path("docker/config.json"), config.to_string());
        let errors = shell.refused(&fake.place());
        assert!(errors.contains(part) && errors.contains("docker login"), "{errors}");
    }
    let denied = r#"{"errors":[{"code":"DENIED","message":"not yours"}]}"#;
    let fake = Fake::with_policy(&policy(), |asked, _| {
        asked.line.contains("/manifests/").then(|| answer(403, denied))
    });
    let errors = shell.refused(&fake.place());
    assert!(errors.contains("(403 not yours)"), "{errors}");
}

/// A registry that takes everything.
fn open() -> Fake {
    Fake::new(|asked, address| {
        let path = asked.line.split_once(' ').unwrap().1;
        let status = match asked.line.split(' ').next().unwrap() {
            "POST" | "PATCH" => 202,
            "PUT" => 201,
            _ => 200,
        };
        (status, format!("Location: http://{address}{path}\r\n"), Vec::new())
    })
}

#[test]
fn a_module_is_pushed_and_its_manifest_comes_last() {
    let (shell, fake) = (Shell::new(), open());
    write(&shell.path("finder.wasm"), policy());
    let (code, out, errors) = shell.run(&["push", "--plain-http", "finder.wasm", &fake.place()]);
    assert_eq!(code, 0, "{errors}");
    let asked = fake.asked();
    let last = asked.last().unwrap();
    assert_eq!(last.line, "PUT /v2/guardrails/finder/manifests/v1");
    assert_eq!(out, format!("{}/guardrails/finder@{}\n", fake.address, digest(&last.body)));
    let manifest: Value = serde_json::from_slice(&last.body).unwrap();
    assert_eq!(manifest["layers"], layers(&policy()));
    let uploaded: Vec<_> = asked.iter().filter(|asked| asked.line.starts_with("PATCH")).collect();
    assert_eq!((&uploaded[0].body[..], &uploaded[1].body[..]), (&policy()[..], &b"{}"[..]));
    let (_, out, _) = shell.run(&["push", "--plain-http", "--output", "json", "finder.wasm", &fake.place()]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["layer"], digest(&policy()));
    assert!(json["immutable_ref"].as_str().unwrap().ends_with(&digest(&last.body)));
}

/// A section of metadata that `annotate` would refuse to write.
fn raw_section(metadata: &Value) -> Vec<u8> {
    let mut section = Vec::new();
    let data = metadata.to_string().into_bytes().into();
    CustomSection { name: "io.kubewarden.metadata".into(), data }.append_to(&mut section);
    section
}

#[test]
fn a_module_that_nobody_could_load_is_never_sent() {
    let (shell, fake) = (Shell::new(), open());
    let bare = ::wat::parse_str(wat("", "")).unwrap();
    let valid = json!({"rules": [], "mutating": false, "protocolVersion": "v1"});
    let silent = json!({"rules": [], "mutating": false});
    let invalid = json!({"rules": [{"apiGroups": [], "apiVersions": ["v1"], "resources": ["pods"],
        "operations": ["CREATE"]}], "mutating": false});
    for (wasm, part) in [
        (b"#!/bin/sh".to_vec(), "not a WebAssembly module"),
        (bare.clone(), "the module has no metadata"),
        ([bare.clone(), raw_section(&silent)].concat(), "protocolVersion: must be `v1`"),
        ([bare.clone(), raw_section(&valid), raw_section(&valid)].concat(), "2 sections of metadata"),
        ([bare, raw_section(&invalid)].concat(), "is invalid: rules[0].apiGroups: must not be empty"),
    ] {
        write(&shell.path("finder.wasm"), wasm);
        let (code, out, errors) = shell.run(&["push", "--plain-http", "finder.wasm", &fake.place()]);
        assert_eq!((code, out.as_str()), (2, ""), "{errors}");
        assert!(errors.starts_with("error: finder.wasm: ") && errors.contains(part), "{errors}");
        assert!(errors.contains("host-tester annotate"), "{errors}");
    }
    let (code, _, errors) = shell.run(&["push", "finder.wasm", "https://example.com/finder:v1"]);
    assert_eq!((code, errors.contains("`https` is no scheme of a registry")), (2, true), "{errors}");
    let (code, _, errors) = shell.run(&["push", "gone.wasm", &fake.place()]);
    assert_eq!((code, errors.contains("cannot read gone.wasm")), (2, true), "{errors}");
    assert!(fake.asked().is_empty());
}
