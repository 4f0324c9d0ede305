//! The repositories that images may come from.

use super::keys::Keys;
use crate::image::{Image, Pattern};
use crate::text::quoted;

/// Patterns over repositories: `registry.example.com/**`.
#[derive(Debug, Default)]
pub struct Repositories(Vec<Pattern>);

impl Repositories {
    /// Reads them from `key`; a pattern that no repository matches is an error.
    pub fn read(keys: &mut Keys<'_, '_>, key: &'static str) -> Self {
        let texts = keys.texts(key);
        let mut patterns = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            match Pattern::parse(text) {
                Ok(pattern) => patterns.push(pattern),
                Err(unusable) => {
                    keys.error(&format!("{key}[{index}]"), &format!("{} {unusable}", quoted(text)));
                }
            }
        }
        Repositories(patterns)
    }

    /// Whether there are none, so that they allow no image.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order of the settings.
    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.0
    }

    /// Whether this image's repository is among them.
    pub fn allow(&self, image: &Image<'_>) -> bool {
        self.0.iter().any(|pattern| pattern.matches(image))
    }
}
