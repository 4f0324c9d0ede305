//! Where findings are filed, and in what order they are told.

use policy_kit::{Ctx, Mode, Offence, Pod, Report, policy, quoted, rules};
use serde_json::json;

use crate::support::{NoSettings, audited, creation, denials, pod, validate};

policy! {
    settings: NoSettings,
    survey: survey => Survey,
    rules: [LAST_FIRST, AGAIN],
    check: Check,
}

rules! { settings: NoSettings, survey: Survey }

pub struct Survey<'a> {
    pods: Vec<Pod<'a>>,
    runtime_class: Option<&'a str>,
}

fn survey<'a>(ctx: &Ctx<'_, 'a, NoSettings<'a>>) -> Survey<'a> {
    let pods = ctx.request.pods().to_vec();
    let runtime_class = pods.first().and_then(|pod| pod.map().text("runtimeClassName"));
    Survey { pods, runtime_class }
}

static LAST_FIRST: Rule = Rule { id: "last-first", fix: "rename it", check: Check(last_first), ..Rule::BASE };

static AGAIN: Rule =
    Rule { id: "again", default: Mode::Warn, fix: "rename it", check: Check(again), ..Rule::BASE };

/// Files every name, the last one first and each of them twice.
fn last_first<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
    report_names(survey, report);
    report_names(survey, report);
}

/// Files the same names by the same function, and reads a member that the survey has read.
fn again<'a>(survey: &Survey<'a>, _: &Ctx<'_, 'a, NoSettings<'a>>, report: &mut Report<'_, 'a>) {
    report_names(survey, report);
    for pod in &survey.pods {
        assert_eq!(pod.map().text("runtimeClassName"), survey.runtime_class);
    }
}

fn report_names<'a>(survey: &Survey<'a>, report: &mut Report<'_, 'a>) {
    for pod in &survey.pods {
        let containers: Vec<_> = pod.containers().collect();
        for container in containers.iter().rev() {
            let name = container.name();
            let what = format_args!("{} is a name", quoted(name));
            report.found(container.at("name"), Offence::Text(name), what);
        }
    }
}

#[test]
fn a_finding_belongs_to_the_rule_that_is_being_checked() {
    let object = pod(&json!({ "containers": [{ "name": "main" }] }));
    let answer = validate(call_natively, &creation(&object), &json!({}));
    assert_eq!(denials(&answer), ["last-first: spec.containers[0].name: `main` is a name; rename it"]);
    assert_eq!(answer["warnings"], json!(["again: spec.containers[0].name: `main` is a name; rename it"]));
}

#[test]
fn findings_are_told_in_the_order_of_their_places_and_each_once() {
    let object = pod(
        &json!({ "containers": [{ "name": "b" }, { "name": "a" }], "initContainers": [{ "name": "c" }] }),
    );
    let answer = validate(call_natively, &creation(&object), &json!({ "rules": { "again": "deny" } }));
    assert_eq!(
        audited(&answer),
        [
            "last-first spec.containers[0].name deny",
            "again spec.containers[0].name deny",
            "last-first spec.containers[1].name deny",
            "again spec.containers[1].name deny",
            "last-first spec.initContainers[0].name deny",
            "again spec.initContainers[0].name deny",
        ]
    );
    assert_eq!(denials(&answer).len(), 6);
}

#[test]
fn what_several_readers_find_malformed_is_told_once() {
    let object = pod(&json!({ "containers": [{}], "runtimeClassName": 7 }));
    let answer = validate(call_natively, &creation(&object), &json!({}));
    let malformed: Vec<_> =
        denials(&answer).into_iter().filter(|line| line.starts_with("malformed")).collect();
    assert_eq!(
        malformed,
        [
            "malformed: spec.runtimeClassName: expected a string, found a number; write it as the kind's schema says"
        ]
    );
}

#[test]
fn a_rule_that_is_off_is_not_asked() {
    let object = pod(&json!({ "containers": [{ "name": "main" }] }));
    let settings = json!({ "rules": { "last-first": "off", "again": "audit" } });
    let answer = validate(call_natively, &creation(&object), &settings);
    assert_eq!(answer["accepted"], json!(true));
    assert_eq!(audited(&answer), ["again spec.containers[0].name audit"]);
}
