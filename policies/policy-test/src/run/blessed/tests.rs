use std::collections::BTreeMap;

use serde_json::json;

use super::*;

fn response() -> Response {
    let findings = r#"[{"rule":"host-path","path":"spec.volumes[0].hostPath.path","mode":"deny"},{"rule":"seccomp","path":"spec","mode":"audit"},{"more":3}]"#;
    Response {
        accepted: false,
        message: Some("first\n\nsecond".to_owned()),
        warnings: vec!["careful".to_owned()],
        audit_annotations: BTreeMap::from([("findings".to_owned(), findings.to_owned())]),
        ..Response::default()
    }
}

const TEXT: &str = "# rejects: a host path
deny host-path spec.volumes[0].hostPath.path
audit seccomp spec
more 3
  message: first
  message:
  message: second
  warning: careful
";

#[test]
fn an_outcome_is_findings_then_texts() {
    assert_eq!(render("rejects: a host path", "seccomp", &Ok(response()), None), TEXT);
}

#[test]
fn a_recorded_finding_is_listed_in_the_file_of_its_own_rule_alone() {
    let text = render("rejects: a host path", "host-path", &Ok(response()), None);
    assert_eq!(text, TEXT.replace("audit seccomp spec\n", ""));
}

#[test]
fn what_was_written_reads_back() {
    let nothing = Ok(Response { accepted: true, ..Response::default() });
    let other = render("accepts: nothing", "seccomp", &nothing, None);
    let blocks = parse(&file(&[TEXT.to_owned(), other.clone()])).unwrap();
    assert_eq!((blocks[0].text.as_str(), blocks[1].text.as_str()), (TEXT, other.as_str()));
    assert_eq!(blocks[0].findings, response().read_findings().unwrap());
    assert_eq!(blocks[1].header, "accepts: nothing");
}

#[test]
fn refused_settings_keep_their_message() {
    let refused = Err(Fault::Settings("level: unknown\nnearest: `x`".to_owned()));
    let text = "# rejects: it\n  settings: level: unknown\n  settings: nearest: `x`\n";
    assert_eq!(render("rejects: it", "level", &refused, None), text);
}

#[test]
fn edits_are_listed_leaf_by_leaf() {
    let before = json!({"spec": {"image": "a", "list": [1, 2], "old": 1}});
    let after = json!({"spec": {"image": "b", "list": [1, 3], "new": {"x": 1}}});
    let mutated = Response { accepted: true, mutated_object: Some(after), ..Response::default() };
    let text = render("mutates: it", "pinned", &Ok(mutated), Some(&before));
    assert_eq!(
        text,
        "# mutates: it
  edit: spec.image: \"a\" becomes \"b\"
  edit: spec.list[1]: 2 becomes 3
  edit: spec.old removed
  edit: spec.new added: {\"x\":1}
"
    );
}

#[test]
fn text_that_is_no_outcome_is_told_with_its_line() {
    assert_eq!(parse("deny a b\n").unwrap_err(), "line 1: text before the first header");
    assert_eq!(parse("# rejects: a\ndenied a b\n").unwrap_err(), "line 2: `denied a b` is no finding");
}
