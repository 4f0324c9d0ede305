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

use crate::settings::Settings;
use crate::survey::Survey;

policy_kit::rules! { settings: Settings, survey: Survey }
