//! The profiles, and the settings of a policy in each.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::common_settings::CommonSettings;
use super::project::Policy;
use super::trial::Trial;

/// The rule of every policy that has no mode: what cannot be read is never accepted.
const MALFORMED: &str = "malformed";

/// How the policies of a profile act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// Nothing is refused; every rule denies, so that each finding shows in logs and policy reports.
    Observe,
    /// Rules have their own modes.
    Enforce,
}

pub(super) const PROFILES: [Profile; 2] = [Profile::Observe, Profile::Enforce];

/// The settings of a policy: the common ones, and modes of rules.
pub(super) struct Settings<'a> {
    common: Map<String, Value>,
    /// Rules that deny, in the order of the policy's README; none where rules have their own modes.
    denying: Option<Denying<'a>>,
}

struct Denying<'a>(Vec<&'a str>);

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Enforce => "enforce",
        }
    }

    /// The path of a file of the profile in the project.
    pub(super) fn path(self, file: &str) -> String {
        format!("artifacthub/profiles/{}/{file}", self.name())
    }

    /// The settings of a policy in the profile.
    pub(super) fn settings<'a>(self, policy: &'a Policy, common: &CommonSettings) -> Settings<'a> {
        let rules = policy.description.rules.iter().map(|rule| rule.id.as_str());
        let denying = match self {
            Self::Observe => Some(Denying(rules.filter(|id| *id != MALFORMED).collect())),
            Self::Enforce => None,
        };
        Settings { common: common.of(&policy.description), denying }
    }
}

/// The settings of a policy in each profile, as its module has to accept them.
pub(super) fn trials(policy: &Policy, common: &CommonSettings) -> Result<Vec<Trial>, Vec<String>> {
    let trial = |profile: Profile| {
        let settings = profile.settings(policy, common);
        let file = profile.path(&format!("{}.yaml", policy.name));
        let place = match settings.common.keys().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => format!("{file}: spec.settings"),
            keys => format!("{file}: spec.settings, with {} from {}", keys.join(", "), common.file()),
        };
        match serde_json::to_value(settings) {
            Ok(settings) => Ok(Trial { place, settings, partial: false }),
            Err(error) => Err(vec![format!("{place}: {error}")]),
        }
    };
    PROFILES.into_iter().map(trial).collect()
}

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = self.common.len() + usize::from(self.denying.is_some());
        let mut map = serializer.serialize_map(Some(length))?;
        for (key, value) in &self.common {
            map.serialize_entry(key, value)?;
        }
        if let Some(denying) = &self.denying {
            map.serialize_entry("rules", denying)?;
        }
        map.end()
    }
}

impl Serialize for Denying<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|rule| (rule, "deny")))
    }
}
