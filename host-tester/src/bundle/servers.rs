//! What AdmissionPolicies may ask of their host, which their PolicyServer states in the same files.

use std::collections::BTreeMap;

use policy_test::stand_in::Grants;
use serde_json::Value;

use super::resources::ServerResource;

/// The capabilities that each PolicyServer grants to AdmissionPolicies, by the name of the server.
#[derive(Debug, Default)]
pub(super) struct Servers(BTreeMap<String, Vec<String>>);

impl Servers {
    /// Adds a PolicyServer; the error is the one with which the server would not start.
    pub(super) fn add(&mut self, document: Value) -> anyhow::Result<()> {
        let ServerResource { metadata, spec } = serde_json::from_value(document)?;
        if let Some(capabilities) = spec.namespaced_policies_capabilities {
            Grants::new(&capabilities, []).map_err(anyhow::Error::msg)?;
            self.0.insert(metadata.name, capabilities);
        }
        Ok(())
    }

    /// What an AdmissionPolicy of this server may ask: every capability unless the server lists some, and never objects.
    pub(super) fn grants(&self, server: &str) -> Grants {
        let said = self.0.get(server).and_then(|capabilities| Grants::new(capabilities, []).ok());
        said.unwrap_or_else(|| Grants::of_cluster([]))
    }
}
