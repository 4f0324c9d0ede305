//! `pull`: a policy's module out of a registry.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::file;
use super::registry::RegistryArgs;
use crate::registry::Location;

/// Pull a module from a registry, by tag or by digest.
///
/// The digests of manifest and module are checked; a module that differs is not written. Logins are
/// those of `docker login`, in `$DOCKER_CONFIG` or `~/.docker`.
#[derive(Args)]
pub(super) struct Pull {
    /// Where from: `registry://HOST/REPOSITORY`, with `:TAG` or `@sha256:DIGEST`.
    #[arg(value_name = "REFERENCE")]
    source: String,
    /// Where the module is written; `<policy>.wasm` when absent, after the last part of the repository.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    registry: RegistryArgs,
}

impl Pull {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let source = Location::to_pull(&self.source)?;
        let out = self.out.clone().unwrap_or_else(|| format!("{}.wasm", source.policy()).into());
        let pulled = self.registry.connect()?.pull(&source)?;
        file::write(&out, &pulled.wasm).with_context(|| format!("cannot write {}", out.display()))?;
        let text = format!("{} is {}", out.display(), pulled.immutable);
        let json = json!({
            "immutable_ref": pulled.immutable,
            "layer": pulled.layer,
            "bytes": pulled.wasm.len(),
            "file": out,
        });
        self.registry.show(&text, &json)?;
        Ok(0)
    }
}
