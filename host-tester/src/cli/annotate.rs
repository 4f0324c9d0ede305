//! `annotate`: puts a policy's metadata and README into its module.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;

use super::file;
use crate::engine::{Engine, Options};
use crate::evaluate;
use crate::module;

/// Put metadata into a module, as `kwctl annotate` does.
#[derive(Args)]
pub(super) struct Annotate {
    /// The module as cargo built it.
    module: PathBuf,
    /// The policy's metadata.yml.
    #[arg(long, value_name = "FILE")]
    metadata: PathBuf,
    /// A README that goes into the metadata.
    #[arg(long, value_name = "FILE")]
    usage: Option<PathBuf>,
    /// Where the annotated module is written.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

impl Annotate {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let wasm = file::read(&self.module)?;
        let text = file::read_text(&self.metadata)?;
        let metadata: Value = serde_saphyr::from_str(&text)
            .map_err(|error| anyhow::anyhow!("{}: {}", self.metadata.display(), error.without_snippet()))?;
        let mut metadata = match module::check(&metadata) {
            Ok(metadata) => metadata,
            Err(wrong) => bail!("{}:\n  {}", self.metadata.display(), wrong.join("\n  ")),
        };
        let usage = self.usage.as_deref().map(file::read_text).transpose()?;
        if metadata.execution_mode == module::ExecutionMode::KubewardenWapc {
            let engine = Engine::new(Options::default())?;
            let version = evaluate::protocol_version(&engine, &wasm)
                .map_err(|fault| anyhow::anyhow!("{}: {fault}", self.module.display()))?;
            metadata.protocol_version = Some(version);
        }
        let annotated = module::annotate(&wasm, metadata, usage)
            .map_err(|error| anyhow::anyhow!("{}: {error}", self.module.display()))?;
        file::write(&self.out, &annotated).with_context(|| format!("cannot write {}", self.out.display()))?;
        Ok(0)
    }
}
