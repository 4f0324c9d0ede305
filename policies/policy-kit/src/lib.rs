#![doc = include_str!("../README.md")]

pub mod accelerator;
mod count;
mod edit;
pub mod glob;
#[cfg(target_os = "wasi")]
pub mod guest;
pub mod host;
mod identity;
pub mod image;
pub mod images;
pub mod json;
pub mod kinds;
mod map;
mod place;
pub mod pod;
pub mod policy;
pub mod quantity;
pub mod request;
mod scale;
pub mod settings;
pub mod signature;
pub mod text;
pub mod verdict;
mod visit;
mod way;

pub use count::{Count, Counts};
pub use edit::Edit;
pub use host::{Date, Host, HostError};
pub use image::Image;
pub use json::{Json, Shape};
pub use map::{Malformed, Map};
pub use place::Place;
pub use pod::{Container, List, Part, Pod};
pub use policy::Policy;
pub use request::{Label, Operation, Request, Resource};
pub use settings::{Keys, Namespaces, Repositories, Settings};
pub use text::quoted;
pub use verdict::{Mode, Offence, Report, Rule};
