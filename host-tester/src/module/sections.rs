//! The sections of a module: what can be learnt of the module without running it.

use super::metadata::{ExecutionMode, Metadata, check};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

/// The section that Kubewarden reads a policy's metadata from.
pub const METADATA_SECTION: &str = "io.kubewarden.metadata";

/// What can be learnt of a module without running it.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// Size of the file.
    pub bytes: usize,
    /// The first metadata section: the one that every Kubewarden tool reads.
    pub metadata: Option<Vec<u8>>,
    /// How many metadata sections there are; two mean that the module was annotated twice.
    pub metadata_sections: usize,
    /// Bytes of the custom sections, the metadata with the policy's README among them.
    pub custom: usize,
    /// Imported names with their kind, in the order of the file.
    pub imports: Vec<(String, &'static str)>,
    /// Exported names with their kind, in the order of the file.
    pub exports: Vec<(String, &'static str)>,
}

/// Reads the sections of a module; the error says at which byte the file stops being a module.
pub fn read(wasm: &[u8]) -> Result<Module, String> {
    let mut module = Module { bytes: wasm.len(), ..Module::default() };
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| format!("not a WebAssembly module: {error}"))?;
        module.add(payload).map_err(|error| format!("not a WebAssembly module: {error}"))?;
    }
    Ok(module)
}

impl Module {
    /// The metadata, if there is any; an error where the section cannot be read.
    pub fn metadata(&self) -> Result<Option<Metadata>, String> {
        let Some(json) = &self.metadata else {
            return Ok(None);
        };
        serde_json::from_slice(json)
            .map(Some)
            .map_err(|error| format!("the section `{METADATA_SECTION}` cannot be read: {error}"))
    }

    /// The metadata of a module that is fit to be published: one section, valid, and of protocol `v1`.
    pub fn publishable(&self) -> Result<Metadata, String> {
        let Some(json) = &self.metadata else {
            return Err(format!("the module has no metadata, that is, no section `{METADATA_SECTION}`"));
        };
        if self.metadata_sections > 1 {
            return Err(format!("the module has {} sections of metadata", self.metadata_sections));
        }
        let wrong = |wrong: String| format!("the section `{METADATA_SECTION}` is invalid: {wrong}");
        let value = serde_json::from_slice(json).map_err(|error| wrong(error.to_string()))?;
        let metadata = check(&value).map_err(|all| wrong(all.join("; ")))?;
        if metadata.execution_mode == ExecutionMode::KubewardenWapc
            && metadata.protocol_version.as_deref() != Some("v1")
        {
            return Err(wrong("protocolVersion: must be `v1`".to_owned()));
        }
        Ok(metadata)
    }

    fn add(&mut self, payload: Payload<'_>) -> wasmparser::Result<()> {
        match payload {
            Payload::CustomSection(section) => {
                self.custom += section.data().len();
                if section.name() == METADATA_SECTION {
                    self.metadata_sections += 1;
                    self.metadata.get_or_insert_with(|| section.data().to_vec());
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let kind = match import.ty {
                        TypeRef::Func(_) | TypeRef::FuncExact(_) => "function",
                        TypeRef::Table(_) => "table",
                        TypeRef::Memory(_) => "memory",
                        TypeRef::Global(_) => "global",
                        TypeRef::Tag(_) => "tag",
                    };
                    self.imports.push((format!("{}.{}", import.module, import.name), kind));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    let kind = match export.kind {
                        ExternalKind::Func | ExternalKind::FuncExact => "function",
                        ExternalKind::Table => "table",
                        ExternalKind::Memory => "memory",
                        ExternalKind::Global => "global",
                        ExternalKind::Tag => "tag",
                    };
                    self.exports.push((export.name.to_owned(), kind));
                }
            }
            _ => {}
        }
        Ok(())
    }
}
