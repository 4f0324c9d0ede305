//! The report as one JSON document; `version` grows when a member changes its meaning.

use std::time::Duration;

use serde_json::{Value, json};

use super::Tally;
use crate::verdict::{Evaluated, Event, Verdict};

#[derive(Default)]
pub(super) struct Json {
    begun: bool,
}

impl Json {
    /// Written event by event, so that a long run needs no memory.
    pub(super) fn event(&mut self, event: &Event) -> String {
        let value = match event {
            Event::Evaluated(evaluated) => result(evaluated),
            Event::Skipped { section, policy, request, reason } => json!({
                "section": section.name(), "policy": policy, "request": request,
                "verdict": "skip", "result": "skipped", "reason": reason,
            }),
        };
        let before = if self.begun { ",\n" } else { HEAD };
        self.begun = true;
        format!("{before}{value}")
    }

    pub(super) fn finish(&self, tally: &Tally, elapsed: Duration) -> String {
        let total = tally.total();
        let head = if self.begun { "" } else { HEAD };
        let summary = json!({
            "passed": total.passed,
            "failed": total.failed,
            "withoutExpectation": {"pass": total.open.0, "warn": total.open.1, "fail": total.open.2},
            "errors": total.errors,
            "skipped": total.skipped,
            "requests": tally.requests,
            "refusedRequests": tally.refused_requests,
            "milliseconds": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            "exitCode": tally.exit_code(),
        });
        format!("{head}\n],\"summary\":{summary}}}\n")
    }
}

const HEAD: &str = "{\"version\":1,\"results\":[\n";

fn result(evaluated: &Evaluated) -> Value {
    let outcome = &evaluated.outcome;
    let (word, differences) = match &evaluated.verdict {
        Verdict::Pass => ("ok", None),
        Verdict::Fail(what) => ("FAILED", Some(what)),
        Verdict::Open => ("open", None),
    };
    let mut value = json!({
        "section": evaluated.section.name(),
        "policy": outcome.policy,
        "request": outcome.request,
        "origin": outcome.origin.to_string(),
        "verdict": evaluated.word(),
        "result": word,
        "microseconds": u64::try_from(outcome.time.as_micros()).unwrap_or(u64::MAX),
    });
    let mut set = |key: &str, content: Value| {
        if let Value::Object(members) = &mut value
            && !content.is_null()
        {
            members.insert(key.to_owned(), content);
        }
    };
    set("differences", json!(differences));
    set("fuel", json!(outcome.fuel));
    match &outcome.result {
        Ok(response) => {
            let findings: Vec<Value> = response
                .findings()
                .iter()
                .map(|f| json!({"rule": f.rule, "path": f.path, "mode": f.mode}))
                .collect();
            set("accepted", json!(response.accepted));
            set("message", json!(response.message));
            set("code", json!(response.code));
            set("warnings", json!(response.warnings));
            set("findings", json!(findings));
        }
        Err(fault) => set("fault", json!({"name": fault.name(), "message": fault.to_string()})),
    }
    value
}
