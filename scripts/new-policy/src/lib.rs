#![doc = include_str!("../README.md")]

mod rules;
pub mod settings;
mod survey;

use policy_kit::policy;

use crate::rules::required_label;
use crate::settings::Settings;
use crate::survey::Survey;

policy! {
    settings: Settings,
    survey: survey::survey => Survey,
    // In the order of the README.
    rules: [required_label::RULE],
}
