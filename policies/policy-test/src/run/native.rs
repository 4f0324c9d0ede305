//! Runs the plan in a policy's own tests, without Wasm.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use serde_json::Value;

use crate::describe::Description;
use crate::kit;
use crate::outcome::{Fault, Outcome};
use crate::request;
use crate::response::{Response, SettingsAnswer};
use crate::run::plan::{CaseFile, PlannedCase};
use crate::run::report::Failures;
use crate::run::{blessed, guards};
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

/// Whether the outcomes are written anew instead of being compared.
fn blessing() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

impl Executor {
    /// Each case is decided as written and answered as blessed; with `BLESS=1` the answers are blessed anew.
    ///
    /// A file with a wrong decision is never blessed: what was written by hand stands.
    pub fn cases(&self) -> Result<(), Failures> {
        self.check_cases(blessing())
    }

    /// Each variant is decided like its case.
    pub fn variants(&self) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for file in CaseFile::all(Path::new(self.folder))? {
            let blocks = blessed::parse(&blessed::file(&self.answers(&file)?)).map_err(anyhow::Error::msg)?;
            let plan = file.plan(&blocks, &|planned| self.asked(planned))?;
            let variants = plan.iter().filter(|planned| planned.family.is_some());
            failures.extend(variants.filter_map(|planned| self.failure(planned)));
        }
        Failures::check(failures)
    }

    /// What policy-kit does for every policy is done in this one.
    pub fn common_cases(&self) -> Result<(), Failures> {
        let plan = kit::plan(Path::new(self.folder))?;
        Failures::check(plan.iter().filter_map(|planned| self.failure(planned)).collect())
    }

    /// Each rule has an accepting case and one in which it speaks; each file of cases is about a rule.
    pub fn rules(&self) -> Result<(), Failures> {
        Failures::check(guards::rules(self)?)
    }

    /// Each key of the settings changes some verdict.
    pub fn settings(&self) -> Result<(), Failures> {
        Failures::check(guards::settings(self)?)
    }

    /// The rules of `metadata.yml` ask for what the policy judges, and for nothing else.
    pub fn judged(&self) -> Result<(), Failures> {
        Failures::check(guards::judged(self)?)
    }

    /// No setting is a common one under another name.
    pub fn common(&self) -> Result<(), Failures> {
        Failures::check(guards::common(self)?)
    }

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

    pub(super) fn check_cases(&self, bless: bool) -> Result<(), Failures> {
        let mut failures = Vec::new();
        for file in CaseFile::all(Path::new(self.folder))? {
            let bases = file.bases()?;
            let answers: Vec<_> = bases.iter().map(|planned| (planned, self.answer(planned))).collect();
            let wrong = answers.iter().filter_map(|(planned, answer)| self.mismatch(planned, answer));
            let wrong: Vec<_> = wrong.collect();
            if !wrong.is_empty() {
                failures.extend(wrong);
                continue;
            }
            let blocks: Vec<_> = answers.iter().map(|(planned, answer)| planned.render(answer)).collect();
            let text = blessed::file(&blocks);
            let out = file.out();
            if bless {
                std::fs::write(&out, text).with_context(|| format!("cannot write {}", out.display()))?;
            } else {
                let kept = std::fs::read_to_string(&out).unwrap_or_default();
                failures.extend(guards::outdated(&out, &kept, &text));
            }
        }
        failures.extend(guards::orphans(Path::new(self.folder))?);
        Failures::check(failures)
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

    fn answers(&self, file: &CaseFile) -> anyhow::Result<Vec<String>> {
        let bases = file.bases()?;
        Ok(bases.iter().map(|planned| planned.render(&self.answer(planned))).collect())
    }

    fn failure(&self, planned: &PlannedCase) -> Option<String> {
        self.mismatch(planned, &self.answer(planned))
    }

    fn mismatch(&self, planned: &PlannedCase, answer: &Result<Response, Fault>) -> Option<String> {
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
