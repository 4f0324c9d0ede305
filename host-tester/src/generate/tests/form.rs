//! Forms that fit their settings, and forms that do not.

use policy_test::kinds::Kinds;
use serde_json::{Value, json};

use super::{QUESTIONS, metadata, project};
use crate::generate::{Trial, trials};

fn of(questions: &str, annotations: &[(&str, &str)]) -> Result<Vec<Trial>, Vec<String>> {
    let mut metadata = metadata();
    for (key, value) in annotations {
        metadata["annotations"][*key] = json!(value);
    }
    let mut project = project(&metadata);
    questions.clone_into(&mut project.policies[0].questions);
    trials(&project, &project.policies[0], Kinds::builtin())
}

#[test]
fn every_default_and_option_and_field_is_tried() {
    let trials = of(QUESTIONS, &[]).unwrap();
    let tried: Vec<(&str, Value)> = trials
        .iter()
        .map(|trial| (trial.place.rsplit_once('/').unwrap().1, trial.settings.clone()))
        .collect();
    assert_eq!(
        tried,
        [
            ("questions-ui.yml: level: the default", json!({"level": "low"})),
            ("questions-ui.yml: level: the option `low`", json!({"level": "low"})),
            ("questions-ui.yml: level: the option `high`", json!({"level": "high"})),
            ("questions-ui.yml: rules: the default", json!({"rules": {}})),
            ("questions-ui.yml: paths: the default", json!({"paths": []})),
            ("questions-ui.yml: paths: the field `path`", json!({"paths": [{"path": "x"}]})),
            ("questions-ui.yml: all defaults together", json!({"level": "low", "rules": {}, "paths": []})),
            ("narrow-paths.yaml: spec.settings", json!({"rules": {"wide": "deny", "deep": "deny"}})),
            ("narrow-paths.yaml: spec.settings", json!({})),
        ]
    );
}

#[test]
fn a_field_alone_is_blamed_for_its_name_and_type_and_for_nothing_that_lacks_beside_it() {
    let trials = of(QUESTIONS, &[]).unwrap();
    let field = trials.iter().find(|trial| trial.place.ends_with("the field `path`")).unwrap();
    assert_eq!(field.fault("paths[0].reason: is required"), None);
    for wrong in [
        "paths[0]: unknown key `path`; did you mean `paths`?",
        "paths[0].path: expected a list, found a string",
    ] {
        let fault = field.fault(&format!("paths[0].reason: is required\n{wrong}")).unwrap();
        assert!(fault.ends_with(&format!("the module refuses it: {wrong}")), "{fault}");
    }
    let default = trials.iter().find(|trial| trial.place.ends_with("the default")).unwrap();
    assert!(default.fault("level: must not be that").is_some());
}

#[test]
fn a_dotted_variable_fills_an_inner_key() {
    let questions =
        QUESTIONS.replace("variable: rules, type: 'map['", "variable: rules.wide.mode, type: 'map['");
    let trials = of(&questions, &[]).unwrap();
    let rules = trials.iter().find(|trial| trial.place.ends_with("rules.wide.mode: the default")).unwrap();
    assert_eq!(rules.settings, json!({"rules": {"wide": {"mode": {}}}}));
}

#[test]
fn a_form_that_does_not_fit_is_told_question_by_question() {
    for (from, to, wanted) in [
        ("variable: level", "variable: levle", "levle: the policy has no such setting"),
        ("variable: level", "variable: levle", "no question asks for `level`"),
        ("variable: level", "variable: rules", "rules: is asked for twice"),
        ("hide_input: true", "label: About", "about: the policy has no such setting"),
        ("default: low", "default: middle", "level: the default `middle` is none of its options"),
        ("default: low", "default: 1", "level: the default `1` is not of the type"),
        (", options: [low, high]", "", "level: an enum has options"),
        ("label: Level, ", "", "level: has no label"),
        ("label: Level", "label: Level, tooltipp: x", "level: `tooltipp` is no key of a question"),
        ("label: Level", "label: Level, show_if: size=1||rules!=x", "level: show_if names `size`"),
        ("type: enum", "type: choice", "choice"),
        ("type: sequence[", "type: array[", "paths: a sequence has sequence_questions"),
        ("questions:", "question:", "unknown field `question`"),
    ] {
        assert!(QUESTIONS.contains(from), "{from}");
        let faults = of(&QUESTIONS.replace(from, to), &[]).unwrap_err();
        let place = "policies/narrow-paths/questions-ui.yml: ";
        assert!(
            faults.iter().any(|fault| fault.starts_with(place) && fault.contains(wanted)),
            "{to}: {wanted}: {faults:?}"
        );
    }
}

#[test]
fn a_setting_may_be_left_out_of_the_form_on_purpose_only() {
    let without = QUESTIONS.replace("  - {variable: rules, type: 'map[', label: Modes, default: {}}\n", "");
    assert!(of(&without, &[]).is_err());
    assert!(of(&without, &[("ai-guardrails.unasked", "rules")]).is_ok());
    let faults = of(QUESTIONS, &[("ai-guardrails.unasked", "ruels")]).unwrap_err();
    assert!(faults[0].contains("ai-guardrails.unasked names `ruels`, which is no setting"), "{faults:?}");
}

#[test]
fn a_question_below_another_is_a_question() {
    let below = "questions:\n  - variable: level\n    type: string\n    label: Level\n    subquestions:\n      \
        - {variable: rules, type: 'map[', label: Modes, show_if: level=x}\n      \
        - {variable: paths, type: 'array[', label: Paths, default: []}\n";
    let trials = of(below, &[]).unwrap();
    assert!(trials.iter().any(|trial| trial.place.ends_with("paths: the default")), "{trials:?}");
}
