//! Who has to have signed which images, and whether they have.
//!
//! A host verifies one authority at a time and answers in texts; here they are counted, and what keeps a host from
//! answering is told apart from what it says of an image.

mod authority;
mod item;
mod rules;
mod settings;
mod verify;

pub use self::item::Signatures;
pub use self::rules::{UNSIGNED, WRONG_SIGNER};
pub use self::settings::MOST_LOOK_UPS;

#[cfg(test)]
mod tests;
