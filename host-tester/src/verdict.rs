//! What a run says: one event for every policy and request.

use policy_test::outcome::Outcome;

/// What happened, or did not.
#[derive(Debug, Clone)]
pub enum Event {
    /// A policy was asked, or a fault kept it from being asked.
    Evaluated(Box<Evaluated>),
    /// No policy was asked, for a reason that is counted and shown.
    Skipped {
        /// The part of the run.
        section: Section,
        /// Name of the policy.
        policy: String,
        /// The request.
        request: String,
        /// Why.
        reason: String,
    },
}

/// One evaluation and what it is worth.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The part of the run.
    pub section: Section,
    /// What the policy made of the request.
    pub outcome: Outcome,
    /// How the outcome compares with what was expected.
    pub verdict: Verdict,
    /// The namespace of the request; empty for an object of the whole cluster.
    pub namespace: String,
    /// Whether a refusal is only recorded.
    pub monitored: bool,
    /// The command that exports the case for other executors.
    pub command: Option<String>,
}

/// A part of a run; each has its own lines in the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Written cases and what is derived from them.
    Cases,
    /// Recorded requests of this project.
    Recordings,
    /// Requests or manifests that somebody named.
    Requests,
}

/// How an outcome compares with what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Pass,
    /// Not as expected: one line a difference.
    Fail(Vec<String>),
    /// Nothing was expected: the outcome is shown, and never counted as passed.
    Open,
}

impl Section {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Recordings => "recordings",
            Self::Requests => "requests",
        }
    }
}

impl Evaluated {
    /// What the policy says, in the words of Kubewarden's own test plans: pass, warn, fail; `error` for a fault.
    pub fn word(&self) -> &'static str {
        match &self.outcome.result {
            Err(_) => "error",
            Ok(response) if !response.accepted && self.monitored => "warn",
            Ok(response) if !response.accepted => "fail",
            Ok(response) if !response.warnings.is_empty() => "warn",
            Ok(_) => "pass",
        }
    }

    /// Whether the policy refused, or would have without monitor mode.
    pub fn refused(&self) -> bool {
        matches!(&self.outcome.result, Ok(response) if !response.accepted)
    }
}
