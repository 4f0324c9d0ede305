//! The functions of module `wapc`.

use wasmtime::{Caller, Linker, Result};

use super::memory;
use super::state::InstanceState;

/// The longest name of a binding, namespace or operation, in bytes.
const LONGEST_NAME: usize = 4096;

pub(super) fn link(linker: &mut Linker<InstanceState>) -> Result<()> {
    linker.func_wrap("wapc", "__guest_request", guest_request)?;
    linker.func_wrap("wapc", "__guest_response", guest_response)?;
    linker.func_wrap("wapc", "__guest_error", guest_error)?;
    linker.func_wrap("wapc", "__host_call", host_call)?;
    linker.func_wrap("wapc", "__host_response_len", |caller: Caller<'_, InstanceState>| {
        length(caller.data().host_response.len())
    })?;
    linker.func_wrap("wapc", "__host_response", |mut caller: Caller<'_, InstanceState>, ptr: u32| {
        let (memory, state) = memory::split(&mut caller)?;
        memory::put(memory, ptr, &state.host_response)
    })?;
    linker.func_wrap("wapc", "__host_error_len", |caller: Caller<'_, InstanceState>| {
        length(caller.data().host_error.len())
    })?;
    linker.func_wrap("wapc", "__host_error", |mut caller: Caller<'_, InstanceState>, ptr: u32| {
        let (memory, state) = memory::split(&mut caller)?;
        memory::put(memory, ptr, state.host_error.as_bytes())
    })?;
    linker.func_wrap("wapc", "__console_log", console_log)?;
    Ok(())
}

/// Writes the payload first and the operation second: a guest sees the order where the two overlap.
fn guest_request(mut caller: Caller<'_, InstanceState>, operation: u32, payload: u32) -> Result<()> {
    let (memory, state) = memory::split(&mut caller)?;
    memory::put(memory, payload, &state.payload)?;
    memory::put(memory, operation, state.operation.as_bytes())
}

fn guest_response(mut caller: Caller<'_, InstanceState>, ptr: u32, len: u32) -> Result<()> {
    let most = caller.data().limits.response;
    let bytes = memory::read(&mut caller, ptr, len, most)?;
    caller.data_mut().response = Some(bytes);
    Ok(())
}

fn guest_error(mut caller: Caller<'_, InstanceState>, ptr: u32, len: u32) -> Result<()> {
    let most = caller.data().limits.response;
    let text = memory::read_text(&mut caller, ptr, len, most)?;
    caller.data_mut().error = Some(text);
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the ABI has eight parameters")]
fn host_call(
    mut caller: Caller<'_, InstanceState>,
    binding: u32,
    binding_len: u32,
    namespace: u32,
    namespace_len: u32,
    operation: u32,
    operation_len: u32,
    payload: u32,
    payload_len: u32,
) -> Result<u32> {
    let binding = memory::read_text(&mut caller, binding, binding_len, LONGEST_NAME)?;
    let namespace = memory::read_text(&mut caller, namespace, namespace_len, LONGEST_NAME)?;
    let operation = memory::read_text(&mut caller, operation, operation_len, LONGEST_NAME)?;
    let most = caller.data().limits.response;
    let payload = memory::read(&mut caller, payload, payload_len, most)?;
    let state = caller.data_mut();
    state.host_response.clear();
    state.host_error.clear();
    match state.host.call(&binding, &namespace, &operation, &payload) {
        Ok(response) => {
            state.host_response = response;
            Ok(1)
        }
        Err(error) => {
            state.host_error = error;
            Ok(0)
        }
    }
}

/// Logs count as output of the guest, so that a guest that logs for ever is stopped, too.
fn console_log(mut caller: Caller<'_, InstanceState>, ptr: u32, len: u32) -> Result<()> {
    let most = caller.data().limits.output;
    let mut text = memory::read_text(&mut caller, ptr, len, most)?;
    text.push('\n');
    Ok(caller.data_mut().print(text.as_bytes())?)
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
