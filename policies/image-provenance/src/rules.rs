//! One rule, one file.

pub(crate) mod cached_image;
pub(crate) mod digest_required;
pub(crate) mod invalid_reference;
pub(crate) mod missing_image;
pub(crate) mod unqualified_reference;
pub(crate) mod unresolved_reference;
pub(crate) mod untrusted_registry;

use policy_kit::Rule;
use policy_kit::signature::{UNSIGNED, WRONG_SIGNER};
use policy_kit::verdict::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};

/// Every rule, in the order of the README.
pub(crate) const ALL: &[&Rule] = &[
    &invalid_reference::RULE,
    &untrusted_registry::RULE,
    &digest_required::RULE,
    &UNSIGNED,
    &WRONG_SIGNER,
    &LOOK_UP_NOT_GRANTED,
    &LOOK_UP_FAILED,
    &TOO_MANY_LOOK_UPS,
    &unresolved_reference::RULE,
    &cached_image::RULE,
    &unqualified_reference::RULE,
    &missing_image::RULE,
];
