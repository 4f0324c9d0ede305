//! Modes of rules, and settings that are refused.

use serde_json::json;

use crate::expect::{Decision, Verdict};
use crate::kit::sample::Sample;
use crate::kit::topic::{Topic, set, verdict};

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    let rule = sample.rule.as_str();
    let plain = topic.with(json!({}));
    topic.rejects("what the policy refuses", plain, &[rule]);
    let warn = topic.with(json!({"rules": {rule: "warn"}}));
    topic.judged("what is refused, where the rule warns", warn, verdict(Decision::Warns, &[rule]));
    let audit = topic.with(json!({"rules": {rule: "audit"}}));
    topic.accepts("what is refused, where the rule only records", audit, &[rule]);
    for (sentence, off) in [
        ("what is refused, where the rule is off", json!("off")),
        // In the YAML of kubectl a plain `off` is the boolean `false`.
        ("what is refused, where the rule is off and nobody quoted the word", json!(false)),
    ] {
        let off = topic.with(json!({"rules": {rule: off}}));
        let silent = Verdict { unrecorded: set(&[rule]), ..verdict(Decision::Accepts, &[]) };
        topic.judged(sentence, off, silent);
    }
    refused_rules(rule, topic);
    refused_keys(rule, topic);
}

fn refused_rules(rule: &str, topic: &mut Topic<'_>) {
    let at = format!("rules.{rule}");
    topic.invalid("a mode that does not exist", json!({"rules": {rule: "block"}}), &at);
    // `on` does not say which mode.
    topic.invalid("a mode that is switched on", json!({"rules": {rule: true}}), &at);
    topic.invalid("a mode that is a list", json!({"rules": {rule: ["warn"]}}), &at);
    let misspelt = format!("{rule}s");
    let meant = format!("did you mean `{rule}`?");
    topic.invalid("a mode for a rule that is misspelt", json!({"rules": {misspelt: "warn"}}), meant);
    let unknown = "rules: unknown rule `frobnication`";
    topic.invalid(
        "a mode for a rule that does not exist",
        json!({"rules": {"frobnication": "deny"}}),
        unknown,
    );
    // What cannot be read is never accepted.
    topic.invalid(
        "a mode for what is malformed",
        json!({"rules": {"malformed": "audit"}}),
        "rules.malformed",
    );
    topic.invalid("rules that are a list", json!({"rules": [rule]}), "rules: expected an object");
}

fn refused_keys(rule: &str, topic: &mut Topic<'_>) {
    topic.invalid("a key that nobody knows", json!({"frobnicate": true}), "unknown key `frobnicate`");
    topic.invalid("a key that is misspelt", json!({"exemption": []}), "did you mean `exemptions`?");
    let several = json!({"frobnicate": true, "rules": {rule: "block"}, "exemptions": [{"reason": "easier"}]});
    topic.invalid("several faults, the key among them", several.clone(), "frobnicate");
    topic.invalid("several faults, the mode among them", several.clone(), format!("rules.{rule}"));
    topic.invalid("several faults, the exemption among them", several, "exemptions[0]");
}
