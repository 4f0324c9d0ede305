//! The command line of the harness; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    host_tester::cli::main()
}
