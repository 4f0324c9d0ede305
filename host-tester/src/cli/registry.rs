//! Options of the commands that speak to a registry.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::registry::{ClientOptions, Registry};

/// How a registry is reached, and how the result is shown.
#[derive(Args)]
pub(super) struct RegistryArgs {
    /// Speak HTTP without TLS, for a registry on this machine.
    #[arg(long)]
    plain_http: bool,
    /// Certificates in PEM of authorities to trust besides those of the system.
    #[arg(long, value_name = "FILE", conflicts_with = "plain_http")]
    ca_file: Option<PathBuf>,
    /// Form of the result on standard output.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    output: TextOrJson,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TextOrJson {
    Text,
    Json,
}

impl RegistryArgs {
    pub(super) fn connect(&self) -> anyhow::Result<Registry> {
        let again = |error: &crate::registry::Error| eprintln!("note: trying again: {}", error.what());
        Ok(Registry::new(&ClientOptions {
            plain_http: self.plain_http,
            ca_file: self.ca_file.clone(),
            again,
        })?)
    }

    pub(super) fn show(&self, text: &str, json: &Value) -> anyhow::Result<()> {
        let mut out = std::io::stdout();
        match self.output {
            TextOrJson::Text => writeln!(out, "{text}")?,
            TextOrJson::Json => writeln!(out, "{json:#}")?,
        }
        Ok(())
    }
}
