//! Requests that are documents, each judged by several policies.

use std::sync::Arc;

use policy_test::outcome::{Fault, Outcome};
use policy_test::response::Response;

use super::task::Task;
use crate::bundle::Entry;
use crate::evaluate::{Configured, Evaluation, Mode, Request, Surroundings};
use crate::source::{Cell, Document, Expected};
use crate::verdict::{Evaluated, Event, Section, Verdict};

/// A policy of a bundle, or the reason why it cannot be asked.
pub struct Assignment {
    /// What the bundle says.
    pub entry: Entry,
    /// The policy with its settings; the text says why there is none.
    pub policy: Result<Configured, String>,
    /// Whether the rules of the entry decide which requests the policy sees.
    pub by_rules: bool,
}

/// What all documents of a run share.
pub struct Documents {
    /// The part of the run.
    pub section: Section,
    /// The policies.
    pub policies: Vec<Assignment>,
    /// What is expected, where anything is.
    pub expected: Option<Expected>,
    /// What surrounds every evaluation.
    pub surroundings: Surroundings,
}

/// One document to be judged.
struct DocumentTask {
    shared: Arc<Documents>,
    document: Document,
}

impl Documents {
    /// A task for each document.
    pub fn tasks(
        self: Arc<Self>,
        documents: impl Iterator<Item = Document> + Send,
    ) -> impl Iterator<Item = Box<dyn Task>> + Send {
        documents.map(move |document| {
            Box::new(DocumentTask { shared: Arc::clone(&self), document }) as Box<dyn Task>
        })
    }
}

impl Task for DocumentTask {
    fn perform(&self) -> Vec<Event> {
        let request = self.document.read().map_err(Fault::Request).and_then(Request::new);
        match request {
            Ok(request) => {
                self.shared.policies.iter().filter_map(|policy| self.ask(policy, &request)).collect()
            }
            // The document is wrong, so one event says it for all policies.
            Err(fault) => {
                let evaluated = self.evaluated("", Evaluation::failed(fault), Verdict::Open);
                vec![Event::Evaluated(Box::new(evaluated))]
            }
        }
    }
}

impl DocumentTask {
    fn ask(&self, assignment: &Assignment, request: &Request) -> Option<Event> {
        let Assignment { entry, policy, by_rules } = assignment;
        let table = self.shared.expected.as_ref();
        let name = policy.as_ref().map_or_else(|_| entry.module_name(), |policy| &policy.policy.name);
        let cell = table.and_then(|table| table.cell(&self.document.id, name));
        let policy = match policy {
            Ok(policy) => policy,
            // A policy that is absent and of which nothing is expected is not counted.
            Err(_) if table.is_some() && cell.is_none() => return None,
            Err(reason) => return Some(self.skip(name, reason)),
        };
        if let Some(Cell::Later(reason)) = cell {
            return Some(self.skip(name, reason));
        }
        if *by_rules && !entry.matches(request.value()) {
            return Some(self.skip(&entry.name, "not in the policy's rules"));
        }
        let evaluation = policy.evaluate(request, &self.shared.surroundings);
        let verdict = judge(cell, &evaluation.result);
        let shown = if self.shared.section == Section::Requests { &entry.name } else { name };
        let monitored = policy.terms.mode == Mode::Monitor;
        let namespace = request.namespace().to_owned();
        let evaluated = self.evaluated(shown, evaluation, verdict);
        Some(Event::Evaluated(Box::new(Evaluated { namespace, monitored, ..evaluated })))
    }

    fn skip(&self, policy: &str, reason: &str) -> Event {
        Event::Skipped {
            section: self.shared.section,
            policy: policy.to_owned(),
            request: self.document.id.clone(),
            reason: reason.to_owned(),
        }
    }

    fn evaluated(&self, policy: &str, evaluation: Evaluation, verdict: Verdict) -> Evaluated {
        let Evaluation { result, fuel, time, .. } = evaluation;
        Evaluated {
            section: self.shared.section,
            outcome: Outcome {
                policy: policy.to_owned(),
                request: self.document.id.clone(),
                origin: self.document.origin.clone(),
                result,
                fuel,
                time,
            },
            verdict,
            namespace: String::new(),
            monitored: false,
            command: None,
        }
    }
}

/// Compares the rules that speak with the expected ones; a fault is never as expected.
fn judge(cell: Option<&Cell>, result: &Result<Response, Fault>) -> Verdict {
    match (cell, result) {
        (None | Some(Cell::Later(_)), _) => Verdict::Open,
        (Some(_), Err(fault)) => Verdict::Fail(vec![fault.to_string()]),
        (Some(Cell::Speaks(expected)), Ok(response)) => {
            let got = response.speaking();
            let mut what = Vec::new();
            if *expected != got {
                what.push(format!("expected {}", list(expected.iter())));
                what.push(format!("got      {}", list(got.iter())));
            }
            if !response.accepted && got.is_empty() {
                what.push(format!(
                    "refused without a finding: {}",
                    response.message.as_deref().unwrap_or("no message")
                ));
            }
            if what.is_empty() { Verdict::Pass } else { Verdict::Fail(what) }
        }
    }
}

fn list<'a>(rules: impl Iterator<Item = &'a String>) -> String {
    let rules: Vec<&str> = rules.map(String::as_str).collect();
    if rules.is_empty() { "no rule to speak".to_owned() } else { rules.join(", ") }
}
