//! Amounts of devices that are no whole number.

use std::fmt;

use policy_kit::{Offence, Report, quoted};

use crate::rules::{Check, Rule};
use crate::settings::Ctx;
use crate::survey::{Amount, Number, Survey};

/// Source: Kubernetes, "Extended resources": whole numbers only. The API server checks pods and the templates of
/// built-in kinds; a custom resource is admitted and fails when its controller creates the pods.
pub(crate) static RULE: Rule = Rule {
    id: "whole-number",
    fix: "write a whole number; parts of a device have resources of their own (MIG profiles, `.shared`)",
    check: Check(check),
    ..Rule::BASE
};

fn check<'a>(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) {
    for (name, amount) in survey.broken_amounts() {
        // What Katib fills in is the business of `unresolved-quantity`.
        if !ctx.request.is_filled_in_by_katib(amount.text) {
            found(amount, &quoted(name), report);
        }
    }
    for asked in survey.alternatives() {
        if let Number::Written(amount) = &asked.number
            && amount.whole().is_none()
        {
            found(amount, &"devices", report);
        }
    }
}

fn found<'a>(amount: &Amount<'a>, of: &dyn fmt::Display, report: &mut Report<'_, 'a>) {
    let what = format_args!("the number of {of} is {}, which is no whole number", quoted(amount.text));
    report.found(amount.at, Offence::Text(amount.text), what);
}
