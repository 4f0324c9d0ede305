//! Amounts of devices that are no whole number.

use std::borrow::Cow;
use std::fmt;

use policy_kit::quantity::Quantity;
use policy_kit::{Json, Mode, Offence, Place, Report, Request, Rule, quoted};

use crate::resources::Resource;

/// Source: Kubernetes, "Extended resources": whole numbers only. The API server checks pods and the templates of
/// built-in kinds; a custom resource is admitted and fails when its controller creates the pods.
pub(crate) static RULE: Rule = Rule {
    id: "whole-number",
    default: Mode::Deny,
    fix: "write a whole number; parts of a device have resources of their own (MIG profiles, `.shared`)",
};

/// Katib fills in `${trialParameters.x}`; it counts as one device.
pub(crate) static UNRESOLVED: Rule =
    Rule { id: "unresolved-quantity", default: Mode::Warn, fix: "write it out to have it judged here" };

const NO_WHOLE: &str = "which is no whole number";

pub(crate) fn check<'a>(resource: &Resource<'a>, request: &Request<'a>, report: &mut Report<'_, 'a>) {
    if !resource.is_device() {
        return;
    }
    for (at, value) in resource.limit.iter().chain(&resource.request) {
        let whole = Quantity::of(*value).and_then(Quantity::whole);
        if whole.is_some_and(|whole| whole >= 0) {
            continue;
        }
        let text = text(*value);
        let (rule, why) = if request.is_filled_in_by_katib(&text) {
            (&UNRESOLVED, "which Katib fills in")
        } else {
            (&RULE, NO_WHOLE)
        };
        found(rule, at.clone(), &quoted(&resource.name), text, why, report);
    }
}

/// The number of devices in a field of its own; what is no whole number is found, and counts as one.
pub(crate) fn count_of<'a>(at: Place<'a>, value: Json<'a>, report: &mut Report<'_, 'a>) -> u64 {
    count_of_text(at, text(value), report)
}

/// The same where the number is written as text: annotations.
pub(crate) fn count_of_text<'a>(at: Place<'a>, text: Cow<'a, str>, report: &mut Report<'_, 'a>) -> u64 {
    let whole = Quantity::parse(&text).and_then(Quantity::whole).and_then(|whole| u64::try_from(whole).ok());
    whole.unwrap_or_else(|| {
        found(&RULE, at, &"devices", text, NO_WHOLE, report);
        1
    })
}

fn found<'a>(
    rule: &'static Rule,
    at: Place<'a>,
    of: &dyn fmt::Display,
    text: Cow<'a, str>,
    why: &str,
    report: &mut Report<'_, 'a>,
) {
    let shown = quoted(&text).to_string();
    report.found(rule, at, Offence::Text(text), format_args!("the number of {of} is {shown}, {why}"));
}

fn text(value: Json<'_>) -> Cow<'_, str> {
    value.text().unwrap_or(Cow::Borrowed(value.raw()))
}
