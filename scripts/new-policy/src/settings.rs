//! What the policy can be set to.

use policy_kit::Keys;

/// The settings of new-policy, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The keys of the labels that each pod must have.
    pub(crate) labels: Vec<&'a str>,
}

/// What the survey and the rules are given.
pub(crate) type Ctx<'c, 'a> = policy_kit::Ctx<'c, 'a, Settings<'a>>;

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        Settings { labels: keys.texts("labels") }
    }
}
