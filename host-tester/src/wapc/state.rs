//! What the host remembers while one guest instance lives.

use std::sync::Arc;

use policy_test::outcome::Fault;
use wasmtime::ResourceLimiter;

use super::stop::Stop;

/// Answers the calls a guest makes into its host.
pub trait HostCalls: Send + Sync {
    /// Answers one call; an error is text for the guest, never the end of the evaluation.
    fn call(
        &self,
        binding: &str,
        namespace: &str,
        operation: &str,
        payload: &[u8],
    ) -> Result<Vec<u8>, String>;
}

/// How much of the machine one evaluation may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest linear memory, in bytes.
    pub memory: usize,
    /// Most elements of one table.
    pub table: usize,
    /// Most bytes written to standard output and standard error together.
    pub output: usize,
    /// Largest response or error text, in bytes.
    pub response: usize,
}

/// The state of one instance: the call in progress and everything that the guest said.
pub struct InstanceState {
    pub(super) operation: &'static str,
    pub(super) payload: Vec<u8>,
    pub(super) response: Option<Vec<u8>>,
    pub(super) error: Option<String>,
    pub(super) host_response: Vec<u8>,
    pub(super) host_error: String,
    pub(super) host: Arc<dyn HostCalls>,
    pub(super) limits: Limits,
    /// Nanoseconds since 1970 that the guest's clock shows.
    pub(super) now: u64,
    pub(super) ticks: u64,
    pub(super) random: u64,
    pub(super) output: Vec<u8>,
    pub(super) refused_memory: bool,
}

impl InstanceState {
    /// A state whose clock stands at `now`, nanoseconds since 1970.
    pub fn new(host: Arc<dyn HostCalls>, limits: Limits, now: u64) -> Self {
        Self {
            operation: "",
            payload: Vec::new(),
            response: None,
            error: None,
            host_response: Vec::new(),
            host_error: String::new(),
            host,
            limits,
            now,
            ticks: 0,
            random: 0,
            output: Vec::new(),
            refused_memory: false,
        }
    }

    /// What the guest printed, in the order it was printed.
    pub fn output(&self) -> &[u8] {
        &self.output
    }

    /// What the guest printed, when the instance is no longer needed.
    pub fn into_output(self) -> Vec<u8> {
        self.output
    }

    pub(super) fn begin(&mut self, operation: &'static str, payload: Vec<u8>) {
        self.operation = operation;
        self.payload = payload;
        self.response = None;
        self.error = None;
        self.host_response.clear();
        self.host_error.clear();
    }

    /// Reads the outcome of a call the way waPC hosts do: any status but 0 is success.
    pub(super) fn answer(&mut self, status: i32) -> Result<Vec<u8>, Fault> {
        let error = self.error.take();
        match (status, self.response.take(), error) {
            (1.. | ..=-1, Some(response), _) => Ok(response),
            (_, _, Some(error)) => Err(Fault::Trap(error)),
            (0, _, None) => Err(Fault::Trap("No error message set for call failure".to_owned())),
            (_, None, None) => {
                Err(Fault::Trap("No error message OR response set for call success".to_owned()))
            }
        }
    }

    /// Collects what the guest prints; more than the limit ends the evaluation.
    pub(super) fn print(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.output.len().saturating_add(bytes.len()) > self.limits.output {
            return Err(Stop::Flood(self.limits.output));
        }
        self.output.extend_from_slice(bytes);
        Ok(())
    }

    /// The next eight bytes of a fixed sequence (`SplitMix64`): the same in every
    /// instance, so that hash seeds and with them fuel never vary.
    pub(super) fn next_random(&mut self) -> [u8; 8] {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_le_bytes()
    }
}

impl ResourceLimiter for InstanceState {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let granted = desired <= self.limits.memory;
        self.refused_memory |= !granted;
        Ok(granted)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= self.limits.table)
    }
}
