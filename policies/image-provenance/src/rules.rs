//! One rule, one file.

pub(crate) mod cached_image;
pub(crate) mod digest_required;
pub(crate) mod invalid_reference;
pub(crate) mod missing_image;
pub(crate) mod unqualified_reference;
pub(crate) mod unresolved_reference;
pub(crate) mod unsigned;
pub(crate) mod untrusted_registry;
pub(crate) mod wrong_signer;

use crate::settings::Settings;
use crate::survey::Survey;

policy_kit::rules! { settings: Settings, survey: Survey }
