//! The command line from outside: exit codes, forms of output, errors that say what to do.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{annotated, review, wat, write};
use serde_json::{Value, json};

pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// A folder with one request and the modules given.
    pub(crate) fn with(modules: &[(&str, &str)]) -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        for (name, body) in modules {
            write(&world.path(&format!("target/policies/{name}.wasm")), annotated(&wat(DATA, body)));
        }
        write(&world.path("requests/a.json"), review().to_string());
        world
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        finish(self.command(arguments).output().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_host-tester"));
        command.current_dir(self.folder.path()).args(arguments).stdin(Stdio::null());
        command
    }
}

fn finish(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const DATA: &str = r#"(data (i32.const 2048) "{\"accepted\":false,\"message\":\"no\"}")"#;
const REFUSE: &str = "(call $response (i32.const 2048) (i32.const 33)) (return (i32.const 1))";

#[test]
fn an_accepted_request_is_0_and_a_refused_one_is_1() {
    let world = World::with(&[("accepts", "")]);
    let (code, out, _) = world.run(&["replay", "--requests", "requests"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("would have refused 0 of 1 requests"), "{out}");
    let world = World::with(&[("accepts", ""), ("refuses", REFUSE)]);
    let (code, out, _) = world.run(&["replay", "--requests", "requests"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("would have refused 1 of 1 requests"), "{out}");
    assert!(out.contains("refuses: (no rule named)"), "{out}");
}

#[test]
fn a_broken_module_is_4_and_the_others_are_still_asked() {
    let bodies = [("loops", "(loop $l (br $l))"), ("refuses", REFUSE), ("traps", "(unreachable)")];
    let world = World::with(&bodies);
    write(&world.path("target/policies/nonsense.wasm"), "nonsense");
    let (code, out, _) = world.run(&["replay", "--requests", "requests", "--timeout", "100"]);
    assert_eq!(code, 4, "{out}");
    for part in [
        "the policy took too long",
        "unreachable",
        "the module cannot be loaded",
        "would have refused 1 of 1",
    ] {
        assert!(out.contains(part), "`{part}` is not in {out}");
    }
}

#[test]
fn the_code_does_not_depend_on_the_form_of_the_output() {
    let world = World::with(&[("refuses", REFUSE), ("traps", "(unreachable)")]);
    for form in ["text", "json", "junit"] {
        assert_eq!(world.run(&["replay", "--requests", "requests", "--output", form]).0, 4, "{form}");
    }
}

#[test]
fn json_is_one_document_and_nothing_else() {
    let world = World::with(&[("accepts", ""), ("refuses", REFUSE)]);
    let (_, out, _) = world.run(&["replay", "--requests", "requests", "--output", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["results"][1]["verdict"], "fail");
    assert_eq!(report["summary"]["exitCode"], 1);
    let world = World::with(&[("accepts", "")]);
    let (code, out, _) =
        world.run(&["replay", "--requests", "requests", "--filter", "none", "--output", "json"]);
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()["results"].clone()), (3, json!([])));
}

#[test]
fn nothing_evaluated_is_3() {
    let world = World::with(&[("accepts", "")]);
    std::fs::create_dir(world.path("empty")).unwrap();
    let (code, out, _) = world.run(&["replay", "--requests", "empty"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("nothing was evaluated"), "{out}");
}

#[test]
fn usage_and_configuration_are_2_and_say_what_to_do() {
    let world = World::with(&[("accepts", "")]);
    write(&world.path("p.yaml"), "apiVersion: v1\nkind: Pod\n");
    write(&world.path("gone.yaml"), policy("gone", "registry://example.com/gone:v1", "{}"));
    for (arguments, part) in [
        (&["replay", "--nonsense"][..], "--nonsense"),
        (&["replay", "--requests", "nowhere"], "neither a file nor a folder"),
        (
            &["replay", "--requests", "requests", "--policies", "p.yaml"],
            "p.yaml:1: `Pod` of `v1` is no policy",
        ),
        (
            &["replay", "--requests", "requests", "--policies", "gone.yaml"],
            "gone.yaml:1: the module of `gone`",
        ),
        (&["replay", "--requests", "requests", "--modules", "nowhere"], "--modules"),
        (&["replay", "--requests", "requests", "--now", "tomorrow"], "`tomorrow` is neither"),
        (&["replay"], "--requests"),
        (&["check", "requests"], "no manifest"),
        (&["inspect", "requests/a.json"], "not a WebAssembly module"),
    ] {
        let (code, _, errors) = world.run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {errors}");
        assert!(errors.contains(part), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_file_that_is_no_json_is_named_with_its_place_and_the_rest_is_judged() {
    let world = World::with(&[("accepts", "")]);
    write(&world.path("requests/b.json"), "{\"kind\":\n  nonsense");
    write(&world.path("requests/c.json"), "{\"uid\":\"u\"}");
    let (code, out, _) = world.run(&["replay", "--requests", "requests"]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("b.json") && out.contains("line 2 column"), "{out}");
    assert!(out.contains("c.json") && out.contains("missing field `kind`"), "{out}");
    assert!(out.contains("accepts              1       0        0       0"), "{out}");
    assert!(out.contains("(unreadable)         0       0        0       2"), "{out}");
    assert!(out.contains("would have refused 0 of 1 requests, 2 errors"), "{out}");
}

#[test]
fn requests_come_from_files_lines_and_standard_input() {
    let world = World::with(&[("accepts", "")]);
    write(&world.path("lines.jsonl"), format!("{}\n{}\n", review(), review()["request"]));
    let (code, out, _) = world.run(&["replay", "--requests", "lines.jsonl", "requests/a.json"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("of 3 requests"), "{out}");
    let mut command = world.command(&["replay", "--requests", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(
        &mut child.stdin.take().unwrap(),
        format!("{:#}{}", review(), review()).as_bytes(),
    )
    .unwrap();
    let (code, out, _) = finish(child.wait_with_output().unwrap());
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("of 2 requests"), "{out}");
}

#[test]
fn a_policy_in_monitor_mode_warns_and_fails_nothing() {
    let world = World::with(&[("refuses", REFUSE)]);
    let monitored = policy("watch", "refuses.wasm", "{}").replace("spec:\n", "spec:\n  mode: monitor\n");
    write(&world.path("p.yaml"), monitored);
    let (code, out, _) = world.run(&["replay", "--requests", "requests", "--policies", "p.yaml"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("would have refused 1 of 1"), "{out}");
}

#[test]
fn requests_outside_of_a_policys_rules_are_skipped_and_counted() {
    let world = World::with(&[("refuses", REFUSE)]);
    let rules =
        "  rules: [{apiGroups: [apps], apiVersions: [v1], resources: [deployments], operations: [CREATE]}]\n";
    write(&world.path("p.yaml"), policy("deployments", "registry://x/refuses:v1", "{}") + rules);
    let (code, out, _) = world.run(&["replay", "--requests", "requests", "--policies", "p.yaml"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("1 skipped: not in the policy's rules"), "{out}");
}

#[test]
fn the_order_of_the_output_does_not_depend_on_the_threads() {
    let world = World::with(&[("refuses", REFUSE)]);
    for number in 0..200 {
        write(&world.path(&format!("requests/{number:03}.json")), review().to_string());
    }
    let results = |jobs| {
        let (_, out, _) =
            world.run(&["replay", "--requests", "requests", "--output", "json", "--jobs", jobs]);
        let report: Value = serde_json::from_str(&out).unwrap();
        let names = report["results"].as_array().unwrap().iter().map(|result| result["request"].clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(results("1"), results("4"));
}

/// A project with one policy, whose module finds `privileged` in everything, and two recordings.
fn project() -> World {
    let answer = r#"{\"accepted\":false,\"message\":\"no\",\"audit_annotations\":{\"policy\":\"p@0\",\"findings\":
        \"[{\\\"rule\\\":\\\"privileged\\\",\\\"path\\\":\\\"spec\\\",\\\"mode\\\":\\\"deny\\\"}]\"}}"#;
    let len = answer.replace("\\\\", "_").replace("\\\"", "_").len();
    let world = World::with(&[]);
    let fields = format!("(data (i32.const 2048) \"{}\")", answer.replace('\n', " "));
    let module =
        wat(&fields, &format!("(call $response (i32.const 2048) (i32.const {len})) (return (i32.const 1))"));
    write(&world.path("target/policies/finder.wasm"), annotated(&module));
    write(&world.path("policies/finder/metadata.yml"), "");
    write(&world.path("e2e/recorded/policies.yaml"), policy("finder", "registry://x/finder:v1", "{}"));
    for name in ["a", "sub/b", "c"] {
        write(&world.path(&format!("e2e/recorded/requests/{name}.json")), review().to_string());
    }
    write(&world.path("e2e/recorded/expected.tsv"), "request\tfinder\tlater\na.json\tprivileged\t-\n");
    world
}

#[test]
fn recordings_are_held_against_the_rules_that_are_expected_to_speak() {
    let world = project();
    let (code, out, errors) = world.run(&["replay"]);
    assert_eq!(code, 0, "{out}{errors}");
    assert!(
        out.starts_with(
            "policy  cases as expected  recordings as expected  failed  skipped\n\
             finder                  0                       1       0        0\n\
             later                   0                       0       0        1\n\
             all                     0                       1       0        1\n\n\
             1 skipped: policy does not exist yet\n\n\
             1 as expected, 0 failed, 2 without expectation (3 verdicts in "
        ),
        "{out}"
    );
    let more =
        "request\tfinder\tlater\na.json\tprivileged\t-\nsub/b.json\t-\thost-path\nc.json\tneeds-lookup\t-\n";
    write(&world.path("e2e/recorded/expected.tsv"), more);
    let (code, out, _) = world.run(&["replay"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("FAILED  sub/b.json  finder\n"), "{out}");
    assert!(out.contains("expected no rule to speak\n        got      privileged\n"), "{out}");
    assert!(out.contains("finder                  0                       1       1        1\n"), "{out}");
    assert!(out.contains("1 skipped: needs a look-up"), "{out}");
    assert!(out.lines().last().unwrap().starts_with("1 as expected, 1 failed ("), "{out}");
}

#[test]
fn what_nothing_is_expected_of_is_shown_on_request_only() {
    let world = project();
    let (code, out, _) = world.run(&["replay"]);
    assert_eq!((code, out.contains("sub/b.json")), (0, false), "{out}");
    let (code, out, _) = world.run(&["replay", "--verdicts"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("fail    sub/b.json  finder\n"), "{out}");
    let world = World::with(&[("refuses", REFUSE)]);
    let (code, out, _) = world.run(&["replay", "--requests", "requests"]);
    assert_eq!((code, out.contains("a.json")), (1, false), "{out}");
    let (code, out, _) = world.run(&["replay", "--requests", "requests", "--verdicts"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("a.json  refuses\n        no\n"), "{out}");
}

#[test]
fn an_expectation_of_nothing_recorded_is_an_error() {
    let world = project();
    write(&world.path("e2e/recorded/expected.tsv"), "request\tfinder\nlost.json\t-\n");
    let (code, _, errors) = world.run(&["replay"]);
    assert_eq!(code, 2);
    assert!(errors.contains("expected.tsv expects something of `lost.json`"), "{errors}");
}

#[test]
fn a_policy_that_was_not_built_does_not_pass_for_one_that_does_not_exist() {
    let world = project();
    std::fs::remove_file(world.path("target/policies/finder.wasm")).unwrap();
    write(&world.path("target/policies/other.wasm"), annotated(&wat("", "")));
    let (code, _, errors) = world.run(&["replay"]);
    assert_eq!(code, 2);
    assert!(errors.contains("the policy `finder` is not built"), "{errors}");
}

#[test]
fn what_is_exported_is_complete_in_itself() {
    let world = project();
    let (code, _, errors) = world.run(&["replay", "--export", "out"]);
    assert_eq!(code, 0, "{errors}");
    let index = std::fs::read_to_string(world.path("out/index.tsv")).unwrap();
    let line: Vec<_> = index.lines().nth(1).unwrap().split('\t').collect();
    assert_eq!((line[2], line[5], line[6], line[8]), ("finder-1", "rejects", "false", "\"no\""));
    assert_eq!(
        line[12],
        "kwctl run --request-path requests/00001.json --settings-path settings/finder-1.json modules/finder.wasm"
    );
    for file in ["requests/00001.json", "settings/finder-1.json", "modules/finder.wasm"] {
        assert!(world.path("out").join(file).is_file(), "{file}");
    }
    let served: Value =
        serde_json::from_slice(&std::fs::read(world.path("out/policies.yml")).unwrap()).unwrap();
    assert_eq!(served["finder-1"]["policyMode"], "protect");
}

#[test]
fn what_a_policy_made_of_an_object_is_exported() {
    let world = project();
    let answer = r#"{\"accepted\":true,\"mutated_object\":{\"kind\":\"Pod\"}}"#;
    let body = "(call $response (i32.const 2048) (i32.const 49)) (return (i32.const 1))";
    let module = wat(&format!("(data (i32.const 2048) \"{answer}\")"), body);
    write(&world.path("target/policies/finder.wasm"), annotated(&module));
    let mutating = policy("finder", "registry://x/finder:v1", "{}") + "  mutating: true\n";
    write(&world.path("e2e/recorded/policies.yaml"), mutating);
    let (code, _, errors) = world.run(&["replay", "--export", "out"]);
    assert_eq!(code, 0, "{errors}");
    let index = std::fs::read_to_string(world.path("out/index.tsv")).unwrap();
    let line: Vec<_> = index.lines().nth(1).unwrap().split('\t').collect();
    assert_eq!((line[5], line[11]), ("mutates", "mutated/00001.json"));
    assert_eq!(std::fs::read_to_string(world.path("out/mutated/00001.json")).unwrap(), r#"{"kind":"Pod"}"#);
}

#[test]
fn manifests_are_checked_before_anybody_applies_them() {
    let world = World::with(&[("refuses", REFUSE)]);
    write(&world.path("m.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ml}\n");
    let (code, out, _) = world.run(&["check", "m.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert_eq!(
        out,
        "error: no\n  --> m.yaml:1 Pod ml/p (refuses)\n\n1 object: 0 pass, 0 warn, 1 fail (1 policy)\n"
    );
}

#[test]
fn a_module_is_annotated_once() {
    let world = World::with(&[]);
    let bare = wat(r#"(data (i32.const 2048) "\"v1\"")"#, "").replace(
        "(call $response (i32.const 1024) (i32.const 30))",
        "(call $response (i32.const 2048) (i32.const 4))",
    );
    write(&world.path("bare.wasm"), ::wat::parse_str(bare).unwrap());
    write(&world.path("metadata.yml"), "rules: []\nmutating: false\n");
    let annotate =
        |from: &str, to: &str| world.run(&["annotate", from, "--metadata", "metadata.yml", "--out", to]);
    assert_eq!(annotate("bare.wasm", "out/annotated.wasm").0, 0);
    let (code, _, errors) = annotate("out/annotated.wasm", "out/twice.wasm");
    assert_eq!(code, 2);
    assert!(errors.contains("annotated already"), "{errors}");
    let (code, out, _) = world.run(&["inspect", "out/annotated.wasm"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("protocol     v1") && out.contains("wapc.__guest_request (function)"), "{out}");
}

#[test]
fn what_bench_records_stands_in_the_readme_with_its_date_unless_only_some_policies_are_measured() {
    // The reference request that is to be refused is the longest one.
    let body = format!("(if (i32.gt_u (local.get $payload) (i32.const 5000)) (then {REFUSE}))");
    let world = World::with(&[("one", &body), ("other", &body)]);
    let (begin, end) = ("<!-- bench: written by host-tester bench --record -->", "<!-- end of bench -->");
    write(&world.path("README.md"), format!("before\n{begin}\n{end}\nafter\n"));
    let readme = || std::fs::read_to_string(world.path("README.md")).unwrap();
    let record = ["bench", "--record", "--fuel", "fuel.tsv", "--rounds", "1", "--seconds", "0"];
    let (code, out, errors) = world.run(&[&record[..], &["one"]].concat());
    assert_eq!((code, readme().contains("| one |")), (0, false), "{out}{errors}");
    let (code, out, errors) = world.run(&record);
    assert_eq!(code, 0, "{out}{errors}");
    let text = readme();
    assert!(text.starts_with(&format!("before\n{begin}\n\n| policy | code kB |")), "{text}");
    assert!(text.ends_with(&format!("\n{end}\nafter\n")), "{text}");
    for part in [
        "\n| at most | 256.0 | 350 |",
        "\n| one | ",
        "\n| other | ",
        "\nMeasured on 20",
        " with wasmtime on ",
    ] {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
    assert!(std::fs::read_to_string(world.path("fuel.tsv")).unwrap().contains("one\tpod-accepted\t"));
}

pub(crate) fn policy(name: &str, module: &str, settings: &str) -> String {
    let module = if Path::new(module).extension().is_some_and(|end| end == "wasm") {
        format!("file://target/policies/{module}")
    } else {
        module.to_owned()
    };
    format!(
        "apiVersion: policies.kubewarden.io/v1\nkind: ClusterAdmissionPolicy\nmetadata: {{name: {name}}}\nspec:\n  \
         module: {module}\n  settings: {settings}\n"
    )
}
