//! The settings that several policies have in common: a file states each once, and every policy that has a setting of
//! that name is given it.

use serde_json::{Map, Value};

use policy_test::describe::Description;
use policy_test::run::common_settings;

/// The setting that each profile makes itself.
const RULES: &str = "rules";

/// Settings by their keys, and the file that states them.
#[derive(Debug, Default)]
pub struct CommonSettings {
    file: String,
    values: Map<String, Value>,
}

impl CommonSettings {
    /// Reads the text of a file of settings, a YAML map; the error names the file and the line.
    pub fn read(file: &str, text: &str) -> Result<Self, String> {
        let values: Option<Map<String, Value>> =
            serde_saphyr::from_str(text).map_err(|error| format!("{file}: {}", error.without_snippet()))?;
        Ok(Self { file: file.to_owned(), values: values.unwrap_or_default() })
    }

    /// The name of the file that states the settings.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The settings that a policy has.
    pub(super) fn of(&self, description: &Description) -> Map<String, Value> {
        let known = self.values.iter().filter(|(key, _)| description.settings.contains(key));
        known.map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Keys that no policy can be given.
    pub(super) fn faults(&self, descriptions: &[&Description]) -> Vec<String> {
        let known = |key: &String| {
            common_settings().any(|name| name == key)
                || descriptions.iter().any(|description| description.settings.contains(key))
        };
        let fault = |key: &String| match key.as_str() {
            RULES => Some("each profile has its own modes; set them in the settings of a policy".to_owned()),
            _ if known(key) => None,
            _ => Some(format!(
                "no policy has such a setting; common to several are {}",
                common_settings().collect::<Vec<_>>().join(", ")
            )),
        };
        self.values.keys().filter_map(|key| Some(format!("{}: {key}: {}", self.file, fault(key)?))).collect()
    }
}
