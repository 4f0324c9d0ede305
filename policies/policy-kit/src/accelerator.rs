//! Names of accelerators and of what connects them.
//!
//! Sources: the device plug-ins of the vendors and their DRA drivers, HAMi's chart for names of shared devices, GKE's
//! documentation. Names are compared whole: one domain serves devices, sizes and network cards, so neither a prefix
//! nor the domain tells what a resource is.

mod device_classes;
mod fabric;
mod nvidia;
mod resources;
mod text;
mod unit;

pub use self::device_classes::of_device_class;
pub use self::fabric::is_fabric;
pub use self::resources::of;
pub use self::unit::{AMD_GPU, Accelerator, CLASSES, NVIDIA_GPU, OTHER, Unit};

#[cfg(test)]
mod tests;
