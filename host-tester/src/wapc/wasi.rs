//! The part of WASI preview 1 that a policy may expect: no files, no
//! environment, no arguments, no sockets; a clock that shows the date of the
//! evaluation and random bytes that are always the same.

use wasmtime::{Caller, FuncType, Linker, Result, Val, ValType};

use super::memory;
use super::state::InstanceState;
use super::stop::Stop;

const SUCCESS: i32 = 0;
const BAD_DESCRIPTOR: i32 = 8;
const INVALID: i32 = 28;
const NOT_SUPPORTED: i32 = 58;
const IS_PIPE: i32 = 29;

/// Nanoseconds that every look at the monotonic clock takes, so that a guest
/// that waits for time to pass still gets there, and always at the same point.
const TICK: u64 = 1_000;

/// Functions without an effect here: name, parameters (`i` 32 bits, `I` 64 bits), what they return.
///
/// policy-server links all of WASI, so a module that imports them must load;
/// without a preopened folder every call fails there too.
const REFUSED: [(&str, &str, i32); 34] = [
    ("fd_advise", "iIIi", BAD_DESCRIPTOR),
    ("fd_allocate", "iII", BAD_DESCRIPTOR),
    ("fd_datasync", "i", BAD_DESCRIPTOR),
    ("fd_fdstat_set_flags", "ii", BAD_DESCRIPTOR),
    ("fd_fdstat_set_rights", "iII", BAD_DESCRIPTOR),
    ("fd_filestat_get", "ii", BAD_DESCRIPTOR),
    ("fd_filestat_set_size", "iI", BAD_DESCRIPTOR),
    ("fd_filestat_set_times", "iIIi", BAD_DESCRIPTOR),
    ("fd_pread", "iiiIi", BAD_DESCRIPTOR),
    ("fd_prestat_dir_name", "iii", BAD_DESCRIPTOR),
    ("fd_prestat_get", "ii", BAD_DESCRIPTOR),
    ("fd_pwrite", "iiiIi", BAD_DESCRIPTOR),
    ("fd_readdir", "iiiIi", BAD_DESCRIPTOR),
    ("fd_renumber", "ii", BAD_DESCRIPTOR),
    ("fd_seek", "iIii", IS_PIPE),
    ("fd_sync", "i", BAD_DESCRIPTOR),
    ("fd_tell", "ii", IS_PIPE),
    ("path_create_directory", "iii", BAD_DESCRIPTOR),
    ("path_filestat_get", "iiiii", BAD_DESCRIPTOR),
    ("path_filestat_set_times", "iiiiIIi", BAD_DESCRIPTOR),
    ("path_link", "iiiiiii", BAD_DESCRIPTOR),
    ("path_open", "iiiiiIIii", BAD_DESCRIPTOR),
    ("path_readlink", "iiiiii", BAD_DESCRIPTOR),
    ("path_remove_directory", "iii", BAD_DESCRIPTOR),
    ("path_rename", "iiiiii", BAD_DESCRIPTOR),
    ("path_symlink", "iiiii", BAD_DESCRIPTOR),
    ("path_unlink_file", "iii", BAD_DESCRIPTOR),
    ("poll_oneoff", "iiii", NOT_SUPPORTED),
    ("proc_raise", "i", NOT_SUPPORTED),
    ("sched_yield", "", SUCCESS),
    ("sock_accept", "iii", BAD_DESCRIPTOR),
    ("sock_recv", "iiiiii", BAD_DESCRIPTOR),
    ("sock_send", "iiiii", BAD_DESCRIPTOR),
    ("sock_shutdown", "ii", BAD_DESCRIPTOR),
];

pub(super) fn link(linker: &mut Linker<InstanceState>, module: &str) -> Result<()> {
    for name in ["args_sizes_get", "environ_sizes_get"] {
        linker.func_wrap(module, name, no_strings)?;
    }
    for name in ["args_get", "environ_get"] {
        linker.func_wrap(module, name, |_: u32, _: u32| SUCCESS)?;
    }
    linker.func_wrap(module, "clock_res_get", clock_resolution)?;
    linker.func_wrap(module, "clock_time_get", clock_time)?;
    linker.func_wrap(module, "fd_close", |descriptor: u32| standard(descriptor))?;
    linker.func_wrap(module, "fd_fdstat_get", descriptor_status)?;
    linker.func_wrap(module, "fd_read", read)?;
    linker.func_wrap(module, "fd_write", write)?;
    linker.func_wrap(module, "random_get", random)?;
    linker.func_wrap(module, "proc_exit", |code: i32| -> Result<()> { Err(Stop::Exit(code).into()) })?;
    for (name, parameters, errno) in REFUSED {
        let parameters = parameters.chars().map(|c| if c == 'I' { ValType::I64 } else { ValType::I32 });
        let ty = FuncType::new(linker.engine(), parameters, [ValType::I32]);
        linker.func_new(module, name, ty, move |_, _, results| {
            if let Some(result) = results.first_mut() {
                *result = Val::I32(errno);
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn no_strings(mut caller: Caller<'_, InstanceState>, count: u32, size: u32) -> Result<i32> {
    memory::write(&mut caller, count, &[0; 4])?;
    memory::write(&mut caller, size, &[0; 4])?;
    Ok(SUCCESS)
}

fn clock_resolution(mut caller: Caller<'_, InstanceState>, _clock: u32, ptr: u32) -> Result<i32> {
    memory::write(&mut caller, ptr, &TICK.to_le_bytes())?;
    Ok(SUCCESS)
}

fn clock_time(mut caller: Caller<'_, InstanceState>, clock: u32, _precision: u64, ptr: u32) -> Result<i32> {
    let state = caller.data_mut();
    state.ticks = state.ticks.wrapping_add(TICK);
    let time = match clock {
        0 => state.now,
        1..=3 => state.ticks,
        _ => return Ok(INVALID),
    };
    memory::write(&mut caller, ptr, &time.to_le_bytes())?;
    Ok(SUCCESS)
}

fn standard(descriptor: u32) -> i32 {
    if descriptor <= 2 { SUCCESS } else { BAD_DESCRIPTOR }
}

fn descriptor_status(mut caller: Caller<'_, InstanceState>, descriptor: u32, ptr: u32) -> Result<i32> {
    if standard(descriptor) != SUCCESS {
        return Ok(BAD_DESCRIPTOR);
    }
    // A character device without flags; the rights say that it can be read and written.
    let mut status = [0_u8; 24];
    status[0] = 2;
    status[8] = 0b0100_0010;
    memory::write(&mut caller, ptr, &status)?;
    Ok(SUCCESS)
}

/// Standard input is always at its end.
fn read(
    mut caller: Caller<'_, InstanceState>,
    descriptor: u32,
    _list: u32,
    _count: u32,
    done: u32,
) -> Result<i32> {
    if descriptor != 0 {
        return Ok(BAD_DESCRIPTOR);
    }
    memory::write(&mut caller, done, &[0; 4])?;
    Ok(SUCCESS)
}

/// Standard output and error are captured, never inherited: what a policy
/// prints must not mix with a report.
fn write(
    mut caller: Caller<'_, InstanceState>,
    descriptor: u32,
    list: u32,
    count: u32,
    done: u32,
) -> Result<i32> {
    if !(1..=2).contains(&descriptor) {
        return Ok(BAD_DESCRIPTOR);
    }
    let (memory, state) = memory::split(&mut caller)?;
    let bytes = count.saturating_mul(8);
    let mut written = 0_u32;
    for entry in memory::slice(memory, list, bytes)?.as_chunks::<8>().0 {
        let (ptr, len) = entry.split_at(4);
        let text = memory::slice(memory, number(ptr), number(len))?;
        state.print(text)?;
        written = written.saturating_add(number(len));
    }
    memory::put(memory, done, &written.to_le_bytes())?;
    Ok(SUCCESS)
}

fn random(mut caller: Caller<'_, InstanceState>, ptr: u32, len: u32) -> Result<i32> {
    let (memory, state) = memory::split(&mut caller)?;
    memory::slice(memory, ptr, len)?;
    let (start, len) = (usize::try_from(ptr)?, usize::try_from(len)?);
    if let Some(target) = memory.get_mut(start..start + len) {
        for chunk in target.chunks_mut(8) {
            let bytes = state.next_random();
            for (byte, random) in chunk.iter_mut().zip(bytes) {
                *byte = random;
            }
        }
    }
    Ok(SUCCESS)
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |value, byte| (value << 8) | u32::from(*byte))
}
