//! `push`: a policy's module into a registry.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::file;
use super::registry::RegistryArgs;
use crate::registry::{Artifact, Location};

/// Push an annotated module to a registry, as `kwctl push` does.
///
/// Prints where the module can be pulled by digest: what is signed, and what deployments may name instead of a tag.
/// Logins are those of `docker login`, in `$DOCKER_CONFIG` or `~/.docker`.
#[derive(Args)]
pub(super) struct Push {
    /// The annotated module.
    module: PathBuf,
    /// Where to: `registry://HOST/REPOSITORY:TAG`.
    #[arg(value_name = "REFERENCE")]
    target: String,
    #[command(flatten)]
    registry: RegistryArgs,
}

impl Push {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let target = Location::to_push(&self.target)?;
        let wasm = file::read(&self.module)?;
        let artifact = Artifact::of(&wasm).with_context(|| self.module.display().to_string())?;
        let pushed = self.registry.connect()?.push(&target, artifact)?;
        if !pushed.left_out.is_empty() {
            let keys = pushed.left_out.join(", ");
            eprintln!("note: annotations of several lines are in the module, not in the manifest: {keys}");
        }
        // The names are those of kwctl's output.
        let json = json!({"immutable_ref": pushed.immutable, "layer": pushed.layer, "bytes": wasm.len()});
        self.registry.show(&pushed.immutable, &json)?;
        Ok(0)
    }
}
