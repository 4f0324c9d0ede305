//! Runs a policy's cases: as a plan that any executor can follow, and natively in the policy's own tests.
//!
//! A policy's `tests/cases.rs` is one line: `policy_test::run!(privileged_pods);`

pub use crate::run::guards::{common_settings, differences_from_judged};
pub use crate::run::native::{Executor, HostFunction, PolicyFunction};
pub use crate::run::plan::{Asked, plan};
pub use crate::run::planned::PlannedCase;
pub use crate::run::report::Failures;

pub(crate) mod blessed;
mod checks;
#[cfg(test)]
mod fixture;
mod guards;
pub(crate) mod metadata;
mod native;
pub(crate) mod plan;
pub(crate) mod planned;
mod report;

/// Makes the tests of a policy from its cases: the cases themselves, their variants, and the guards.
///
/// The argument is the policy's crate, which has `call_natively`.
#[macro_export]
macro_rules! run {
    ($policy:ident) => {
        const EXECUTOR: $crate::run::Executor = $crate::run::Executor {
            policy: env!("CARGO_PKG_NAME"),
            folder: env!("CARGO_MANIFEST_DIR"),
            call: $policy::call_natively,
        };

        #[test]
        fn cases_are_decided_as_written_and_answered_as_blessed() -> Result<(), $crate::run::Failures> {
            EXECUTOR.cases()
        }

        #[test]
        fn variants_are_decided_like_their_cases() -> Result<(), $crate::run::Failures> {
            EXECUTOR.variants()
        }

        #[test]
        fn what_every_policy_does_is_done_here() -> Result<(), $crate::run::Failures> {
            EXECUTOR.common_cases()
        }

        #[test]
        fn every_rule_is_shown_to_accept_and_to_speak() -> Result<(), $crate::run::Failures> {
            EXECUTOR.rules()
        }

        #[test]
        fn every_setting_changes_a_verdict() -> Result<(), $crate::run::Failures> {
            EXECUTOR.settings()
        }

        #[test]
        fn every_request_that_is_asked_for_is_judged() -> Result<(), $crate::run::Failures> {
            EXECUTOR.judged()
        }

        #[test]
        fn settings_that_policies_share_have_one_name() -> Result<(), $crate::run::Failures> {
            EXECUTOR.common()
        }
    };
}
