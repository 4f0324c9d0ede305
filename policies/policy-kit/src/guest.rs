//! The module's side of waPC: bytes in, bytes out. The only place that names Kubewarden's SDK.

mod clock;
mod memory;

use kubewarden_policy_sdk::wapc_guest::{host_call, register_function};

use crate::host::{BINDING, Capabilities, Date};
use crate::policy::{self, Policy};

/// Registers the operations of a policy; a module's starter calls it.
pub fn register<P: Policy>() {
    register_function("validate", |payload| {
        Ok(policy::validate::<P>(payload, &Kubewarden).to_json(P::MUTATES).into_bytes())
    });
    register_function("validate_settings", |payload| {
        Ok(policy::validate_settings::<P>(payload).to_json().into_bytes())
    });
    register_function("describe", |_| Ok(policy::describe::<P>().into_bytes()));
    // What the SDK's own function answers, which is 1.5 kB of a serialiser.
    register_function("protocol_version", |_| Ok(br#""v1""#.to_vec()));
}

/// The host that runs the module.
struct Kubewarden;

impl Capabilities for Kubewarden {
    fn today(&self) -> Date {
        Date::from_unix_days(i64::try_from(clock::seconds() / 86_400).unwrap_or_default())
    }

    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        host_call(BINDING, namespace, operation, payload).map_err(|error| {
            let text = error.to_string();
            // The words of the SDK before those of the host.
            text.strip_prefix("Host error: ").unwrap_or(&text).to_owned()
        })
    }
}
