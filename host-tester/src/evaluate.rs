//! policy-server's semantics, in one place: which modules are accepted, how
//! settings are checked, what a guest gets to see, what its answer leads to.

mod admission;
mod request;
mod terms;

pub use admission::{Admission, server_text};
pub use request::Request;
pub use terms::{Mode, Terms};

use std::sync::Arc;
use std::time::{Duration, Instant};

use policy_test::describe::Description;
use policy_test::outcome::Fault;
use policy_test::response::Response;
use policy_test::stand_in::{Answers, Exchange, StandIn, host};
use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Call, CompiledModule, Engine};
use crate::host::{Host, Unstated};
use crate::module::{self, ExecutionMode, Metadata};

/// A policy's module, ready to be called.
pub struct Policy {
    /// The name that reports show.
    pub name: String,
    /// What the module's metadata section says.
    pub metadata: Metadata,
    /// The compiled module.
    pub module: CompiledModule,
}

/// A policy with settings that the policy accepted, and with what its custom resource says besides.
#[derive(Clone)]
pub struct Configured {
    /// The module.
    pub policy: Arc<Policy>,
    /// How the policy's answers are treated.
    pub terms: Terms,
    settings: Arc<str>,
}

/// What surrounds an evaluation.
#[derive(Clone)]
pub struct Surroundings {
    /// Nanoseconds since 1970 that the guest sees.
    pub now: u64,
    /// Who answers the policy's look-ups.
    pub answers: Arc<dyn Answers>,
}

/// What one evaluation came to.
pub struct Evaluation {
    /// The response, or why there is none.
    pub result: Result<Response, Fault>,
    /// Fuel burnt, where the engine counts it.
    pub fuel: Option<u64>,
    /// Wall time of the guest and its instantiation.
    pub time: Duration,
    /// What the policy asked of its host.
    pub exchanges: Vec<Exchange>,
}

impl Policy {
    /// Compiles a policy and checks that policy-server would take it.
    pub fn load(engine: &Engine, name: &str, wasm: &[u8]) -> Result<Self, Fault> {
        let metadata = module::read(wasm).and_then(|module| module.metadata()).map_err(Fault::Load)?;
        let metadata = metadata.ok_or_else(|| {
            Fault::Load("it has no metadata section; put one in with `host-tester annotate`".to_owned())
        })?;
        if metadata.execution_mode != ExecutionMode::KubewardenWapc {
            return Err(Fault::UnsupportedMode(metadata.execution_mode.name().to_owned()));
        }
        if metadata.protocol_version.as_deref() != Some("v1") {
            return Err(Fault::Load(
                "Policy is missing protocol version, which is required for KubewardenWapc execution mode; \
                 put it in with `host-tester annotate`"
                    .to_owned(),
            ));
        }
        Ok(Self { name: name.to_owned(), metadata, module: engine.load(wasm)? })
    }

    /// The terms of a policy without a custom resource: mode `protect`, and the policy's own messages. The metadata
    /// says whether the policy may change objects and what the policy may ask of its host.
    pub fn own_terms(&self) -> Terms {
        Terms {
            id: self.name.clone(),
            mode: Mode::Protect,
            allowed_to_mutate: self.metadata.mutating,
            message: None,
            grants: Arc::new(self.metadata.grants()),
        }
    }

    /// What the policy says of its rules; `None` for a module without the operation `describe`, which Kubewarden does not
    /// know.
    pub fn describe(&self) -> Result<Option<Description>, Fault> {
        match self.module.call(call("describe", Vec::new(), 0, Arc::new(Host::ungranted()))).result {
            Ok(answer) => Description::parse(&answer).map(Some).map_err(Fault::BadResponse),
            Err(Fault::Trap(text)) if text.contains("No handler registered") => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Asks the policy about its settings, once, as policy-server does at its start.
    pub fn configure(
        self: &Arc<Self>,
        settings: &Value,
        terms: Terms,
        now: u64,
    ) -> Result<Configured, Fault> {
        let settings = settings_text(settings).map_err(Fault::Settings)?;
        // What settings are worth must not depend on what a cluster answers at the moment of a start.
        let host = Arc::new(Host::new(Arc::clone(&terms.grants), Arc::new(StandIn::cut_off())));
        let call = call("validate_settings", settings.clone().into_bytes(), now, Arc::clone(&host));
        let answer = self.module.call(call).result;
        if let Some(what) = host::unstated(&host.take_exchanges()) {
            return Err(Fault::Unstated(what.to_owned()));
        }
        let answer = answer.map_err(|fault| match fault {
            Fault::Trap(text) => Fault::Trap(format!("validate_settings: {text}")),
            other => other,
        })?;
        let verdict: SettingsVerdict = serde_json::from_slice(&answer)
            .map_err(|error| Fault::BadResponse(format!("the answer to validate_settings: {error}")))?;
        if !verdict.valid {
            return Err(Fault::Settings(verdict.message.unwrap_or_else(|| "no reason given".to_owned())));
        }
        Ok(Configured { policy: Arc::clone(self), terms, settings: settings.into() })
    }
}

impl Configured {
    /// Evaluates one request in a fresh instance.
    ///
    /// Limits on mutation are applied. Monitor mode and the custom message are left to [`Admission::of`], so that
    /// reports can tell what would have been refused, and why.
    pub fn evaluate(&self, request: &Request, surroundings: &Surroundings) -> Evaluation {
        let payload = policy_test::request::payload_from_text(request.text(), &self.settings);
        self.evaluate_payload(payload, request.object(), surroundings)
    }

    /// Evaluates a payload that exists already, such as one that policy-server would never make.
    pub fn evaluate_payload(
        &self,
        payload: Vec<u8>,
        object: Option<&Value>,
        surroundings: &Surroundings,
    ) -> Evaluation {
        let Surroundings { now, answers } = surroundings;
        let host = Arc::new(Host::new(Arc::clone(&self.terms.grants), Arc::clone(answers)));
        let begun = Instant::now();
        let answer = self.policy.module.call(call("validate", payload, *now, Arc::clone(&host)));
        let time = begun.elapsed();
        let exchanges = host.take_exchanges();
        let result = match host::unstated(&exchanges) {
            Some(what) => Err(Fault::Unstated(what.to_owned())),
            None => answer.result.and_then(|bytes| Response::parse(&bytes).map_err(Fault::BadResponse)),
        };
        let result = result.map(|response| admission::decide(&self.terms, object, response));
        Evaluation { result, fuel: answer.fuel, time, exchanges }
    }
}

impl Surroundings {
    /// A host without stated answers: an evaluation that looks something up fails.
    pub fn unstated(now: u64) -> Self {
        Self { now, answers: Arc::new(Unstated) }
    }

    /// A host that is cut off from cluster and registries.
    pub fn cut_off(now: u64) -> Self {
        Self { now, answers: Arc::new(StandIn::cut_off()) }
    }
}

impl Evaluation {
    /// An evaluation that failed before the policy was asked.
    pub fn failed(fault: Fault) -> Self {
        Self { result: Err(fault), fuel: None, time: Duration::ZERO, exchanges: Vec::new() }
    }
}

/// Asks a module without metadata which version of the protocol the module speaks; the metadata states the answer.
pub fn protocol_version(engine: &Engine, wasm: &[u8]) -> Result<String, Fault> {
    let answer = engine
        .load(wasm)?
        .call(call("protocol_version", Vec::new(), 0, Arc::new(Host::ungranted())))
        .result?;
    match serde_json::from_slice::<String>(&answer) {
        Ok(version) if version == "v1" => Ok(version),
        Ok(other) => Err(Fault::BadResponse(format!("protocol version `{other}` is not supported"))),
        Err(error) => Err(Fault::BadResponse(format!("the answer to protocol_version: {error}"))),
    }
}

/// Settings as a guest gets them: an object with sorted keys, and an empty object where there are none.
fn settings_text(settings: &Value) -> Result<String, String> {
    match settings {
        Value::Null => Ok("{}".to_owned()),
        Value::Object(_) => Ok(policy_test::request::text(settings)),
        _ => Err("Invalid settings in CRD, not an object".to_owned()),
    }
}

fn call(operation: &'static str, payload: Vec<u8>, now: u64, host: Arc<Host>) -> Call {
    Call { operation, payload, now, host }
}

#[derive(Deserialize)]
struct SettingsVerdict {
    valid: bool,
    message: Option<String>,
}
