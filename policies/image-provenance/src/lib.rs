#![doc = include_str!("../README.md")]

mod rules;
pub mod settings;
mod survey;

use policy_kit::policy;

use crate::rules::{
    cached_image, digest_required, invalid_reference, missing_image, unqualified_reference,
    unresolved_reference, unsigned, untrusted_registry, wrong_signer,
};
use crate::settings::Settings;
use crate::survey::Survey;

policy! {
    settings: Settings,
    survey: survey::survey => Survey,
    rules: [
        invalid_reference::RULE,
        untrusted_registry::RULE,
        digest_required::RULE,
        unsigned::RULE,
        wrong_signer::RULE,
        unresolved_reference::RULE,
        cached_image::RULE,
        unqualified_reference::RULE,
        missing_image::RULE,
    ],
}
