//! A policy's module as a file: its sections, its metadata, what it imports and
//! exports. Nothing here runs it.

mod annotate;
mod metadata;
mod sections;

pub use annotate::annotate;
pub use metadata::{ContextAwareResource, ExecutionMode, Metadata, PolicyType, Rule, check};
pub use sections::{METADATA_SECTION, Module, read};
