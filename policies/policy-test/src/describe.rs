//! What a policy of ours says of itself: the answer to the operation `describe`.

use serde::{Deserialize, Serialize};

/// The answer to `describe`; modules of others do not have the operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Description {
    /// Name of the policy.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// Its rules, in the order of its README.
    pub rules: Vec<Rule>,
    /// Every key of its settings.
    pub settings: Vec<String>,
}

/// One rule of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Rule {
    /// Its id: `host-path`.
    pub id: String,
    /// What it does unless the settings say otherwise: `deny`, `warn`, `audit` or `off`.
    pub mode: String,
    /// What the author of a refused manifest can do.
    pub fix: String,
}

impl Description {
    /// Reads the answer; the error says what is missing.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("the answer to `describe`: {error}"))
    }
}
