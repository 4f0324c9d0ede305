//! What the policy can be set to.

mod ceilings;
mod site_resource;

use policy_kit::accelerator::{self, Unit};
use policy_kit::{Keys, Namespaces};

use crate::settings::ceilings::Limits;
pub(crate) use crate::settings::ceilings::{Ceilings, Scope};
use crate::settings::site_resource::SiteResource;

/// The settings of gpu-limits, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    everywhere: Limits<'a>,
    namespaces: Vec<(Namespaces<'a>, Limits<'a>)>,
    resources: Vec<SiteResource<'a>>,
    /// Whether the claims that pods name are looked up.
    pub(crate) look_up_claims: bool,
    /// Whether what a LimitRange fills in counts as stated.
    pub(crate) limit_range_defaults: bool,
    most_look_ups: usize,
}

/// What the survey and the rules are given.
pub(crate) type Ctx<'c, 'a> = policy_kit::Ctx<'c, 'a, Settings<'a>>;

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let resources = keys.list("resources", SiteResource::read);
        let everywhere = Limits::read(keys, &resources);
        let namespaces = keys.list("namespaces", |keys| {
            let names = Namespaces::read(keys);
            (names, Limits::read(keys, &resources))
        });
        Settings {
            everywhere,
            namespaces,
            resources,
            look_up_claims: keys.flag("lookUpClaims", true),
            limit_range_defaults: keys.flag("limitRangeDefaults", false),
            most_look_ups: keys.most_look_ups(64),
        }
    }

    fn most_look_ups(&self) -> usize {
        self.most_look_ups
    }
}

impl<'a> Settings<'a> {
    /// Class and unit of a resource; `None` for what is no accelerator. The site's own names come first.
    pub(crate) fn accelerator(&self, name: &str) -> Option<(&'a str, Unit)> {
        if let Some(known) = self.resources.iter().find(|known| known.name == name) {
            return Some(known.class_and_unit());
        }
        accelerator::of(name).map(|known| (known.class, known.unit))
    }

    /// What is allowed in this namespace: the first item that names it, and what is allowed everywhere.
    pub(crate) fn ceilings(&self, namespace: Option<&str>) -> Ceilings<'_> {
        let nearest =
            self.namespaces.iter().find(|(names, _)| names.cover(namespace)).map(|(_, limits)| limits);
        Ceilings { limits: [nearest, Some(&self.everywhere)] }
    }
}
