//! The values of annotations: lists, seconds, YAML.

use std::fmt;
use std::ops::RangeInclusive;

use serde::de::DeserializeOwned;

/// The seconds that one evaluation may take. The webhook waits longer, and Kubernetes lets a webhook wait for 30
/// seconds.
pub(super) const EVALUATION_SECONDS: RangeInclusive<u8> = 2..=25;

/// The items of a list that commas part.
pub(super) fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Reads the seconds of an evaluation.
pub(super) fn seconds(text: &str) -> Result<u8, Vec<String>> {
    let seconds = text.parse().ok().filter(|seconds| EVALUATION_SECONDS.contains(seconds));
    seconds.ok_or_else(|| vec![not_seconds(text)])
}

/// Says that something is not the seconds of an evaluation.
pub(super) fn not_seconds(found: impl fmt::Display) -> String {
    format!("`{found}` is no number from {} to {}", EVALUATION_SECONDS.start(), EVALUATION_SECONDS.end())
}

/// A fault with the key of its annotation; one that begins with an item of a list is at that item.
pub(in crate::generate) fn at(key: &str, fault: &str) -> String {
    let separator = if fault.starts_with('[') { "" } else { ": " };
    format!("{key}{separator}{fault}")
}

/// Reads a value that holds YAML.
pub(super) fn yaml<T: DeserializeOwned>(text: &str) -> Result<T, Vec<String>> {
    serde_saphyr::from_str(text).map_err(|error| vec![error.without_snippet().to_string()])
}
