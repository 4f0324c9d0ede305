#![doc = include_str!("../README.md")]

mod about;
pub mod accelerator;
mod all_maps;
pub mod arena;
mod count;
pub mod datasets;
mod descent;
mod describe;
pub mod devices;
mod edit;
pub mod glob;
#[cfg(target_os = "wasi")]
pub mod guest;
pub mod host;
mod identity;
pub mod image;
pub mod images;
pub mod json;
mod judges;
pub mod kinds;
mod macros;
mod malformed;
mod map;
mod member;
mod path;
mod place;
pub mod pod;
pub mod policy;
mod projects;
pub mod quantity;
pub mod request;
mod scale;
pub mod settings;
pub mod signature;
#[cfg(test)]
mod test_support;
pub mod text;
mod validate;
pub mod verdict;

pub use arena::Arena;
pub use count::{Count, Counts};
pub use host::{Date, Host, HostError};
pub use image::Image;
pub use json::{Json, Shape};
pub use judges::{JudgedKinds, Judges};
pub use map::Map;
pub use member::Member;
pub use place::Place;
pub use pod::{Container, List, Part, Pod};
pub use policy::{Ctx, Policy};
pub use request::{Label, Operation, Request, Resource};
pub use settings::{Keys, Namespaces, Repositories, Settings};
pub use text::quoted;
pub use validate::{Members, call_natively};
pub use verdict::{AnyRule, Kind, Level, Mode, Offence, Report, Rule, Severity, Standard};
