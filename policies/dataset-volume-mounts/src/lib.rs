#![doc = include_str!("../README.md")]

mod catalogue;
mod labels;
mod reference;
mod rules;
pub mod settings;
mod snapshot;
mod survey;
mod uses;

use policy_kit::policy;

use crate::rules::{
    copy, foreign_secret, label_integrity, not_permitted, restricted_read_write_many, shared_processes,
    side_door, unclassified_claim, unknown_claim, unverified_container, wildcard_bucket, writable_mount,
};
use crate::settings::Settings;
use crate::survey::Survey;

policy! {
    settings: Settings,
    survey: survey::survey => Survey,
    rules: [
        not_permitted::RULE,
        writable_mount::RULE,
        unverified_container::RULE,
        shared_processes::RULE,
        side_door::RULE,
        wildcard_bucket::RULE,
        foreign_secret::RULE,
        copy::RULE,
        label_integrity::RULE,
        restricted_read_write_many::RULE,
        unknown_claim::RULE,
        unclassified_claim::RULE,
    ],
}
