//! Runs the plan in a policy's own tests, without Wasm.

use std::time::Instant;

use serde_json::Value;

use crate::describe::Description;
use crate::outcome::{Fault, Outcome};
use crate::request;
use crate::response::{Response, SettingsAnswer};
use crate::run::planned::PlannedCase;
use crate::stand_in::{StandIn, call};

mod look_ups;

use look_ups::LookUps;

/// A policy as a function: answers an operation (`validate`, `validate_settings`, `describe`) with its
/// payload at a moment (`2026-11-24`, `2026-11-24T13:30:00Z`), as the Wasm module would; the error is the text that a
/// guest leaves when it fails.
pub type PolicyFunction =
    fn(operation: &str, payload: &[u8], now: &str, calls: &HostFunction<'_>) -> Result<Vec<u8>, String>;

/// What answers the calls that a policy makes to its host: binding, namespace, operation and payload.
pub type HostFunction<'a> = dyn Fn(&str, &str, &str, &[u8]) -> Result<Vec<u8>, String> + 'a;

/// A policy that is called as a function.
#[derive(Clone, Copy, Debug)]
pub struct Executor {
    /// Name of the policy.
    pub policy: &'static str,
    /// The folder of its manifest, in which `cases/` is.
    pub folder: &'static str,
    /// The policy.
    pub call: PolicyFunction,
}

impl Executor {
    /// Evaluates one case of the plan, as a policy server would: first the settings, then the request.
    pub fn evaluate(&self, planned: &PlannedCase) -> Outcome {
        let start = Instant::now();
        let result = self.answer(planned);
        Outcome {
            policy: self.policy.to_owned(),
            request: planned.title(),
            origin: planned.origin(),
            result,
            fuel: None,
            time: start.elapsed(),
        }
    }

    pub(super) fn describe(&self) -> anyhow::Result<Description> {
        let answer = (self.call)("describe", b"", crate::case::TODAY, &no_calls);
        let answer = answer.map_err(anyhow::Error::msg)?;
        Description::parse(&answer).map_err(anyhow::Error::msg)
    }

    pub(super) fn answer(&self, planned: &PlannedCase) -> Result<Response, Fault> {
        self.check_settings(&planned.settings, &planned.now)?;
        let Some(payload) = planned.payload() else {
            return Ok(Response { accepted: true, ..Response::default() });
        };
        let look_ups = LookUps::new(self.folder, &*planned.stand_in);
        let answer = self.ask("validate", &payload, &planned.now, &look_ups)?;
        Response::parse(&answer).map_err(Fault::BadResponse)
    }

    /// What the policy asks about a case.
    pub(super) fn asked(&self, planned: &PlannedCase) -> Vec<call::HostCall> {
        let look_ups = LookUps::new(self.folder, &*planned.stand_in);
        if let Some(payload) = planned.payload() {
            // What it makes of the answers is judged where the case is run.
            let _ = self.ask("validate", &payload, &planned.now, &look_ups);
        }
        look_ups.into_calls()
    }

    /// Settings must not hang on the moment at which a server starts: nobody answers.
    fn check_settings(&self, settings: &Value, now: &str) -> Result<(), Fault> {
        let payload = request::text(settings);
        let nobody = StandIn::cut_off();
        let look_ups = LookUps::new(self.folder, &nobody);
        let answer = self.ask("validate_settings", payload.as_bytes(), now, &look_ups)?;
        SettingsAnswer::parse(&answer).map_err(Fault::BadResponse)?.into_result().map_err(Fault::Settings)
    }

    fn ask(
        &self,
        operation: &str,
        payload: &[u8],
        now: &str,
        look_ups: &LookUps<'_>,
    ) -> Result<Vec<u8>, Fault> {
        let answer = (self.call)(operation, payload, now, &|binding, namespace, operation, payload| {
            look_ups.call(binding, namespace, operation, payload)
        });
        look_ups.check()?;
        answer.map_err(Fault::Trap)
    }

    pub(super) fn failure(&self, planned: &PlannedCase) -> Option<String> {
        self.mismatch(planned, &self.answer(planned))
    }

    pub(super) fn mismatch(&self, planned: &PlannedCase, answer: &Result<Response, Fault>) -> Option<String> {
        let judged = planned.judge(answer);
        let mismatch =
            judged.and_then(|()| planned.judge_edited(answer, |again| self.answer(again))).err()?;
        let what = mismatch.to_string().replace('\n', "\n    ");
        let (file, line, title) = (planned.file.display(), planned.line, planned.title());
        let replay = format!("host-tester replay --policy {} --filter '{title}'", self.policy);
        let again = match planned.skip_export {
            None => format!("for kwctl and policy-server: {replay} --export DIR"),
            Some(_) => format!("in Wasm: {replay}"),
        };
        Some(format!("{file}:{line}: {title}\n    {what}\n    {again}"))
    }
}

fn no_calls(_: &str, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
    Err(format!("the call `{namespace}/{operation}` is answered by nobody here"))
}

#[cfg(test)]
mod tests;
