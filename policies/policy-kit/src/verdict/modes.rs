//! The mode of each rule, from the settings.

use super::{MALFORMED, Mode, OPAQUE_MANIFEST, Rule};
use crate::settings::{Keys, Settings};

/// The words for modes in the settings.
const WORDS: [(&str, Mode); 4] = [
    ("deny", Mode::Deny),
    ("warn", Mode::Warn),
    ("audit", Mode::Audit),
    ("off", Mode::Off),
];

/// The mode of every rule of a policy.
pub(crate) struct Modes(Vec<(&'static str, Mode)>);

impl Modes {
    /// The modes that the key `rules` gives, a rule that it does not name having its default.
    pub(crate) fn read<'a, S: Settings<'a>>(
        keys: &mut Keys<'_, 'a>,
        settings: &S,
        rules: &[&'static Rule],
    ) -> Self {
        let mut words = keys.inner("rules");
        let own = rules
            .iter()
            .copied()
            .map(|rule| (rule, settings.default_mode(rule)));
        let all = own.chain([(&OPAQUE_MANIFEST, OPAQUE_MANIFEST.default)]);
        let modes =
            all.map(|(rule, default)| (rule.id, words.choice(rule.id, &WORDS).unwrap_or(default)));
        let modes = modes.collect();
        if words.has(MALFORMED.id) {
            words.error(
                MALFORMED.id,
                "has no mode: what cannot be read is never accepted",
            );
            words.integer(MALFORMED.id);
        }
        words.finish();
        Modes(modes)
    }

    /// The mode of `rule`.
    pub(crate) fn of(&self, rule: &'static Rule) -> Mode {
        let found = self.0.iter().find(|(id, _)| *id == rule.id);
        found.map_or(rule.default, |(_, mode)| *mode)
    }
}
