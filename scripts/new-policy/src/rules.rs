//! One rule, one file.

pub(crate) mod required_label;

use crate::settings::Settings;
use crate::survey::Survey;

policy_kit::rules! { settings: Settings, survey: Survey }
