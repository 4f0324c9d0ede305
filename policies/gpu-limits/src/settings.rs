//! What the policy can be set to.

use std::borrow::Cow;

use policy_kit::accelerator::{self, Unit};
use policy_kit::{Keys, Namespaces, Offence, quoted};

use crate::demand::Devices;

/// The settings of gpu-limits, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    everywhere: Limits<'a>,
    namespaces: Vec<(Namespaces<'a>, Limits<'a>)>,
    resources: Vec<Known<'a>>,
    /// Whether the claims that pods name are looked up.
    pub(crate) look_up_claims: bool,
    /// Whether what a LimitRange fills in counts as stated.
    pub(crate) limit_range_defaults: bool,
    most_look_ups: usize,
}

/// What is allowed somewhere. What it leaves out is as everywhere.
#[derive(Debug)]
struct Limits<'a> {
    all: Scopes,
    classes: Vec<(Cow<'a, str>, Scopes)>,
    allowed: Option<Vec<Cow<'a, str>>>,
}

/// Ceilings on the number of devices.
#[derive(Clone, Copy, Debug, Default)]
struct Scopes {
    container: Option<u64>,
    pod: Option<u64>,
    workload: Option<u64>,
}

/// What a ceiling is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Container,
    Pod,
    Workload,
}

/// A resource name of the site's own.
#[derive(Debug)]
struct Known<'a> {
    name: Cow<'a, str>,
    class: Cow<'a, str>,
    device: bool,
}

/// The ceilings of one namespace, nearest first.
pub(crate) struct Ceilings<'s, 'a> {
    limits: [Option<&'s Limits<'a>>; 2],
}

/// Devices above a ceiling.
pub(crate) struct Excess<'d, 'a> {
    pub(crate) count: u64,
    pub(crate) ceiling: u64,
    /// The class that the ceiling is about; none where it is about all classes without one of their own.
    pub(crate) class: Option<&'d Cow<'a, str>>,
}

/// The ceilings where the settings say nothing: a node's devices, and four such nodes.
const DEFAULTS: Scopes = Scopes { container: Some(8), pod: Some(8), workload: Some(32) };

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let resources = keys.list("resources", Known::read);
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
    pub(crate) fn accelerator(&self, name: &str) -> Option<(Cow<'a, str>, Unit)> {
        if let Some(known) = self.resources.iter().find(|known| known.name == name) {
            return Some((known.class.clone(), if known.device { Unit::Device } else { Unit::Size }));
        }
        accelerator::of(name).map(|known| (Cow::Borrowed(known.class), known.unit))
    }

    /// What is allowed in this namespace: the first item that names it, and what is allowed everywhere.
    pub(crate) fn ceilings(&self, namespace: Option<&str>) -> Ceilings<'_, 'a> {
        let nearest =
            self.namespaces.iter().find(|(names, _)| names.cover(namespace)).map(|(_, limits)| limits);
        Ceilings { limits: [nearest, Some(&self.everywhere)] }
    }
}

impl<'a> Limits<'a> {
    fn read(keys: &mut Keys<'_, 'a>, resources: &[Known<'a>]) -> Self {
        let all = keys.object("maxDevices", Scopes::read).unwrap_or_default();
        let classes = keys.list("classes", |keys| {
            let class = keys.text("class").unwrap_or_default();
            if keys.has("class") {
                check_class(keys, "class", &class, resources);
            } else {
                keys.error("class", "is required");
            }
            let scopes = Scopes::read(keys);
            if scopes.container.or(scopes.pod).or(scopes.workload).is_none() {
                keys.error("class", "has no ceiling: add `container`, `pod` or `workload`");
            }
            (class, scopes)
        });
        let written = keys.has("allowedClasses");
        let allowed = keys.texts("allowedClasses");
        for (index, class) in allowed.iter().enumerate() {
            check_class(keys, &format!("allowedClasses[{index}]"), class, resources);
        }
        let allowed = written.then_some(allowed);
        Limits { all, classes, allowed }
    }

    fn of_class(&self, class: &str) -> Option<Scopes> {
        self.classes.iter().find(|(known, _)| known == class).map(|(_, scopes)| *scopes)
    }
}

impl Scopes {
    fn read(keys: &mut Keys<'_, '_>) -> Self {
        let mut scope = |key: &'static str| {
            let count = keys.integer(key)?;
            if count < 1 {
                keys.error(key, "must be at least 1: to allow no devices at all, leave their class out of `allowedClasses`");
            }
            u64::try_from(count).ok()
        };
        Scopes { container: scope("container"), pod: scope("pod"), workload: scope("workload") }
    }

    fn get(self, scope: Scope) -> Option<u64> {
        match scope {
            Scope::Container => self.container,
            Scope::Pod => self.pod,
            Scope::Workload => self.workload,
        }
    }
}

impl<'a> Known<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let name = keys.text("name").unwrap_or_default();
        if !name.contains('/') {
            keys.error("name", "is required: the name of an extended resource, such as `example.com/npu`");
        }
        let class = keys.text("class").unwrap_or(Cow::Borrowed(accelerator::OTHER));
        Known { name, class, device: keys.flag("countsAsDevice", true) }
    }
}

impl<'a> Excess<'_, 'a> {
    /// Devices of one class do not excuse those of others in an update.
    pub(crate) fn offence(&self) -> Offence<'a> {
        let Some(Cow::Borrowed(class)) = self.class else { return Offence::Count(self.count, "") };
        Offence::Count(self.count, class)
    }

    /// `1 is allowed`, `8 are allowed`: the verb.
    pub(crate) fn verb(&self) -> &'static str {
        if self.ceiling == 1 { "is" } else { "are" }
    }
}

impl Ceilings<'_, '_> {
    /// Whether a class of accelerators may be used here.
    pub(crate) fn allows(&self, class: &str) -> bool {
        let allowed = self.limits.iter().flatten().find_map(|limits| limits.allowed.as_ref());
        allowed.is_none_or(|allowed| allowed.iter().any(|known| known == class))
    }

    /// How many of these devices a ceiling is about: those of its class, or of all classes without one of their own.
    pub(crate) fn counted(&self, devices: &Devices<'_>, class: Option<&str>) -> u64 {
        let counts = |known: &str| class.map_or_else(|| !self.is_apart(known), |class| class == known);
        let counted = devices.iter().filter(|(known, _)| counts(known));
        counted.map(|(_, count)| count).fold(0, u64::saturating_add)
    }

    /// Whether a class has ceilings of its own.
    pub(crate) fn is_apart(&self, class: &str) -> bool {
        self.limits.iter().flatten().any(|limits| limits.of_class(class).is_some())
    }

    /// Where there are more devices than the ceilings allow. A class with ceilings of its own is counted apart, the
    /// others together.
    pub(crate) fn exceeded<'d, 'c>(&self, devices: &'d Devices<'c>, scope: Scope) -> Vec<Excess<'d, 'c>> {
        let general = self.limits.iter().flatten().find_map(|limits| limits.all.get(scope));
        let general = general.or(DEFAULTS.get(scope)).unwrap_or(u64::MAX);
        let mut together = 0_u64;
        let mut excesses = Vec::new();
        for (class, count) in devices.iter() {
            if !self.is_apart(class) {
                together = together.saturating_add(count);
                continue;
            }
            // A ceiling that the item of a namespace leaves out is as everywhere.
            let own = |limits: &Limits<'_>| limits.of_class(class)?.get(scope);
            let ceiling = self.limits.iter().flatten().copied().find_map(own).unwrap_or(general);
            if count > ceiling {
                excesses.push(Excess { count, ceiling, class: Some(class) });
            }
        }
        if together > general {
            excesses.push(Excess { count: together, ceiling: general, class: None });
        }
        excesses
    }
}

/// A class that no accelerator has limits nothing.
fn check_class(keys: &Keys<'_, '_>, key: &str, class: &str, resources: &[Known<'_>]) {
    let known =
        accelerator::CLASSES.contains(&class) || resources.iter().any(|resource| resource.class == class);
    if !class.is_empty() && !known {
        let what = format!(
            "there is no class {}; known are {}, and those of `resources`",
            quoted(class),
            accelerator::CLASSES.join(", ")
        );
        keys.error(key, &what);
    }
}
