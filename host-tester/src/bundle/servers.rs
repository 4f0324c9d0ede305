//! What the policies of namespaces may ask: their PolicyServer says it, in the same files.

use std::collections::BTreeMap;

use policy_test::world::Grants;
use serde_json::Value;

use super::resources::ServerResource;

/// The capabilities that PolicyServers leave to the policies of namespaces, by name.
#[derive(Debug, Default)]
pub(super) struct Servers(BTreeMap<String, Vec<String>>);

impl Servers {
    /// Takes note of a document of kind PolicyServer; the error is that with which it would not start.
    pub(super) fn add(&mut self, document: Value) -> anyhow::Result<()> {
        let ServerResource { metadata, spec } = serde_json::from_value(document)?;
        if let Some(capabilities) = spec.namespaced_policies_capabilities {
            Grants::new(&capabilities, []).map_err(anyhow::Error::msg)?;
            self.0.insert(metadata.name, capabilities);
        }
        Ok(())
    }

    /// What a policy of a namespace may ask: everything unless its server says otherwise, and never for objects.
    pub(super) fn grants(&self, server: &str) -> Grants {
        let said = self.0.get(server).and_then(|capabilities| Grants::new(capabilities, []).ok());
        said.unwrap_or_else(|| Grants::of_cluster([]))
    }
}
