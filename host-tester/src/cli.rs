//! The command line: one file a command. Only here is anything printed, and
//! only here does the process end.

mod annotate;
mod bench;
mod check;
mod common;
mod file;
mod generate;
mod inspect;
mod layout;
mod look_ups;
mod policies;
mod pull;
mod push;
mod registry;
mod replay;
mod sink;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs Kubewarden policies with policy-server's semantics.
#[derive(Parser)]
#[command(name = "host-tester", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 as expected; 1 failed expectations, or refusals where nothing is expected; \
    2 usage, configuration or a registry that refuses; 3 nothing was evaluated; 4 a policy trapped, ran into a limit or could not be loaded. \
    The highest wins.";

#[derive(Subcommand)]
enum Command {
    Replay(replay::Replay),
    Check(check::Check),
    Inspect(inspect::Inspect),
    Bench(bench::BenchCommand),
    Annotate(annotate::Annotate),
    Generate(generate::Generate),
    Push(push::Push),
    Pull(pull::Pull),
}

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Replay(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Annotate(command) => command.run(),
        Command::Generate(command) => command.run(),
        Command::Push(command) => command.run(),
        Command::Pull(command) => command.run(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        // 141 is a shell's code for SIGPIPE; an exit code of the part that was evaluated would say nothing of the rest.
        Err(error) if is_closed_pipe(&error) => ExitCode::from(141),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of the output closed it, as in `host-tester … | head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
