//! What the API server does when a policy does not answer.

use serde::{Deserialize, Serialize};

/// What the API server does with a request when the policy does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub(in crate::generate) enum FailurePolicy {
    /// The request is refused.
    Fail,
    /// The request goes on without the policy.
    Ignore,
}

impl FailurePolicy {
    pub(super) fn read(text: &str) -> Result<Self, Vec<String>> {
        match text {
            "Fail" => Ok(Self::Fail),
            "Ignore" => Ok(Self::Ignore),
            _ => Err(vec![format!("`{text}` is neither `Fail` nor `Ignore`")]),
        }
    }
}
