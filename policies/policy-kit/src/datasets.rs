//! The setting `datasets`, which several policies have in common: the data of the organisation, where each dataset lives,
//! and who may use it.

mod dataset;
mod source;

pub use self::dataset::{Class, Dataset, DatasetLabel, Who};
pub use self::source::{Source, begins_with};
use crate::settings::Keys;

/// All datasets that are named.
#[derive(Debug)]
pub struct Datasets<'a>(Vec<Dataset<'a>>);

impl<'a> Datasets<'a> {
    /// Reads the key `datasets`. Two datasets of one name, or with one claim, volume, handle, bucket or Fluid dataset, are
    /// an error.
    pub fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let datasets = keys.list("datasets", Dataset::read);
        for (index, dataset) in datasets.iter().enumerate() {
            for other in datasets.iter().take(index) {
                if other.label.name == dataset.label.name {
                    keys.error(&format!("datasets[{index}].name"), "is the name of another dataset, too");
                }
                if dataset.own().any(|one| other.own().any(|its| one == its)) {
                    let what = "shares a claim, volume, handle, bucket or Fluid dataset with another one";
                    keys.error(&format!("datasets[{index}]"), what);
                }
            }
        }
        Datasets(datasets)
    }

    /// Whether none is named, so that there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The dataset of this name.
    pub fn named(&self, name: &str) -> Option<&Dataset<'a>> {
        self.0.iter().find(|dataset| dataset.label.name == name)
    }

    /// The dataset whose claim this is, or that Fluid keeps under this name, which is that of its claim.
    pub fn of_claim(&self, namespace: &str, name: &str) -> Option<&Dataset<'a>> {
        self.0.iter().find(|dataset| dataset.has_claim(namespace, name))
    }

    /// The dataset whose PersistentVolume this is.
    pub fn of_volume(&self, name: &str) -> Option<&Dataset<'a>> {
        self.0.iter().find(|dataset| dataset.has_volume(name))
    }

    /// The dataset of the label that Fluid puts on what it makes: `fluid.io/s-<namespace>-<name>`.
    pub fn of_fluid_label(&self, rest: &str) -> Option<&Dataset<'a>> {
        self.0.iter().find(|dataset| dataset.has_fluid_label(rest))
    }

    /// The dataset that lives at a place, above it or below it; of several one of the highest class.
    pub fn at(&self, source: &Source<'_>) -> Option<&Dataset<'a>> {
        let mut found: Option<&Dataset<'a>> = None;
        for dataset in self.0.iter().filter(|dataset| dataset.lives_at(source)) {
            found = found.filter(|found| found.label.class >= dataset.label.class).or(Some(dataset));
        }
        found
    }
}
