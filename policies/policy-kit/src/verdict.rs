//! From findings to an answer: modes of the rules, what was there before, exemptions, the response.

mod exemption;
mod kit_rules;
mod modes;
mod ratchet;
mod report;
mod response;
mod rule;
mod unanswered;

pub(crate) use self::exemption::Exemption;
pub(crate) use self::kit_rules::LOOK_UPS;
pub use self::kit_rules::{
    LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, MALFORMED, OPAQUE_MANIFEST, TOO_MANY_LOOK_UPS,
};
pub(crate) use self::modes::Modes;
pub(crate) use self::ratchet::ratchet;
pub(crate) use self::report::Found;
pub use self::report::{Finding, Offence, Report};
pub use self::response::Response;
pub(crate) use self::response::Verdict;
pub(crate) use self::rule::RULE;
pub use self::rule::{AnyRule, Checked, Kind, Level, Mode, Rule, Severity, Standard};
