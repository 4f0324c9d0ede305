#![doc = include_str!("../README.md")]

mod rules;
pub mod settings;
mod survey;

use policy_kit::policy;

use crate::rules::{pinned, unsigned, wrong_signer};
use crate::settings::Settings;
use crate::survey::Survey;

policy! {
    settings: Settings,
    survey: survey::survey => Survey,
    rules: [pinned::RULE, unsigned::RULE, wrong_signer::RULE],
    mutates: true,
}
