//! The host's clock, asked as WASI has it: the standard library's way to it is 2 kB of a module.

#![expect(unsafe_code, reason = "the host writes the time to an address")]

#[link(wasm_import_module = "wasi_snapshot_preview1")]
unsafe extern "C" {
    fn clock_time_get(clock: i32, precision: i64, time: *mut u64) -> i32;
}

/// Seconds since 1970. A host without a clock lives in a far future, so that what is to end has ended.
pub(super) fn seconds() -> u64 {
    let mut nanoseconds = u64::MAX;
    // SAFETY: the address is that of a number of eight bytes. Clock 0 is that of the wall.
    let failed = unsafe { clock_time_get(0, 1, &raw mut nanoseconds) };
    let nanoseconds = if failed == 0 { nanoseconds } else { u64::MAX };
    nanoseconds / 1_000_000_000
}
