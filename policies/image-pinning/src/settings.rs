//! What the policy can be set to.

use policy_kit::signature::{MOST_LOOK_UPS, Signatures};
use policy_kit::{Keys, Repositories};

/// The settings of image-pinning, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The repositories that are asked for digests.
    pub(crate) allowed: Repositories,
    /// Whether images are pinned in what makes Pods, too.
    pub(crate) templates: bool,
    /// Who has to have signed which images.
    pub(crate) signatures: Signatures<'a>,
    most_look_ups: usize,
}

/// What the survey and the rules are given.
pub(crate) type Ctx<'c, 'a> = policy_kit::Ctx<'c, 'a, Settings<'a>>;

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let allowed = Repositories::read(keys, "allowedRepositories");
        let templates = keys.flag("templates", false);
        let signatures = Signatures::read(keys, &[&allowed]);
        let most_look_ups = keys.most_look_ups(MOST_LOOK_UPS);
        Settings { allowed, templates, signatures, most_look_ups }
    }

    fn most_look_ups(&self) -> usize {
        self.most_look_ups
    }
}
