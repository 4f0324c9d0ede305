//! How many devices are allowed somewhere, and of which classes.

use std::fmt;

use policy_kit::{Keys, Offence, quoted};

use crate::devices::Devices;
use crate::settings::site_resource::{SiteResource, check_class};

/// What is allowed somewhere. What it leaves out is as everywhere.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    all: Scopes,
    classes: Vec<(&'a str, Scopes)>,
    allowed: Option<Vec<&'a str>>,
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

/// The ceilings of one namespace, nearest first.
pub(crate) struct Ceilings<'s> {
    pub(crate) limits: [Option<&'s Limits<'s>>; 2],
}

/// Devices above a ceiling; displayed as `9 devices, 8 are allowed`.
pub(crate) struct Excess<'a> {
    pub(crate) count: u64,
    ceiling: u64,
    /// The class that the ceiling is about; none where it is about all classes without one of their own.
    pub(crate) class: Option<&'a str>,
}

/// The ceilings where the settings say nothing: a node's devices, and four such nodes.
const DEFAULTS: Scopes = Scopes { container: Some(8), pod: Some(8), workload: Some(32) };

impl<'a> Limits<'a> {
    pub(crate) fn read(keys: &mut Keys<'_, 'a>, resources: &[SiteResource<'a>]) -> Self {
        let all = keys.object("maxDevices", Scopes::read).unwrap_or_default();
        let classes = keys.list("classes", |keys| {
            let class = keys.text("class").unwrap_or_default();
            if keys.has("class") {
                check_class(keys, "class", class, resources);
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
        self.classes.iter().find(|(known, _)| *known == class).map(|(_, scopes)| *scopes)
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

impl Ceilings<'_> {
    /// Whether a class of accelerators may be used here.
    pub(crate) fn allows(&self, class: &str) -> bool {
        let allowed = self.limits.iter().flatten().find_map(|limits| limits.allowed.as_ref());
        allowed.is_none_or(|allowed| allowed.contains(&class))
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
    pub(crate) fn exceeded<'a>(&self, devices: &Devices<'a>, scope: Scope) -> Vec<Excess<'a>> {
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

impl<'a> Excess<'a> {
    /// Devices of one class do not excuse those of others in an update.
    pub(crate) fn offence(&self) -> Offence<'a> {
        Offence::Count(self.count, self.class.unwrap_or_default())
    }
}

impl fmt::Display for Excess<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Excess { count, ceiling, class } = self;
        write!(f, "{count} devices")?;
        if let Some(class) = class {
            write!(f, " of the class {}", quoted(class))?;
        }
        let verb = if *ceiling == 1 { "is" } else { "are" };
        write!(f, ", {ceiling} {verb} allowed")
    }
}
