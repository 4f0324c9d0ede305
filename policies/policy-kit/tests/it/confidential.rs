//! Rules about what must not be shown.

use policy_kit::{Ctx, Offence, Report, policy, quoted, rules};
use serde_json::{Value, json};

use crate::support::{NoSettings, creation, pod, validate};

policy! {
    settings: NoSettings,
    survey: survey => Survey,
    rules: [TOKEN],
    check: Check,
}

rules! { settings: NoSettings, survey: Survey }

pub struct Survey<'a>(Vec<policy_kit::Pod<'a>>);

fn survey<'a>(ctx: &Ctx<'_, 'a, NoSettings<'a>>) -> Survey<'a> {
    Survey(ctx.request.pods().to_vec())
}

static TOKEN: Rule =
    Rule { id: "token", confidential: true, fix: "keep it in a Secret", check: Check(token), ..Rule::BASE };

fn token<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
    for pod in &survey.0 {
        for variable in pod.containers().flat_map(|container| container.maps("env")) {
            if let Some(value) = variable.text("value") {
                let what = format_args!("{} is a token", quoted(value));
                report.found(variable.at("value"), Offence::Text(value), what);
            }
        }
    }
}

const SECRET: &str = "hf_abcdefghijklmnop";

fn answer(settings: &Value) -> Value {
    let env = json!([{ "name": "HF_TOKEN", "value": SECRET }]);
    let object = pod(&json!({ "containers": [{ "name": "main", "env": env }] }));
    validate(call_natively, &creation(&object), settings)
}

#[test]
fn no_value_of_a_confidential_rule_is_shown_whatever_its_mode() {
    for mode in ["deny", "warn", "audit"] {
        let answer = answer(&json!({ "rules": { "token": mode } }));
        assert!(!answer.to_string().contains("hf_"), "{answer}");
        let findings = answer["audit_annotations"]["findings"].as_str().unwrap();
        assert_eq!(
            findings,
            format!(r#"[{{"rule":"token","path":"spec.containers[0].env[0].value","mode":"{mode}"}}]"#)
        );
    }
}

#[test]
fn the_place_and_the_fix_are_told_all_the_same() {
    let warning =
        "token: spec.containers[0].env[0].value: holds something that is not shown here; keep it in a Secret";
    assert_eq!(answer(&json!({ "rules": { "token": "warn" } }))["warnings"], json!([warning]));
    assert!(answer(&json!({}))["message"].as_str().unwrap().contains(warning));
}

#[test]
fn an_exemption_may_name_the_value() {
    let exemption = json!({ "reason": "a dummy", "rules": ["token"], "values": [SECRET] });
    let answer = answer(&json!({ "exemptions": [exemption] }));
    assert_eq!(answer["accepted"], json!(true));
    assert!(!answer.to_string().contains("hf_"), "{answer}");
}
