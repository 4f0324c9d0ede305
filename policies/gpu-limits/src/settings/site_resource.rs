//! Names of resources that a site gives to its accelerators.

use policy_kit::accelerator::{self, Unit};
use policy_kit::{Keys, quoted};

/// A resource name of the site's own.
#[derive(Debug)]
pub(crate) struct SiteResource<'a> {
    pub(crate) name: &'a str,
    class: &'a str,
    is_device: bool,
}

impl<'a> SiteResource<'a> {
    /// Reads one item of the setting `resources`.
    pub(crate) fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let name = keys.text("name").unwrap_or_default();
        if !name.contains('/') {
            keys.error("name", "is required: the name of an extended resource, such as `example.com/npu`");
        }
        let class = keys.text("class").unwrap_or(accelerator::OTHER);
        SiteResource { name, class, is_device: keys.flag("countsAsDevice", true) }
    }

    pub(crate) fn class_and_unit(&self) -> (&'a str, Unit) {
        (self.class, if self.is_device { Unit::Device } else { Unit::Size })
    }
}

/// Notes a class of the settings that no accelerator has: it limits nothing.
pub(crate) fn check_class(keys: &Keys<'_, '_>, key: &str, class: &str, resources: &[SiteResource<'_>]) {
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
