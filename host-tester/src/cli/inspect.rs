//! `inspect`: what a module is, without asking it to judge anything.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use policy_test::describe::Description;
use serde_json::json;

use super::file;
use crate::engine::{Engine, Options};
use crate::evaluate::Policy;
use crate::module::{self, Metadata, Module};

/// Show a module's metadata, rules with their default modes, imports and size.
#[derive(Args)]
pub(super) struct Inspect {
    /// The module.
    module: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let wasm = file::read(&self.module)?;
        let place = |error: String| anyhow::anyhow!("{}: {error}", self.module.display());
        let module = module::read(&wasm).map_err(place)?;
        let metadata = module.metadata().map_err(place)?;
        let engine = Engine::new(Options::default())?;
        // A module that cannot be loaded is shown, too.
        let (description, fault) = match Policy::load(&engine, "module", &wasm) {
            Ok(policy) => (policy.describe().map_err(|fault| fault.to_string()), None),
            Err(fault) => (Ok(None), Some(fault)),
        };
        let (description, unknown) = match description {
            Ok(description) => (description, None),
            Err(unknown) => (None, Some(unknown)),
        };
        let text = if self.json {
            let value = json!({
                "bytes": module.bytes,
                "metadata": metadata,
                "metadataSections": module.metadata_sections,
                "imports": module.imports.iter().map(|(name, _)| name).collect::<Vec<_>>(),
                "exports": module.exports.iter().map(|(name, _)| name).collect::<Vec<_>>(),
                "rules": description.as_ref().map(|description| &description.rules),
                "settings": description.as_ref().map(|description| &description.settings),
                "fault": fault.as_ref().map(ToString::to_string),
            });
            format!("{value:#}\n")
        } else {
            let mut text = show(&module, metadata.as_ref(), description.as_ref());
            if let Some(unknown) = &unknown {
                let _ = writeln!(text, "rules        unknown: {unknown}");
            }
            if let Some(fault) = &fault {
                let _ = writeln!(text, "\nit cannot be run: {fault}");
            }
            text
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(if fault.is_some() { 4 } else { 0 })
    }
}

fn show(module: &Module, metadata: Option<&Metadata>, description: Option<&Description>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12} {value}");
    };
    if let Some(description) = description {
        line("policy", &format!("{} {}", description.policy, description.version));
    }
    line("size", &format!("{} bytes", module.bytes));
    if let Some(metadata) = metadata {
        line("mode", metadata.execution_mode.name());
        line("protocol", metadata.protocol_version.as_deref().unwrap_or("none: policy-server refuses it"));
        line("mutating", if metadata.mutating { "yes" } else { "no" });
        line("audit", if metadata.background_audit { "yes" } else { "no" });
        if let Some(version) = &metadata.minimum_kubewarden_version {
            line("Kubewarden", &format!("{version} or newer"));
        }
        for (key, value) in metadata.annotations.iter().filter(|(_, value)| value.lines().count() == 1) {
            line("annotation", &format!("{key}: {value}"));
        }
        for rule in &metadata.rules {
            let groups: Vec<_> =
                rule.api_groups.iter().map(|group| if group.is_empty() { "core" } else { group }).collect();
            line(
                "sees",
                &format!(
                    "{} of [{}] {}: {}",
                    rule.operations.join(","),
                    groups.join(","),
                    rule.api_versions.join(","),
                    rule.resources.join(", ")
                ),
            );
        }
    } else {
        line("metadata", "none: policy-server refuses it");
    }
    if module.metadata_sections > 1 {
        line("warning", &format!("{} metadata sections; only the first is read", module.metadata_sections));
    }
    for (import, kind) in &module.imports {
        line("imports", &format!("{import} ({kind})"));
    }
    for (export, kind) in &module.exports {
        line("exports", &format!("{export} ({kind})"));
    }
    if let Some(description) = description {
        line("settings", &description.settings.join(", "));
        let width = description.rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
        for rule in &description.rules {
            line("rule", &format!("{:<width$}  {:<5}  {}", rule.id, rule.mode, rule.fix));
        }
    }
    text
}
