//! The module's side of waPC: bytes in, bytes out. The only place that names Kubewarden's SDK.

mod memory;

use std::time::{SystemTime, UNIX_EPOCH};

use kubewarden_policy_sdk::wapc_guest::{host_call, register_function};

use crate::host::{BINDING, Capabilities, Date};
use crate::policy::{self, Policy};

/// Registers the operations of a policy; a module's starter calls it.
pub fn register<P: Policy>() {
    register_function("validate", |payload| {
        Ok(policy::validate::<P>(payload, &Kubewarden).to_json().into_bytes())
    });
    register_function("validate_settings", |payload| {
        Ok(policy::validate_settings::<P>(payload).to_json().into_bytes())
    });
    register_function("describe", |_| Ok(policy::describe::<P>().into_bytes()));
    register_function("protocol_version", kubewarden_policy_sdk::protocol_version_guest);
}

/// The host that runs the module.
struct Kubewarden;

impl Capabilities for Kubewarden {
    fn today(&self) -> Date {
        #[expect(
            clippy::disallowed_methods,
            reason = "rules ask the host for the date, and this is the host"
        )]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Date::from_unix_days(i64::try_from(now.as_secs() / 86_400).unwrap_or_default())
    }

    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        host_call(BINDING, namespace, operation, payload).map_err(|error| {
            let text = error.to_string();
            // The words of the SDK before those of the host.
            text.strip_prefix("Host error: ").unwrap_or(&text).to_owned()
        })
    }
}
