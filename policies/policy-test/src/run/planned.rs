//! One evaluation of the plan: what a policy is given, and what is expected of it.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use crate::case::TODAY;
use crate::edits;
use crate::expect::{Expectation, Mismatch, judge};
use crate::outcome::{Fault, Origin};
use crate::request;
use crate::response::Response;
use crate::run::blessed;
use crate::stand_in::StandIn;
use crate::variants::{Family, Variant};

/// One evaluation of the plan.
#[derive(Clone, Debug)]
pub struct PlannedCase {
    /// The case: `privileged/a privileged init container`.
    pub id: String,
    /// The file's name without its ending, which is the rule's id.
    pub rule: String,
    /// `base`, or the name of the variant: `move to init`.
    pub variant: String,
    /// The variant's family; none for the case itself.
    pub family: Option<Family>,
    /// The file of the case.
    pub file: PathBuf,
    /// The line where the case begins.
    pub line: u64,
    /// The admission request as it is sent to a policy server; none where the settings alone are asked about.
    pub request: Option<Value>,
    /// The settings.
    pub settings: Value,
    /// The moment of the evaluation: `2026-11-24`, which is its first second, or `2026-11-24T13:30:00Z`.
    pub now: String,
    /// What answers look-ups.
    pub stand_in: Arc<StandIn>,
    /// What is expected.
    pub expect: Expectation,
    /// For the case itself its block of the `.out` file: the answer as text has to equal it.
    pub blessed: Option<String>,
    /// Why other executors cannot run it; export leaves it out.
    pub skip_export: Option<String>,
    /// The first line of its block in the `.out` file.
    pub(super) header: String,
    /// Whether the policy gets the keys of the request in falling order.
    pub(super) reversed: bool,
}

/// What a policy is given in an evaluation.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The admission request; none where the settings alone are asked about.
    pub(crate) request: Option<Value>,
    /// The settings.
    pub(crate) settings: Value,
    /// The moment.
    pub(crate) now: String,
    /// What answers look-ups.
    pub(crate) stand_in: Arc<StandIn>,
}

impl PlannedCase {
    /// A case that is written in code at this file and line, without variants and blessed text.
    pub(crate) fn written(
        id: String,
        (file, line): (PathBuf, u64),
        input: Input,
        expect: Expectation,
    ) -> Self {
        let Input { request, settings, now, stand_in } = input;
        let rule = id.split('/').next().unwrap_or_default().to_owned();
        let skip_export = skip_export((now != TODAY).then_some(now.as_str()), request.as_ref());
        Self {
            header: id.clone(),
            id,
            rule,
            variant: "base".to_owned(),
            family: None,
            file,
            line,
            request,
            settings,
            now,
            stand_in,
            expect,
            blessed: None,
            skip_export,
            reversed: false,
        }
    }

    /// What it is called in reports: `privileged/a privileged init container (move to init)`.
    pub fn title(&self) -> String {
        match self.family {
            None => self.id.clone(),
            Some(_) => format!("{} ({})", self.id, self.variant),
        }
    }

    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        Origin::Case { file: self.file.clone(), line: self.line, variant: self.variant.clone() }
    }

    /// The payload of `validate`; none where the settings alone are asked about.
    ///
    /// The request is normalised as a policy server does. One that no policy server would hand on goes to
    /// the guest as it is: whoever calls a policy in another way gets a clear answer too.
    pub fn payload(&self) -> Option<Vec<u8>> {
        let request = self.request.as_ref()?;
        let normal = request::normalise(request).unwrap_or_else(|_| request.clone());
        Some(if self.reversed {
            request::payload_reversed(&normal, &self.settings)
        } else {
            request::payload(&normal, &self.settings)
        })
    }

    /// The same with the keys in the order in which other clients hand them on, whatever the order in which they get
    /// them: a policy may ask its host in that order, and `kwctl` replays a session in no other.
    #[must_use]
    pub fn in_order(self) -> Self {
        Self { reversed: false, ..self }
    }

    /// Compares an evaluation with what is expected, for the case itself including the blessed text.
    pub fn judge(&self, result: &Result<Response, Fault>) -> Result<(), Mismatch> {
        judge(&self.expect, self.object(), result)?;
        match &self.blessed {
            Some(blessed) if *blessed != self.render(result) => {
                Err(Mismatch { what: blessed::difference(blessed, &self.render(result)) })
            }
            _ => Ok(()),
        }
    }

    /// The outcome as the text that is blessed.
    pub fn render(&self, result: &Result<Response, Fault>) -> String {
        blessed::render(&self.header, &self.rule, result, self.object())
    }

    /// Asks once more about what the policy has made of the object: it must leave that alone.
    pub fn judge_edited(
        &self,
        first: &Result<Response, Fault>,
        ask: impl FnOnce(&Self) -> Result<Response, Fault>,
    ) -> Result<(), Mismatch> {
        let edited = first.as_ref().ok().and_then(|response| response.mutated_object.as_ref());
        let Some((request, edited)) = self.request.as_ref().and_then(Value::as_object).zip(edited) else {
            return Ok(());
        };
        let mut request = request.clone();
        request.insert("object".to_owned(), edited.clone());
        let what = match ask(&Self { request: Some(Value::Object(request)), ..self.clone() }) {
            Err(fault) => vec![format!("asked about the edited object: {fault}")],
            Ok(response) if !response.accepted => vec!["the edited object is refused".to_owned()],
            Ok(response) => {
                let again = response.mutated_object.map(|again| edits::between(edited, &again));
                let again = again.into_iter().flatten();
                again.map(|edit| format!("the edited object is edited again: {edit}")).collect()
            }
        };
        if what.is_empty() { Ok(()) } else { Err(Mismatch { what }) }
    }

    fn object(&self) -> Option<&Value> {
        self.request.as_ref()?.get("object")
    }

    /// A variant of this case.
    pub(super) fn vary(&self, variant: Variant) -> Self {
        Self {
            variant: variant.name,
            family: Some(variant.family),
            request: Some(variant.request),
            expect: Expectation::Verdict(variant.verdict),
            blessed: None,
            reversed: variant.reversed,
            stand_in: variant.stand_in.unwrap_or_else(|| Arc::clone(&self.stand_in)),
            ..self.clone()
        }
    }
}

/// Why a case cannot be run by clients with a real clock and a real API server.
pub(super) fn skip_export(now: Option<&str>, request: Option<&Value>) -> Option<String> {
    if let Some(now) = now {
        return Some(format!("it holds on {now}, and other clients have the real clock"));
    }
    let error = request::normalise(request?).err()?;
    Some(format!("other clients refuse the request before the policy sees it: {error}"))
}
