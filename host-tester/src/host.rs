//! What a policy may ask of its host, and who answers.
//!
//! The rules are those of policy-server and stand in `policy_test::stand_in`, so that cases are answered alike natively and
//! here. The host of this file serves one evaluation and remembers what was asked.

use std::sync::{Arc, Mutex, PoisonError};

use policy_test::stand_in::call::HostCall;
use policy_test::stand_in::{Answers, Exchange, Failure, Grants, host};

use crate::wapc::HostCalls;

/// The host of one evaluation.
pub struct Host {
    grants: Arc<Grants>,
    answers: Arc<dyn Answers>,
    exchanges: Mutex<Vec<Exchange>>,
}

/// No answers were stated, so every look-up is the fault `unstated`: a guess would be a verdict on nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unstated;

impl Host {
    /// A host for a policy with these grants.
    pub fn new(grants: Arc<Grants>, answers: Arc<dyn Answers>) -> Self {
        Self { grants, answers, exchanges: Mutex::default() }
    }

    /// A host that grants nothing: for operations that are about the module alone.
    pub fn ungranted() -> Self {
        Self::new(Arc::default(), Arc::new(Unstated))
    }

    /// Takes the calls that were let through so far.
    pub fn take_exchanges(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl HostCalls for Host {
    fn call(
        &self,
        binding: &str,
        namespace: &str,
        operation: &str,
        payload: &[u8],
    ) -> Result<Vec<u8>, String> {
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        let host = host::Host { grants: &self.grants, answers: &*self.answers };
        host.call(binding, namespace, operation, payload, &mut exchanges)
    }
}

impl Answers for Unstated {
    fn answer(&self, call: &HostCall) -> Result<Vec<u8>, Failure> {
        Err(Failure::Unstated(format!(
            "{}; state what is there with --world or --created, or what was recorded with --session",
            call.describe()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy_test::stand_in::StandIn;

    #[test]
    fn what_was_let_through_is_remembered_once() {
        let host = Host::new(Arc::new(Grants::of_cluster([])), Arc::new(StandIn::cut_off()));
        let payload = br#"{"api_version":"v1","kind":"Secret","name":"n","disable_cache":true}"#;
        assert!(host.call("kubewarden", "kubernetes", "get_resource", payload).is_err());
        assert!(host.call("kubewarden", "oci", "v1/manifest_digest", b"\"x\"").is_err());
        assert_eq!(host.take_exchanges().len(), 1, "no kind was granted");
        assert_eq!(host.take_exchanges(), []);
    }

    #[test]
    fn nobody_says_how_to_state_what_is_there() {
        let host = Host::new(Arc::new(Grants::of_cluster([])), Arc::new(Unstated));
        assert!(host.call("kubewarden", "oci", "v1/manifest_digest", b"\"x\"").is_err());
        let exchanges = host.take_exchanges();
        let what = host::unstated(&exchanges).unwrap();
        assert!(
            what.starts_with("OciManifestDigest {\"image\":\"x\"}; state what is there with --world"),
            "{what}"
        );
    }

    #[test]
    fn nothing_is_granted_to_a_module_by_itself() {
        let denied = Host::ungranted().call("kubewarden", "oci", "v1/verify", b"").unwrap_err();
        assert!(
            denied.starts_with("Policy has not been granted access to the 'oci/v1/verify' host capability.")
        );
    }
}
