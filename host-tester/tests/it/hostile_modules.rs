//! Modules that misbehave: each way is a fault of its own, the process survives, and the next request is judged.

use std::time::Instant;

use crate::support::{annotated, annotated_with, evaluate, load, options, wat};
use host_tester::engine::Engine;
use host_tester::evaluate::Policy;
use policy_test::outcome::Fault;
use serde_json::json;

/// Runs a module and then a healthy one in the same engine.
fn fault_of(module: &str) -> Fault {
    let engine = Engine::new(options()).unwrap();
    let fault = evaluate(&engine, module).expect_err("the module misbehaves");
    let healthy = evaluate(&engine, &wat("", "")).expect("the next request is judged");
    assert!(healthy.accepted);
    fault
}

fn trap_of(module: &str) -> String {
    match fault_of(module) {
        Fault::Trap(text) => text,
        other => panic!("expected a trap, got {other:?}"),
    }
}

#[test]
fn a_trap_is_named_with_its_reason() {
    let text = trap_of(&wat("", "(unreachable)"));
    assert!(text.contains("unreachable"), "{text}");
}

#[test]
fn a_trap_carries_the_guests_last_words() {
    let fields =
        r#"(data (i32.const 2048) "\10\08\00\00\0c\00\00\00") (data (i32.const 2064) "it panicked\n")"#;
    let body =
        "(drop (call $write (i32.const 2) (i32.const 2048) (i32.const 1) (i32.const 4096))) (unreachable)";
    let text = trap_of(&wat(fields, body));
    assert!(text.ends_with("(the guest's last words: `it panicked`)"), "{text}");
}

#[test]
fn a_stack_overflow_is_a_trap() {
    let text = trap_of(&wat("(func $deep (call $deep) (call $deep))", "(call $deep)"));
    assert!(text.contains("stack"), "{text}");
}

#[test]
fn a_division_by_zero_is_a_trap() {
    trap_of(&wat("", "(drop (i32.div_u (i32.const 1) (i32.const 0)))"));
}

#[test]
fn an_endless_loop_ends_at_the_deadline() {
    let begun = Instant::now();
    assert_eq!(fault_of(&wat("", "(loop $l (br $l))")), Fault::Deadline);
    assert!(begun.elapsed().as_millis() >= 200, "the deadline was cut short");
}

#[test]
fn an_endless_initialisation_ends_at_the_deadline() {
    assert_eq!(fault_of(&wat(r#"(func (export "wapc_init") (loop $l (br $l)))"#, "")), Fault::Deadline);
    assert_eq!(fault_of(&wat("(func $s (loop $l (br $l))) (start $s)", "")), Fault::Deadline);
}

#[test]
fn a_memory_bomb_is_stopped_at_the_ceiling() {
    let body = "(loop $l (br_if $l (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)";
    assert_eq!(fault_of(&wat("", body)), Fault::Memory);
}

#[test]
fn a_module_that_starts_above_the_ceiling_is_refused() {
    let module = wat("", "").replace("(memory (export \"memory\") 4)", "(memory (export \"memory\") 2000)");
    let engine = Engine::new(options()).unwrap();
    assert!(matches!(evaluate(&engine, &module), Err(Fault::Memory | Fault::Load(_))));
}

#[test]
fn a_refused_growth_that_the_guest_survives_is_no_fault() {
    let engine = Engine::new(options()).unwrap();
    let response = evaluate(&engine, &wat("", "(drop (memory.grow (i32.const 1000)))")).unwrap();
    assert!(response.accepted);
}

#[test]
fn a_flood_of_output_is_stopped() {
    let fields = r#"(data (i32.const 2048) "\00\10\00\00\00\10\00\00")"#;
    let body =
        "(loop $l (drop (call $write (i32.const 1) (i32.const 2048) (i32.const 1) (i32.const 16))) (br $l))";
    assert_eq!(fault_of(&wat(fields, body)), Fault::Output);
}

#[test]
fn a_flood_of_log_lines_is_stopped() {
    assert_eq!(
        fault_of(&wat("", "(loop $l (call $log (i32.const 1024) (i32.const 30)) (br $l))")),
        Fault::Output
    );
}

#[test]
fn an_oversized_response_is_stopped() {
    let body = "(drop (memory.grow (i32.const 30))) (call $response (i32.const 0) (i32.const 2000000))";
    assert_eq!(fault_of(&wat("", body)), Fault::Output);
}

#[test]
fn garbage_instead_of_a_response_is_named() {
    let garbage = |data: &str, len: u32| {
        let fields = format!(r#"(data (i32.const 4096) "{data}")"#);
        fault_of(&wat(
            &fields,
            &format!("(call $response (i32.const 4096) (i32.const {len})) (return (i32.const 1))"),
        ))
    };
    for (data, len) in
        [("garbage", 7), ("", 0), (r"\ff\fe", 2), ("{}", 2), ("[]", 2), (r#"{\"accepted\":1}"#, 14)]
    {
        assert!(matches!(garbage(data, len), Fault::BadResponse(_)), "{data}");
    }
}

#[test]
fn silence_is_named_as_policy_server_names_it() {
    assert_eq!(
        trap_of(&wat("", "(return (i32.const 1))")),
        "No error message OR response set for call success"
    );
    assert_eq!(trap_of(&wat("", "(return (i32.const 0))")), "No error message set for call failure");
}

#[test]
fn a_guests_own_error_is_passed_on() {
    let fields = r#"(data (i32.const 4096) "no such luck")"#;
    assert_eq!(
        trap_of(&wat(fields, "(call $error (i32.const 4096) (i32.const 12)) (return (i32.const 0))")),
        "no such luck"
    );
}

#[test]
fn pointers_out_of_memory_are_traps_and_never_panics() {
    for body in [
        "(call $request (i32.const -1) (i32.const 0))",
        "(call $request (i32.const 0) (i32.const 262140))",
        "(call $response (i32.const 262140) (i32.const 8))",
        "(call $response (i32.const -8) (i32.const 16))",
        "(call $error (i32.const 0) (i32.const -1))",
        "(call $log (i32.const 262144) (i32.const 1))",
        "(drop (call $host_call (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1)
            (i32.const 262144) (i32.const 1)))",
        "(drop (call $random (i32.const 0) (i32.const -1)))",
        "(drop (call $clock (i32.const 0) (i64.const 0) (i32.const 262144)))",
        "(drop (call $write (i32.const 1) (i32.const 262140) (i32.const 1) (i32.const 0)))",
        "(drop (call $write (i32.const 1) (i32.const 0) (i32.const -1) (i32.const 0)))",
        "(call $host_error (i32.const 262144)) (i32.store (i32.const 262144) (i32.const 0))",
    ] {
        let text = trap_of(&wat("", body));
        assert!(text.contains("outside of its memory") || text.contains("out of bounds"), "{body}: {text}");
    }
}

#[test]
fn text_that_is_no_utf_8_is_a_trap() {
    let fields = r#"(data (i32.const 4096) "\ff\fe")"#;
    for body in ["(call $error (i32.const 4096) (i32.const 2))", "(call $log (i32.const 4096) (i32.const 2))"]
    {
        let text = trap_of(&wat(fields, body));
        assert!(text.contains("not UTF-8"), "{text}");
    }
}

#[test]
fn leaving_the_process_is_a_trap_whatever_the_code() {
    for code in [0, 1, 3] {
        let text = trap_of(&wat("", &format!("(call $exit (i32.const {code}))")));
        assert_eq!(text, format!("the guest called proc_exit({code})"));
    }
}

#[test]
fn a_starter_may_leave_with_zero_and_nothing_else() {
    let engine = Engine::new(options()).unwrap();
    let starter =
        |code: u32| wat(&format!(r#"(func (export "_start") (call $exit (i32.const {code})))"#), "");
    assert!(evaluate(&engine, &starter(0)).unwrap().accepted);
    let text = trap_of(&starter(7));
    assert!(text.ends_with("initialisation failed: the guest called proc_exit(7)"), "{text}");
}

#[test]
fn missing_exports_are_named() {
    let engine = Engine::new(options()).unwrap();
    let without_memory =
        r#"(module (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 0)))"#;
    assert_eq!(load(&engine, without_memory).err(), Some(Fault::MissingExport("memory".to_owned())));
    let without_call = r#"(module (memory (export "memory") 1))"#;
    assert_eq!(load(&engine, without_call).err(), Some(Fault::MissingExport("__guest_call".to_owned())));
    let wrong = r#"(module (memory (export "memory") 1) (func (export "__guest_call") (param i32)))"#;
    assert!(
        matches!(load(&engine, wrong).err(), Some(Fault::MissingExport(text)) if text.contains("something else"))
    );
}

#[test]
fn unknown_imports_are_named_when_the_module_is_loaded() {
    let engine = Engine::new(options()).unwrap();
    for (import, name) in [
        (r#"(import "wapc" "__guest_nope" (func))"#, "wapc::__guest_nope"),
        (r#"(import "env" "abort" (func (param i32 i32 i32 i32)))"#, "env::abort"),
        (r#"(import "wapc" "__guest_request" (func (param i64)))"#, "wapc::__guest_request"),
    ] {
        let module = format!(r#"(module {import} (memory (export "memory") 1))"#);
        let fault = load(&engine, &module).err();
        assert!(matches!(&fault, Some(Fault::Load(text)) if text.contains(name)), "{fault:?}");
    }
}

#[test]
fn all_of_wasi_can_be_imported_and_most_of_it_refuses() {
    let engine = Engine::new(options()).unwrap();
    let module = wat("", "").replace("wasi_snapshot_preview1", "wasi_unstable");
    assert!(evaluate(&engine, &module).unwrap().accepted);
    let opened = r#"(module
        (import "wasi_snapshot_preview1" "path_open"
            (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wapc" "__guest_response" (func $response (param i32 i32)))
        (memory (export "memory") 1) (data (i32.const 0) "{\"accepted\":true,\"valid\":true}")
        (func (export "__guest_call") (param i32 i32) (result i32)
            (if (i32.ne (i32.const 8) (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
                (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0))) (then (unreachable)))
            (call $response (i32.const 0) (i32.const 30)) (i32.const 1)))"#;
    assert!(evaluate(&engine, opened).unwrap().accepted);
}

#[test]
fn bytes_that_are_no_module_are_named() {
    let engine = Engine::new(options()).unwrap();
    for bytes in [&b"no wasm"[..], b"\0asm\x01\0\0", b""] {
        assert!(matches!(Policy::load(&engine, "test", bytes), Err(Fault::Load(_))));
    }
    let mut cut = annotated(&wat("", ""));
    cut.truncate(cut.len() / 2);
    assert!(matches!(Policy::load(&engine, "test", &cut), Err(Fault::Load(_))));
}

#[test]
fn metadata_that_policy_server_would_refuse_is_refused() {
    let engine = Engine::new(options()).unwrap();
    let load = |wasm: &[u8]| Policy::load(&engine, "test", wasm).err().expect("it is refused");
    let bare = ::wat::parse_str(wat("", "")).unwrap();
    assert!(matches!(load(&bare), Fault::Load(text) if text.contains("no metadata section")));
    let metadata = json!({"rules": [], "mutating": false});
    let without_version = annotated_with(&wat("", ""), &metadata);
    assert!(matches!(load(&without_version), Fault::Load(text) if text.contains("missing protocol version")));
    let broken = [bare.as_slice(), b"\0\x1b\x16io.kubewarden.metadata{bad"].concat();
    let fault = load(&broken);
    assert!(matches!(&fault, Fault::Load(text) if text.contains("cannot be read")), "{fault}");
}

#[test]
fn other_execution_modes_are_named() {
    let engine = Engine::new(options()).unwrap();
    for mode in ["opa", "gatekeeper", "wasi"] {
        let metadata =
            json!({"rules": [], "mutating": false, "protocolVersion": "v1", "executionMode": mode});
        let fault = Policy::load(&engine, "test", &annotated_with(&wat("", ""), &metadata)).err();
        assert_eq!(fault, Some(Fault::UnsupportedMode(mode.to_owned())));
    }
}
