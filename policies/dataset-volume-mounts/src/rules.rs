//! One rule, one file.

pub(crate) mod copy;
pub(crate) mod foreign_secret;
pub(crate) mod label_integrity;
pub(crate) mod not_permitted;
pub(crate) mod restricted_read_write_many;
pub(crate) mod shared_processes;
pub(crate) mod side_door;
pub(crate) mod unclassified_claim;
pub(crate) mod unknown_claim;
pub(crate) mod unverified_container;
pub(crate) mod wildcard_bucket;
pub(crate) mod writable_mount;

use policy_kit::Rule;
use policy_kit::verdict::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};

/// Every rule, in the order of the README.
pub(crate) const ALL: &[&Rule] = &[
    &not_permitted::RULE,
    &writable_mount::RULE,
    &unverified_container::RULE,
    &shared_processes::RULE,
    &side_door::RULE,
    &wildcard_bucket::RULE,
    &foreign_secret::RULE,
    &copy::RULE,
    &label_integrity::RULE,
    &restricted_read_write_many::RULE,
    &unknown_claim::RULE,
    &unclassified_claim::RULE,
    &LOOK_UP_NOT_GRANTED,
    &LOOK_UP_FAILED,
    &TOO_MANY_LOOK_UPS,
];
