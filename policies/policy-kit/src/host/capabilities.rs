//! How a host is reached.

/// The host that runs a module, as it is reached: the only thing in a policy that is not computed.
pub trait Capabilities {
    /// Seconds since 1970, in UTC.
    fn now(&self) -> u64;

    /// Calls a capability of the binding `kubewarden` by namespace and operation, such as `kubernetes` and
    /// `get_resource`. Payload and answer are the host's JSON; the error is the host's text as it stands.
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String>;
}

/// What answers [`Capabilities::call`] where a policy runs natively: binding, namespace, operation, payload.
pub type Calls<'a> = dyn Fn(&str, &str, &str, &[u8]) -> Result<Vec<u8>, String> + 'a;

/// The answer to every call where a policy is expected to make none.
pub fn no_calls(_: &str, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
    Err(format!("the call `{namespace}/{operation}` is answered by nobody here"))
}

/// A host of given answers: for native tests and tools.
#[derive(Clone, Copy)]
pub struct FixedHost<'a> {
    /// The time it tells: seconds since 1970.
    pub now: u64,
    /// What answers the calls.
    pub calls: &'a Calls<'a>,
}

impl Capabilities for FixedHost<'_> {
    fn now(&self) -> u64 {
        self.now
    }

    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        (self.calls)(BINDING, namespace, operation, payload)
    }
}

/// The binding of all capabilities.
pub(crate) const BINDING: &str = "kubewarden";
