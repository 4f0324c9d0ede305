//! Settings, read key by key: every error is reported, with its path and, for a misspelt key, the nearest one.

mod at;
pub mod common;
mod distance;
mod keys;
mod namespaces;
mod policy_settings;
mod repositories;

pub use self::keys::Keys;
pub(crate) use self::keys::Notes;
pub use self::namespaces::Namespaces;
pub use self::policy_settings::Settings;
pub use self::repositories::Repositories;

#[cfg(test)]
mod tests;
