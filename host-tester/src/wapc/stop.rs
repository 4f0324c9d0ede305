//! Why the host stops a guest, as an error that wasmtime carries out of the guest's call.

use std::fmt;

/// Why the host ended a call that the guest's own code did not end.
#[derive(Debug)]
pub enum Stop {
    /// The guest called `proc_exit`.
    Exit(i32),
    /// The guest printed more than this number of bytes.
    Flood(usize),
    /// A response or a host call is larger than the host accepts.
    Oversized {
        /// Bytes that the guest wanted to hand over.
        bytes: usize,
        /// Bytes the host accepts.
        most: usize,
    },
    /// A pointer leads out of the guest's memory.
    Pointer {
        /// First byte.
        ptr: u32,
        /// Number of bytes.
        len: usize,
        /// Size of the memory.
        size: usize,
    },
    /// Text that must be UTF-8 is not.
    NotText,
    /// The guest has no memory to read from.
    NoMemory,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "the guest called proc_exit({code})"),
            Self::Flood(most) => write!(f, "the guest printed more than {most} bytes"),
            Self::Oversized { bytes, most } => {
                write!(f, "the guest handed over {bytes} bytes; at most {most} are accepted")
            }
            Self::Pointer { ptr, len, size } => write!(
                f,
                "the guest pointed to {len} bytes at {ptr:#x}, outside of its memory of {size} bytes"
            ),
            Self::NotText => f.write_str("the guest handed over text that is not UTF-8"),
            Self::NoMemory => f.write_str("the guest exports no memory"),
        }
    }
}

impl std::error::Error for Stop {}
