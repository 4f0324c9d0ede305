//! Rules that write down what is to be remembered of an object.

use policy_kit::verdict::Kind;
use policy_kit::{Ctx, Mode, Offence, Report, policy, rules};
use serde_json::{Value, json};

use crate::support::{NoSettings, call, creation, pod, validate};

policy! {
    settings: NoSettings,
    survey: survey => Survey,
    rules: [NO_CLASS, REMEMBER],
    check: Check,
}

rules! { settings: NoSettings, survey: Survey }

/// The annotations of the object.
pub struct Survey<'a> {
    annotations: Vec<(&'a str, &'a str)>,
    has_class: bool,
}

fn survey<'a>(ctx: &Ctx<'_, 'a, NoSettings<'a>>) -> Survey<'a> {
    let root = ctx.request.root();
    let annotations = root.map("metadata").and_then(|metadata| metadata.map("annotations"));
    let entries = annotations.map(|annotations| annotations.entries()).unwrap_or_default();
    let annotations = entries.iter().filter_map(|(key, value)| Some((*key, value.text().ok()?))).collect();
    let has_class = root.map("spec").is_some_and(|spec| spec.has("priorityClassName"));
    Survey { annotations, has_class }
}

static NO_CLASS: Rule = Rule { id: "no-class", fix: "set it", check: Check(no_class), ..Rule::BASE };

const KEYS: [&str; 24] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u",
    "v", "w", "x",
];

static REMEMBER: Rule = Rule {
    id: "remember",
    default: Mode::Audit,
    kind: Kind::Record(&KEYS),
    fix: "nothing is to be done",
    check: Check(remember),
    ..Rule::BASE
};

fn no_class<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
    if !survey.has_class {
        report.found(ctx.request.place("spec"), Offence::None, format_args!("the pod has no class"));
    }
}

fn remember<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
    for (key, value) in &survey.annotations {
        if let Some(key) = KEYS.into_iter().find(|known| known == key) {
            report.record(key, value);
        }
    }
}

fn answer(annotations: &Value, spec: &Value, settings: &Value) -> Value {
    let mut object = pod(spec);
    object["metadata"]["annotations"] = annotations.clone();
    validate(call_natively, &creation(&object), settings)
}

fn record(answer: &Value) -> &str {
    answer["audit_annotations"]["record"].as_str().unwrap_or_default()
}

fn accepted_spec() -> Value {
    json!({ "containers": [{ "name": "main" }], "priorityClassName": "batch" })
}

#[test]
fn a_record_is_written_whatever_becomes_of_the_request() {
    let annotations = json!({ "b": "llama", "a": "team-one", "z": "unknown" });
    let accepted = answer(&annotations, &accepted_spec(), &json!({}));
    let rejected = answer(&annotations, &json!({ "containers": [{ "name": "main" }] }), &json!({}));
    assert_eq!((&accepted["accepted"], &rejected["accepted"]), (&json!(true), &json!(false)));
    for answer in [accepted, rejected] {
        assert_eq!(record(&answer), r#"{"a":"team-one","b":"llama"}"#);
    }
}

#[test]
fn nothing_is_written_where_there_is_nothing_or_the_rule_is_off() {
    let nothing = answer(&json!({}), &accepted_spec(), &json!({}));
    let off = answer(&json!({ "a": "x" }), &accepted_spec(), &json!({ "rules": { "remember": "off" } }));
    for answer in [nothing, off] {
        assert_eq!(answer["audit_annotations"]["record"], Value::Null);
    }
}

#[test]
fn values_of_a_record_are_cut_and_hold_no_login_and_no_query() {
    let annotations =
        json!({ "a": "https://alex:pw@hub.example.com/acme/llm?token=x", "b": "y".repeat(500), "c": "1\n2" });
    let answer = answer(&annotations, &accepted_spec(), &json!({}));
    let record: Value = serde_json::from_str(record(&answer)).unwrap();
    assert_eq!(record["a"], json!("https://hub.example.com/acme/llm"));
    assert_eq!(record["b"], json!("y".repeat(120) + "…"));
    assert_eq!(record["c"], json!("1\u{fffd}2"));
}

#[test]
fn a_record_has_two_kilobytes_at_most_however_its_values_are_written() {
    for value in ["y", "\"", "\u{1}", "é", "😀"] {
        let annotations: Value =
            KEYS.iter().map(|key| ((*key).to_owned(), json!(value.repeat(200)))).collect();
        let answer = answer(&annotations, &accepted_spec(), &json!({}));
        let text = record(&answer);
        assert!(text.len() <= 2_000, "{} bytes", text.len());
        let record: Value = serde_json::from_str(text).unwrap();
        let record = record.as_object().unwrap();
        let left_out = record["more"].as_u64().unwrap();
        assert_eq!(record.len() - 1 + usize::try_from(left_out).unwrap(), KEYS.len());
    }
}

#[test]
fn a_record_rule_has_no_mode_that_finds_something() {
    for (mode, valid) in [("deny", false), ("warn", false), ("audit", true), ("off", true)] {
        let settings = json!({ "rules": { "remember": mode } });
        let answer = call(call_natively, "validate_settings", &settings);
        assert_eq!(answer["valid"], json!(valid), "{mode}");
        if !valid {
            let message = "rules.remember: writes a record and finds nothing: its mode is `audit` or `off`";
            assert_eq!(answer["message"], json!(message));
        }
    }
}

#[test]
fn the_keys_of_a_record_are_described() {
    let description = call(call_natively, "describe", &json!({}));
    let rule = &description["rules"][1];
    assert_eq!((&rule["id"], &rule["kind"]), (&json!("remember"), &json!("record")));
    assert_eq!(rule["keys"], json!(KEYS));
}
