//! The mode of each rule, from the settings.

use super::kit_rules::{MALFORMED, OPAQUE_MANIFEST};
use super::rule::{AnyRule, Kind, Mode};
use crate::settings::Keys;

/// The words for modes in the settings.
const WORDS: [(&str, Mode); 4] =
    [("deny", Mode::Deny), ("warn", Mode::Warn), ("audit", Mode::Audit), ("off", Mode::Off)];

/// The mode of every rule of a policy: its own in their order, then those of the kit.
pub(crate) struct Modes(Vec<(&'static str, Mode)>);

impl Modes {
    /// The modes that the key `rules` gives, a rule that it does not name having its default.
    pub(crate) fn read(
        keys: &mut Keys<'_, '_>,
        rules: &[&'static AnyRule],
        default: &dyn Fn(&'static AnyRule) -> Mode,
    ) -> Self {
        let own = rules.iter().map(|rule| (rule.id, default(rule)));
        let mut modes: Vec<_> = own.chain([(OPAQUE_MANIFEST.id, OPAQUE_MANIFEST.default)]).collect();
        let words = keys.inner("rules");
        for (id, json) in words.entries() {
            if *id == MALFORMED.id {
                words.error(id, "has no mode: what cannot be read is never accepted");
            } else if let Some((_, mode)) = modes.iter_mut().find(|(known, _)| known == id) {
                // YAML reads an unquoted `off` as `false`.
                let off = json.raw() == "false";
                *mode = if off { Mode::Off } else { words.word(id, *json, &WORDS).unwrap_or(*mode) };
                let is_record = |rule: &&AnyRule| rule.id == *id && rule.kind != Kind::Finding;
                if matches!(mode, Mode::Deny | Mode::Warn) && rules.iter().any(is_record) {
                    words.error(id, "writes a record and finds nothing: its mode is `audit` or `off`");
                }
            } else {
                let known: Vec<_> = modes.iter().map(|(known, _)| *known).collect();
                words.unknown("rule", id, &known);
            }
        }
        Modes(modes)
    }

    /// The mode of the rule at `index` among the policy's own. All are asked of each request: searches by id took 9 % of
    /// the fuel of privileged-pods for a ConfigMap (2026-11-30, `host-tester bench`).
    pub(crate) fn of_own(&self, index: usize) -> Mode {
        self.0.get(index).map_or(Mode::Deny, |(_, mode)| *mode)
    }

    /// The mode of `rule`.
    pub(crate) fn of(&self, rule: &'static AnyRule) -> Mode {
        let found = self.0.iter().find(|(id, _)| *id == rule.id);
        found.map_or(rule.default, |(_, mode)| *mode)
    }
}
