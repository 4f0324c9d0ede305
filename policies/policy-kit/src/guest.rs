//! The module's side of waPC: bytes in, bytes out. The only place that names Kubewarden's SDK.

mod clock;

use std::sync::OnceLock;

use kubewarden_policy_sdk::wapc_guest::{host_call, register_function};

use crate::host::{BINDING, Capabilities};
use crate::validate::{Members, call};

/// The policies of the module, once it is started.
static MEMBERS: OnceLock<&'static Members> = OnceLock::new();

/// Registers the operations of a module's policies; the module's starter calls it.
pub fn register(members: &'static Members) {
    MEMBERS.get_or_init(|| members);
    register_function("validate", |payload| answer("validate", payload));
    register_function("validate_settings", |payload| answer("validate_settings", payload));
    register_function("describe", |payload| answer("describe", payload));
    register_function("protocol_version", |payload| answer("protocol_version", payload));
}

fn answer(operation: &str, payload: &[u8]) -> kubewarden_policy_sdk::wapc_guest::CallResult {
    let members = MEMBERS.get().copied().unwrap_or_default();
    call(members, operation, payload, &Kubewarden).map_err(Into::into)
}

/// The host that runs the module.
struct Kubewarden;

impl Capabilities for Kubewarden {
    fn now(&self) -> u64 {
        clock::seconds()
    }

    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        host_call(BINDING, namespace, operation, payload).map_err(|error| {
            let text = error.to_string();
            // The words of the SDK before those of the host.
            text.strip_prefix("Host error: ").unwrap_or(&text).to_owned()
        })
    }
}
