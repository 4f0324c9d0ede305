//! The form that Rancher shows for a policy, questions-ui.yml, held against the settings of the module.

use std::collections::{BTreeMap, BTreeSet};

use policy_test::kinds::Kinds;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::deploy_annotations::DeployAnnotations;
use super::project::Policy;
use super::trial::Trial;

/// Everything that a policy's form would set; or what is wrong with the form by itself.
pub(super) fn trials(policy: &Policy, kinds: &Kinds) -> Result<Vec<Trial>, Vec<String>> {
    let file = format!("policies/{}/questions-ui.yml", policy.name);
    let form: Form = match serde_saphyr::from_str(&policy.questions) {
        Ok(form) => form,
        Err(error) => return Err(vec![format!("{file}: {}", error.without_snippet())]),
    };
    let questions = all(&form.questions);
    // Annotations that cannot be read are told where files are made of them.
    let unasked = DeployAnnotations::read(policy, kinds).unwrap_or_default().unasked;
    let mut faults = against_settings(&questions, &policy.description.settings, &unasked);
    for question in &questions {
        faults.extend(question.faults(&questions));
    }
    if !faults.is_empty() {
        return Err(faults.into_iter().map(|fault| format!("{file}: {fault}")).collect());
    }
    Ok(form_trials(&file, &questions))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    questions: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    variable: String,
    #[serde(rename = "type")]
    kind: Kind,
    label: Option<String>,
    default: Option<Value>,
    #[serde(default)]
    options: Vec<String>,
    show_if: Option<String>,
    /// A heading or a text for readers, no setting.
    #[serde(default)]
    hide_input: bool,
    #[serde(default)]
    subquestions: Vec<Question>,
    #[serde(default)]
    sequence_questions: Vec<Question>,
    /// The keys that only show.
    #[serde(flatten)]
    shown: BTreeMap<String, Value>,
}

const SHOWN: [&str; 7] =
    ["description", "tooltip", "title", "group", "placeholder", "required", "value_multiline"];

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    String,
    Boolean,
    Int,
    Enum,
    #[serde(rename = "array[")]
    Array,
    #[serde(rename = "sequence[")]
    Sequence,
    #[serde(rename = "map[")]
    Map,
}

impl Kind {
    /// A value of the type, as the form would send it.
    fn sample(self) -> Value {
        match self {
            Self::String | Self::Enum => json!("x"),
            Self::Boolean => json!(false),
            Self::Int => json!(1),
            Self::Array | Self::Sequence => json!([]),
            Self::Map => json!({}),
        }
    }

    fn takes(self, value: &Value) -> bool {
        std::mem::discriminant(value) == std::mem::discriminant(&self.sample())
    }
}

impl Question {
    /// The key of the settings that the question fills, or fills in part.
    fn setting(&self) -> &str {
        self.variable.split('.').next().unwrap_or_default()
    }

    /// Settings with nothing but an answer to this question.
    fn answered(&self, answer: Value) -> Value {
        self.variable.rsplit('.').fold(answer, |inner, key| json!({key: inner}))
    }

    fn faults(&self, all: &[&Question]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut wrong = |what: String| faults.push(format!("{}: {what}", self.variable));
        for key in self.shown.keys().filter(|key| !SHOWN.contains(&key.as_str())) {
            wrong(format!("`{key}` is no key of a question"));
        }
        if self.label.as_ref().is_none_or(|label| label.trim().is_empty()) && !self.hide_input {
            wrong("has no label".to_owned());
        }
        if let Some(default) = self.default.as_ref().filter(|default| !self.kind.takes(default)) {
            wrong(format!("the default `{default}` is not of the type that the form sends"));
        }
        if (self.kind == Kind::Enum) == self.options.is_empty() {
            wrong("an enum has options, and nothing else has".to_owned());
        }
        if let (Kind::Enum, Some(Value::String(default))) = (self.kind, &self.default)
            && !self.options.contains(default)
        {
            wrong(format!("the default `{default}` is none of its options"));
        }
        for condition in
            self.show_if.iter().flat_map(|text| text.split("||")).flat_map(|text| text.split("&&"))
        {
            let name = condition.split('=').next().unwrap_or_default().trim_end_matches('!').trim();
            if !all.iter().any(|question| question.variable == name) {
                wrong(format!("show_if names `{name}`, which no question asks for"));
            }
        }
        if (self.kind == Kind::Sequence) == self.sequence_questions.is_empty() {
            wrong("a sequence has sequence_questions, and nothing else has".to_owned());
        }
        faults
    }
}

/// Questions with those below them; the fields of a sequence's items are not among them.
fn all(questions: &[Question]) -> Vec<&Question> {
    questions
        .iter()
        .flat_map(|question| std::iter::once(question).chain(all(&question.subquestions)))
        .collect()
}

fn against_settings(questions: &[&Question], settings: &[String], unasked: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut asked = BTreeSet::new();
    for question in questions.iter().filter(|question| !question.hide_input) {
        if !settings.iter().any(|setting| setting == question.setting()) {
            faults.push(format!(
                "{}: the policy has no such setting; a text without one is marked with `hide_input: true`",
                question.variable
            ));
        } else if !asked.insert(&question.variable) {
            faults.push(format!("{}: is asked for twice", question.variable));
        }
    }
    for setting in settings {
        let asked = questions.iter().any(|question| question.setting() == setting);
        if !asked && !unasked.contains(setting) {
            faults.push(format!(
                "no question asks for `{setting}`; add one, or name it in the annotation ai-guardrails.unasked"
            ));
        }
    }
    for setting in unasked.iter().filter(|setting| !settings.contains(setting)) {
        faults.push(format!("the annotation ai-guardrails.unasked names `{setting}`, which is no setting"));
    }
    faults
}

fn form_trials(file: &str, questions: &[&Question]) -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut defaults = Value::Object(Map::new());
    for question in questions.iter().filter(|question| !question.hide_input) {
        let mut of = |what: &str, settings: Value, partial: bool| {
            trials.push(Trial { place: format!("{file}: {}{what}", question.variable), settings, partial });
        };
        if let Some(default) = &question.default {
            let settings = question.answered(default.clone());
            merge(&mut defaults, settings.clone());
            of(": the default", settings, false);
        }
        for option in &question.options {
            of(&format!(": the option `{option}`"), question.answered(json!(option)), false);
        }
        for field in &question.sequence_questions {
            let answer = field.default.clone().unwrap_or_else(|| field.kind.sample());
            let settings = question.answered(json!([field.answered(answer)]));
            of(&format!(": the field `{}`", field.variable), settings, true);
        }
    }
    trials.push(Trial {
        place: format!("{file}: all defaults together"),
        settings: defaults,
        partial: false,
    });
    trials
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
