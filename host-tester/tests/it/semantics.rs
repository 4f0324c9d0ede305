//! What policy-server promises to a policy, and what this harness adds so that runs can be repeated.

use std::sync::Arc;

use crate::support::{annotated, evaluate, load, options, request, wat};
use host_tester::engine::{Cache, Engine, Options};
use host_tester::evaluate::{Policy, Surroundings};
use policy_test::outcome::Fault;
use serde_json::json;

/// Where guests put what they want to tell.
const TOLD: usize = 4096;

/// A policy that runs `body` and then answers with a warning made of `len` bytes at [`TOLD`].
fn telling(fields: &str, body: &str, len: usize) -> String {
    const BEFORE: &str = r#"{\"accepted\":true,\"warnings\":[\""#;
    const AFTER: &str = r#"\"]}"#;
    const ANSWER: usize = 8192;
    let (before, after) = (BEFORE.replace('\\', "").len(), AFTER.replace('\\', "").len());
    let fields = format!(
        r#"{fields}
        (data (i32.const 3072) "{BEFORE}")
        (data (i32.const 3200) "{AFTER}")
        (func $tell
            (memory.copy (i32.const {ANSWER}) (i32.const 3072) (i32.const {before}))
            (memory.copy (i32.const {}) (i32.const {TOLD}) (i32.const {len}))
            (memory.copy (i32.const {}) (i32.const 3200) (i32.const {after}))
            (call $response (i32.const {ANSWER}) (i32.const {})))"#,
        ANSWER + before,
        ANSWER + before + len,
        before + len + after,
    );
    wat(&fields, &format!("{body} (call $tell) (return (i32.const 1))"))
}

#[test]
fn every_request_meets_a_fresh_instance() {
    let fields = "(global $seen (mut i32) (i32.const 0))";
    let body = "(if (global.get $seen) (then (unreachable))) (global.set $seen (i32.const 1))
        (if (i32.load (i32.const 200000)) (then (unreachable))) (i32.store (i32.const 200000) (i32.const 1))";
    let engine = Engine::new(options()).unwrap();
    let policy = Arc::new(load(&engine, &wat(fields, body)).unwrap());
    let configured = policy.configure(&json!({}), policy.own_terms(), 0).unwrap();
    for _ in 0..20 {
        assert!(configured.evaluate(&request(), &Surroundings::unstated(0)).result.unwrap().accepted);
    }
}

#[test]
fn refused_settings_are_a_fault_of_their_own() {
    let answer = r#"{\"valid\":false,\"message\":\"no key `levle`\"}"#;
    let fields = format!(r#"(data (i32.const 4096) "{answer}")"#);
    let module =
        wat(&fields, "").replace("(i32.const 1024) (i32.const 30)", "(i32.const 4096) (i32.const 42)");
    let engine = Engine::new(options()).unwrap();
    assert_eq!(evaluate(&engine, &module), Err(Fault::Settings("no key `levle`".to_owned())));
}

#[test]
fn settings_must_be_an_object_or_nothing() {
    let engine = Engine::new(options()).unwrap();
    let policy = Arc::new(load(&engine, &wat("", "")).unwrap());
    let terms = policy.own_terms();
    assert!(policy.configure(&json!(null), terms.clone(), 0).is_ok());
    let fault = policy.configure(&json!([1]), terms, 0).err();
    assert_eq!(fault, Some(Fault::Settings("Invalid settings in CRD, not an object".to_owned())));
}

#[test]
fn the_clock_shows_the_date_of_the_evaluation() {
    let body = "(drop (call $clock (i32.const 0) (i64.const 0) (i32.const 4096)))";
    let engine = Engine::new(options()).unwrap();
    let policy = Arc::new(load(&engine, &telling("", body, 8)).unwrap());
    let configured = policy.configure(&json!({}), policy.own_terms(), 0).unwrap();
    let now = u64::from_le_bytes(*b"20261124");
    assert_eq!(
        configured.evaluate(&request(), &Surroundings::unstated(now)).result.unwrap().warnings,
        ["20261124"]
    );
}

#[test]
fn random_bytes_and_fuel_are_the_same_every_time() {
    // The loop runs as often as the first random byte says.
    let fields = r"(func $spin (local $n i32)
        (drop (call $random (i32.const 4096) (i32.const 16)))
        (local.set $n (i32.load8_u (i32.const 4096)))
        (loop $l (local.set $n (i32.sub (local.get $n) (i32.const 1))) (br_if $l (i32.gt_s (local.get $n) (i32.const 0)))))";
    let engine = Engine::new(Options { fuel: true, ..options() }).unwrap();
    let policy = Arc::new(load(&engine, &wat(fields, "(call $spin)")).unwrap());
    let configured = policy.configure(&json!({}), policy.own_terms(), 0).unwrap();
    let fuel: Vec<_> =
        (0..5).map(|_| configured.evaluate(&request(), &Surroundings::unstated(0)).fuel.unwrap()).collect();
    assert!(fuel[0] > 0 && fuel.iter().all(|burnt| *burnt == fuel[0]), "{fuel:?}");
}

#[test]
fn a_guest_sees_the_normalised_request() {
    let expected = "{'request':{'kind':{'group':'','kind':'Pod','version':'v1'},'namespace':'ml','object':";
    // Quotes are replaced, so that the bytes fit into the warning.
    let body = format!(
        "(call $request (i32.const 0) (i32.const {TOLD}))
        (local.set $i (i32.const {TOLD}))
        (loop $l
            (if (i32.eq (i32.load8_u (local.get $i)) (i32.const 34)) (then (i32.store8 (local.get $i) (i32.const 39))))
            (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {}))))",
        TOLD + expected.len()
    );
    let module = telling("", &body, expected.len())
        .replace("(result i32)\n                (if", "(result i32) (local $i i32) (if");
    let engine = Engine::new(options()).unwrap();
    assert_eq!(evaluate(&engine, &module).unwrap().warnings, [expected]);
}

#[test]
fn compiled_modules_come_from_the_cache_and_a_damaged_one_is_compiled_again() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let engine = Engine::new(Options { cache: Some(Cache::open(&cache).unwrap()), ..options() }).unwrap();
    let wasm = annotated(&wat("", ""));
    let load = || Policy::load(&engine, "test", &wasm).unwrap();
    assert!(!load().module.cached);
    assert!(load().module.cached);
    let file = std::fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(!load().module.cached, "a damaged file is never run");
    assert!(load().module.cached, "it is written anew");
}

#[test]
fn a_cache_that_others_can_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    std::fs::create_dir(&cache).unwrap();
    std::fs::set_permissions(&cache, std::fs::Permissions::from_mode(0o777)).unwrap();
    assert!(Cache::open(&cache).unwrap_err().to_string().contains("writable by others"));
    let parent = folder.path().join("parent");
    std::fs::create_dir(&parent).unwrap();
    std::fs::set_permissions(&parent, std::fs::Permissions::from_mode(0o777)).unwrap();
    assert!(Cache::open(&parent.join("cache")).unwrap_err().to_string().contains("writable by everybody"));
}
