//! The namespaces that an item of the settings is about.

use super::keys::Keys;
use crate::glob;

/// Names of namespaces, or patterns over them: `team-*`.
#[derive(Debug)]
pub struct Namespaces<'a>(Vec<&'a str>);

impl<'a> Namespaces<'a> {
    /// Reads them from the key `names`; an item that names none is an error.
    pub fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let names = keys.texts("names");
        if names.is_empty() {
            keys.error("names", "is required: name the namespaces, `team-*` for several");
        }
        Namespaces(names)
    }

    /// Whether the namespace of a request is among them; what is cluster-scoped is in none.
    pub fn cover(&self, namespace: Option<&str>) -> bool {
        namespace.is_some_and(|namespace| self.0.iter().any(|pattern| glob::matches(pattern, namespace)))
    }
}
