//! What a policy can be set to.

use super::keys::Keys;
use crate::verdict::{AnyRule, Mode};

/// The settings of a policy. `{}` gives a sensible policy: every key has a default.
pub trait Settings<'a>: Sized {
    /// Reads the policy's own keys. Errors are noted in `keys`; a value is returned all the same.
    fn read(keys: &mut Keys<'_, 'a>) -> Self;

    /// How many questions a request may ask of the host; a policy that asks reads it with [`Keys::most_look_ups`].
    fn most_look_ups(&self) -> usize {
        0
    }

    /// The mode of a rule that the key `rules` does not name.
    fn default_mode(&self, rule: &'static AnyRule) -> Mode {
        rule.default
    }
}
