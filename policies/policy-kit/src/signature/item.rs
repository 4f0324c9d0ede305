//! The items of the setting `signatures`.

use std::fmt;

use super::authority::Authority;
use crate::settings::Repositories;
use crate::text::quoted;

/// Who has to have signed which images; nobody any, where nothing is written.
#[derive(Debug, Default)]
pub struct Signatures<'a> {
    pub(super) items: Vec<Item<'a>>,
    /// Whether images that no item is about need no signature.
    pub(super) accept_others: bool,
}

/// One item of the setting `signatures`.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub(super) images: Repositories,
    pub(super) authorities: Vec<Authority<'a>>,
    /// How many of them are enough; never 0.
    pub(super) minimum: usize,
    pub(super) annotations: Vec<(&'a str, &'a str)>,
}

/// Who is wanted: ``2 of `release`, `ci`, `security` ``.
impl fmt::Display for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.minimum == self.authorities.len();
        if !all {
            write!(f, "{} of ", self.minimum)?;
        }
        for (index, authority) in self.authorities.iter().enumerate() {
            let separator = if index == 0 {
                ""
            } else if all {
                " and "
            } else {
                ", "
            };
            write!(f, "{separator}{authority}")?;
        }
        for (index, (key, value)) in self.annotations.iter().enumerate() {
            let word = if index == 0 { " with the annotation" } else { "," };
            write!(f, "{word} {}", quoted(&format!("{key}={value}")))?;
        }
        Ok(())
    }
}
