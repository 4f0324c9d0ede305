//! Small modules that behave in one odd way, and the means to run them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use host_tester::engine::{Engine, Limits, Options};
use host_tester::evaluate::{Policy, Request, Surroundings};
use host_tester::module;
use policy_test::outcome::Fault;
use policy_test::response::Response;
use serde_json::json;

/// Limits small enough for tests that run into them.
pub(crate) fn options() -> Options {
    let limits = Limits { memory: 4 << 20, table: 1000, output: 1 << 16, response: 1 << 20 };
    Options { deadline: Duration::from_millis(200), limits, parallel: false, ..Options::default() }
}

/// A policy that accepts everything, but runs `body` first when it is asked to validate; `$payload` bytes of request
/// are there, and imports and further fields of the module come in `fields`.
pub(crate) fn wat(fields: &str, body: &str) -> String {
    format!(
        r#"(module
            (import "wapc" "__guest_request" (func $request (param i32 i32)))
            (import "wapc" "__guest_response" (func $response (param i32 i32)))
            (import "wapc" "__guest_error" (func $error (param i32 i32)))
            (import "wapc" "__host_call" (func $host_call (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
            (import "wapc" "__host_response_len" (func $host_response_len (result i32)))
            (import "wapc" "__host_response" (func $host_response (param i32)))
            (import "wapc" "__host_error_len" (func $host_error_len (result i32)))
            (import "wapc" "__host_error" (func $host_error (param i32)))
            (import "wapc" "__console_log" (func $log (param i32 i32)))
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 4)
            (data (i32.const 1024) "{{\"accepted\":true,\"valid\":true}}")
            {fields}
            (func (export "__guest_call") (param $operation i32) (param $payload i32) (result i32)
                (if (i32.eq (local.get $operation) (i32.const 8)) (then {body}))
                (call $response (i32.const 1024) (i32.const 30))
                (i32.const 1)))"#
    )
}

/// The module with the least metadata that policy-server takes.
pub(crate) fn annotated(wat: &str) -> Vec<u8> {
    annotated_with(wat, &json!({"rules": [], "mutating": false, "protocolVersion": "v1"}))
}

pub(crate) fn annotated_with(wat: &str, metadata: &serde_json::Value) -> Vec<u8> {
    let wasm = ::wat::parse_str(wat).expect("the test's module is valid");
    module::annotate(&wasm, module::check(metadata).expect("the test's metadata is valid"), None)
        .expect("annotated once")
}

pub(crate) fn load(engine: &Engine, wat: &str) -> Result<Policy, Fault> {
    Policy::load(engine, "test", &annotated(wat))
}

/// Loads and evaluates one request.
pub(crate) fn evaluate(engine: &Engine, wat: &str) -> Result<Response, Fault> {
    let policy = Arc::new(load(engine, wat)?);
    let terms = policy.own_terms();
    policy.configure(&json!({}), terms, 0)?.evaluate(&request(), &Surroundings::unstated(0)).result
}

pub(crate) fn request() -> Request {
    Request::new(review()).expect("the test's request is valid")
}

pub(crate) fn review() -> serde_json::Value {
    json!({"kind": "AdmissionReview", "request": {
        "uid": "u", "operation": "CREATE", "userInfo": {}, "namespace": "ml",
        "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": []}},
    }})
}

/// A folder of modules and requests for the command line.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the folder can be made");
    std::fs::write(path, bytes).expect("the file can be written");
}
