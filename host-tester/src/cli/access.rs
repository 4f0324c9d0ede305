//! What the commands share that speak to a registry.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::registry::{Access, Registry};

/// How a registry is reached, and how the result is shown.
#[derive(Args)]
pub(super) struct Reached {
    /// Speak HTTP without TLS, for a registry on this machine.
    #[arg(long)]
    plain_http: bool,
    /// Certificates in PEM of authorities to trust besides those of the system.
    #[arg(long, value_name = "FILE", conflicts_with = "plain_http")]
    ca_file: Option<PathBuf>,
    /// Form of the result on standard output.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
}

impl Reached {
    pub(super) fn registry(&self) -> anyhow::Result<Registry> {
        let again = |error: &crate::registry::Error| eprintln!("note: trying again: {}", error.what());
        Ok(Registry::new(&Access { plain_http: self.plain_http, ca_file: self.ca_file.clone(), again })?)
    }

    pub(super) fn show(&self, text: &str, json: &Value) -> anyhow::Result<()> {
        let mut out = std::io::stdout();
        match self.output {
            Output::Text => writeln!(out, "{text}")?,
            Output::Json => writeln!(out, "{json:#}")?,
        }
        Ok(())
    }
}
