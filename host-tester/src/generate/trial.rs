//! Settings that a policy has to accept.

use serde_json::Value;

/// Settings that the module must accept.
#[derive(Debug, PartialEq)]
pub struct Trial {
    /// The file, and the place in it, that the settings come from.
    pub place: String,
    /// The settings.
    pub settings: Value,
    /// Whether the settings are a part of which more may be required: then only what stands there can be wrong.
    pub(super) partial: bool,
}

impl Trial {
    /// What is wrong with the place, where the module refused the settings with `message`.
    pub fn fault(&self, message: &str) -> Option<String> {
        // How policies of this project name a key that they do not know, and a value of another type.
        let about_form = |line: &&str| line.contains("unknown key") || line.contains(", found a");
        let lines: Vec<_> = message.lines().filter(|line| !self.partial || about_form(line)).collect();
        (!lines.is_empty()).then(|| format!("{}: the module refuses it: {}", self.place, lines.join("; ")))
    }
}
