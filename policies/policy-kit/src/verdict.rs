//! From findings to an answer: modes of the rules, what was there before, exemptions, the response.

mod exemption;
mod look_up;
mod modes;
mod ratchet;
mod report;
mod response;
mod rule;

pub(crate) use self::exemption::Exemption;
pub(crate) use self::look_up::LOOK_UPS;
pub use self::look_up::{LOOK_UP_FAILED, LOOK_UP_NOT_GRANTED, TOO_MANY_LOOK_UPS};
pub(crate) use self::modes::Modes;
pub(crate) use self::ratchet::ratchet;
pub(crate) use self::report::Found;
pub use self::report::{Finding, Offence, Report};
pub use self::response::Response;
pub(crate) use self::response::Verdict;
pub(crate) use self::rule::RULE;
pub use self::rule::{AnyRule, Checked, Kind, Level, Mode, Rule, Severity, Standard};

/// What cannot be read is never accepted: this rule has no mode and no exemption.
pub static MALFORMED: Rule = Rule { id: "malformed", fix: "write it as the kind's schema says", ..RULE };

/// A string holds a manifest that only its controller can read.
pub static OPAQUE_MANIFEST: Rule = Rule {
    id: "opaque-manifest",
    default: Mode::Audit,
    severity: Severity::Low,
    fix: "write the manifest as JSON to have it judged here; it is judged when its controller creates the object",
    ..RULE
};
