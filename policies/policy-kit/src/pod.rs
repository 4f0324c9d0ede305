//! Every pod spec of an object, of any kind, found by its shape.
//!
//! Kubernetes and the projects around it keep pod specs in a hundred different paths. Their shape is always
//! the same, so it is the shape that is looked for; [`crate::kinds`] lists what shape cannot tell.

mod list;
mod part;
mod shape;
mod walk;

pub use self::list::List;
pub use self::part::{Annotation, Container, Part, Pod};
pub(crate) use self::walk::{Pods, find};
