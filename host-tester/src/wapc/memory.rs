//! A guest's linear memory, read and written only within its bounds.

use wasmtime::{Caller, Extern};

use super::state::InstanceState;
use super::stop::Stop;

/// Copies `len` bytes at `ptr` out of the guest; more than `most` is refused
/// before anything is copied.
pub(super) fn read(
    caller: &mut Caller<'_, InstanceState>,
    ptr: u32,
    len: u32,
    most: usize,
) -> wasmtime::Result<Vec<u8>> {
    let (memory, _) = split(caller)?;
    let bytes = slice(memory, ptr, len)?;
    if bytes.len() > most {
        return Err(Stop::Oversized { bytes: bytes.len(), most }.into());
    }
    Ok(bytes.to_vec())
}

/// Copies text out of the guest; bytes that are no UTF-8 are a trap, as in other waPC hosts.
pub(super) fn read_text(
    caller: &mut Caller<'_, InstanceState>,
    ptr: u32,
    len: u32,
    most: usize,
) -> wasmtime::Result<String> {
    let bytes = read(caller, ptr, len, most)?;
    String::from_utf8(bytes).map_err(|_| Stop::NotText.into())
}

/// Copies bytes into the guest.
pub(super) fn write(caller: &mut Caller<'_, InstanceState>, ptr: u32, bytes: &[u8]) -> wasmtime::Result<()> {
    let (memory, _) = split(caller)?;
    put(memory, ptr, bytes)
}

/// The guest's memory and the state beside it, so that bytes travel between
/// them without a copy.
pub(super) fn split<'a>(
    caller: &'a mut Caller<'_, InstanceState>,
) -> wasmtime::Result<(&'a mut [u8], &'a mut InstanceState)> {
    match caller.get_export("memory") {
        Some(Extern::Memory(memory)) => Ok(memory.data_and_store_mut(caller)),
        _ => Err(Stop::NoMemory.into()),
    }
}

/// Copies bytes to a place of an already borrowed memory.
pub(super) fn put(memory: &mut [u8], ptr: u32, bytes: &[u8]) -> wasmtime::Result<()> {
    let size = memory.len();
    let target = usize::try_from(ptr)
        .ok()
        .and_then(|start| memory.get_mut(start..start.checked_add(bytes.len())?))
        .ok_or(Stop::Pointer { ptr, len: bytes.len(), size })?;
    target.copy_from_slice(bytes);
    Ok(())
}

/// A place of an already borrowed memory.
pub(super) fn slice(memory: &[u8], ptr: u32, len: u32) -> wasmtime::Result<&[u8]> {
    let wanted = usize::try_from(len).unwrap_or(usize::MAX);
    usize::try_from(ptr)
        .ok()
        .and_then(|start| memory.get(start..start.checked_add(wanted)?))
        .ok_or_else(|| Stop::Pointer { ptr, len: wanted, size: memory.len() }.into())
}
