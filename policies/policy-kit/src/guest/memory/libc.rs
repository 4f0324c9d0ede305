//! The functions of C that the standard library would take from wasi-libc together with its allocator, for code that
//! is linked and never runs here: names of threads, the environment. Without these, 9 kB stay in a module, and two
//! allocators would share one memory.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;

use super::{MEMORY, room};

/// What every block of C is aligned to.
const ALIGN: usize = 16;

#[unsafe(no_mangle)]
unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    MEMORY.cut(room(size), ALIGN).cast()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let size = count.saturating_mul(size);
    let block = MEMORY.cut(room(size), ALIGN);
    if !block.is_null() {
        // SAFETY: the block is that large.
        unsafe { block.write_bytes(0, size) };
    }
    block.cast()
}

/// C does not say how large a block is, so it cannot grow: there is no memory for it.
#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(_block: *mut c_void, _size: usize) -> *mut c_void {
    ptr::null_mut()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn aligned_alloc(align: usize, size: usize) -> *mut c_void {
    MEMORY.cut(room(size), align).cast()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn posix_memalign(out: *mut *mut c_void, align: usize, size: usize) -> c_int {
    let block = MEMORY.cut(room(size), align);
    // SAFETY: the caller says where the address goes.
    unsafe { out.write(block.cast()) };
    c_int::from(block.is_null())
}

/// What C asked for is not used again.
#[unsafe(no_mangle)]
unsafe extern "C" fn free(_block: *mut c_void) {}

/// No error of the system is told: a policy makes no system call that fails. Without this, a table of 3 kB stays.
#[unsafe(no_mangle)]
unsafe extern "C" fn strerror_r(_error: c_int, text: *mut c_char, size: usize) -> c_int {
    if size > 0 {
        // SAFETY: the caller has room for that much text.
        unsafe { text.write(0) };
    }
    0
}

/// A policy has no environment; a panic asks there whether to print a backtrace.
#[unsafe(no_mangle)]
unsafe extern "C" fn getenv(_name: *const c_char) -> *mut c_char {
    ptr::null_mut()
}
