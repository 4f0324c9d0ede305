//! The cases of a policy and their variants, run as Wasm.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use policy_test::outcome::{Fault, Outcome};
use policy_test::run::PlannedCase;
use policy_test::stand_in::Answers;

use super::task::Task;
use crate::clock;
use crate::evaluate::{Configured, Evaluation, Policy, Surroundings, Terms};
use crate::verdict::{Evaluated, Event, Section, Verdict};

/// All cases of one policy.
pub struct PolicyCases {
    policy: Arc<Policy>,
    /// Settings that were checked already, by time and text: most cases share their settings.
    settings: Mutex<BTreeMap<(String, String), Result<Configured, Fault>>>,
}

/// One case or variant.
pub struct CaseTask {
    /// What is asked and expected.
    pub case: PlannedCase,
    planned: Arc<PolicyCases>,
}

impl PolicyCases {
    /// The cases of a policy.
    pub fn new(policy: Arc<Policy>) -> Arc<Self> {
        Arc::new(Self { policy, settings: Mutex::default() })
    }

    /// The cases of a policy's folder, and those of every policy, whose title contains `filter`; the error names a
    /// file that cannot be used.
    pub fn cases(self: Arc<Self>, folder: &Path, filter: &str) -> anyhow::Result<Vec<CaseTask>> {
        let asked =
            |case: &_| self.evaluate(case).exchanges.into_iter().map(|exchange| exchange.call).collect();
        let plan = policy_test::run::plan(folder, &asked)?;
        // A policy of somebody else has none; one of ours is told by its own tests where they are missing.
        let common = policy_test::kit::plan(folder).unwrap_or_default();
        let wanted = plan.into_iter().chain(common).filter(|case| case.title().contains(filter));
        Ok(wanted.map(|case| CaseTask { case, planned: Arc::clone(&self) }).collect())
    }

    fn evaluate(&self, case: &PlannedCase) -> Evaluation {
        let now = match clock::parse(&case.now) {
            Ok(now) => now,
            Err(error) => return Evaluation::failed(Fault::Request(format!("now: {error}"))),
        };
        match (self.configured(case, now), case.payload()) {
            (Err(fault), _) => Evaluation::failed(fault),
            (Ok(configured), Some(payload)) => {
                let answers = Arc::clone(&case.stand_in) as Arc<dyn Answers>;
                let object = case.request.as_ref().and_then(|request| request.get("object"));
                let object = object.filter(|object| !object.is_null());
                configured.evaluate_payload(payload, object, &Surroundings { now, answers })
            }
            // Only the settings are in question, and they were accepted.
            (Ok(_), None) => Evaluation {
                result: Ok(policy_test::response::Response { accepted: true, ..Default::default() }),
                fuel: None,
                time: Duration::ZERO,
                exchanges: Vec::new(),
            },
        }
    }

    fn configured(&self, case: &PlannedCase, now: u64) -> Result<Configured, Fault> {
        let key = (case.now.clone(), case.settings.to_string());
        let known = self.settings.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let terms = Terms { allowed_to_mutate: true, ..self.policy.own_terms() };
            let configured = self.policy.configure(&case.settings, terms, now);
            self.settings.lock().unwrap_or_else(PoisonError::into_inner).insert(key, configured.clone());
            configured
        })
    }
}

impl CaseTask {
    /// The policy that is asked.
    pub fn policy(&self) -> &Policy {
        &self.planned.policy
    }

    /// Asks the policy.
    pub fn evaluate(&self) -> Evaluation {
        self.planned.evaluate(&self.case)
    }
}

impl Task for CaseTask {
    fn perform(&self) -> Vec<Event> {
        let policy = self.planned.policy.name.clone();
        let Evaluation { result, fuel, time, .. } = self.evaluate();
        let judged = self
            .case
            .judge(&result)
            .and_then(|()| self.case.judge_edited(&result, |again| self.planned.evaluate(again).result));
        let (verdict, command) = match judged {
            Ok(()) => (Verdict::Pass, None),
            Err(mismatch) => {
                // A title may have an apostrophe, which a shell would take for the end of the text.
                let title = self.case.title().replace('\'', r"'\''");
                let command = format!("host-tester replay --policy {policy} --filter '{title}' --export DIR");
                (Verdict::Fail(mismatch.what), Some(command))
            }
        };
        let namespace = self.case.request.as_ref().and_then(|request| request.get("namespace")?.as_str());
        vec![Event::Evaluated(Box::new(Evaluated {
            section: Section::Cases,
            namespace: namespace.unwrap_or_default().to_owned(),
            outcome: Outcome {
                policy,
                request: self.case.title(),
                origin: self.case.origin(),
                result,
                fuel,
                time,
            },
            verdict,
            monitored: false,
            command,
        }))]
    }
}
