//! One rule, one file.

pub(crate) mod pinned;
pub(crate) mod unsigned;
pub(crate) mod wrong_signer;

use crate::settings::Settings;
use crate::survey::Survey;

policy_kit::rules! { settings: Settings, survey: Survey }
