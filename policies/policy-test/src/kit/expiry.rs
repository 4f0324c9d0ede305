//! Exemptions that end on a day.

use serde_json::{Value, json};

use crate::expect::{Decision, Verdict};
use crate::kit::exemptions::exempting;
use crate::kit::sample::Sample;
use crate::kit::topic::{Asks, Topic, verdict};

const LAST_DAY: &str = "2027-01-31";

pub(super) fn gather(sample: &Sample, topic: &mut Topic<'_>) {
    let rule = sample.rule.as_str();
    let own = exempting(&json!({"namespaces": [sample.namespace], "expires": LAST_DAY}));
    let on = |topic: &Topic<'_>, now, settings: &Value| Asks { now, ..topic.with(settings.clone()) };
    for (sentence, now) in [
        ("an exemption that lasts for a while", "2026-11-24"),
        ("an exemption that ends in more than two weeks", "2027-01-16"),
    ] {
        let asks = on(topic, now, &own);
        topic.accepts(sentence, asks, &[rule]);
    }
    for (sentence, now) in [
        ("an exemption that ends within two weeks", "2027-01-17"),
        ("an exemption on its last day", LAST_DAY),
    ] {
        let ends = format!("ends on {LAST_DAY}");
        let asks = on(topic, now, &own);
        topic.judged(sentence, asks, Verdict { says: vec![ends], ..verdict(Decision::Warns, &[]) });
    }
    let expired = format!("expired on {LAST_DAY}");
    let told = Verdict { says: vec![expired.clone()], ..verdict(Decision::Rejects, &[rule]) };
    let asks = on(topic, "2027-02-01", &own);
    topic.judged("an object whose exemption ended yesterday, and says so", asks, told);
    // An exemption that never was about the object is not worth a word.
    let elsewhere = exempting(&json!({"namespaces": ["frobnication"], "expires": LAST_DAY}));
    let untold = Verdict { never_says: vec![expired], ..verdict(Decision::Rejects, &[rule]) };
    let asks = on(topic, "2027-02-01", &elsewhere);
    topic.judged("another object than the one whose exemption ended", asks, untold);
    // What is still exempt needs no word about what no longer is.
    let prolonged = json!({"exemptions": [
        {"reason": "until it is packaged", "expires": LAST_DAY, "namespaces": [sample.namespace]},
        {"reason": "prolonged", "expires": "2027-12-31", "names": [sample.name]},
    ]});
    let asks = on(topic, "2027-02-01", &prolonged);
    topic.accepts("a second exemption where the first one ended", asks, &[rule]);
    for (sentence, expires) in
        [("a date that no calendar has", "2027-02-30"), ("a date in words", "next year")]
    {
        let settings = exempting(&json!({"namespaces": [sample.namespace], "expires": expires}));
        topic.invalid(sentence, settings, "exemptions[0].expires");
    }
}
