//! The settings `signatures` and `noMatch`.

use super::authority::Authority;
use super::item::{Item, Signatures};
use crate::image::Pattern;
use crate::settings::{Keys, Repositories};

/// How many questions a request may ask of a policy that verifies images, unless its settings say otherwise. One image
/// asks for its digest, for each of its authorities, and for the place where its signatures are kept.
pub const MOST_LOOK_UPS: usize = 32;

impl<'a> Signatures<'a> {
    /// Reads them; images come from the repositories `allowed` only, anywhere.
    pub fn read(keys: &mut Keys<'_, 'a>, allowed: &[&Repositories]) -> Self {
        let mut seen: Vec<String> = Vec::new();
        let items = keys.list("signatures", |keys| Item::read(keys, allowed, &mut seen));
        let accept_others = keys.choice("noMatch", &[("deny", false), ("accept", true)]);
        Signatures { items, accept_others: accept_others.unwrap_or_default() }
    }

    /// Whether no image needs a signature.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<'a> Item<'a> {
    fn read(keys: &mut Keys<'_, 'a>, allowed: &[&Repositories], seen: &mut Vec<String>) -> Self {
        let images = Repositories::read(keys, "images");
        if images.is_empty() {
            keys.error(
                "images",
                "is required: name the images, `registry.example.com/**` for a whole registry",
            );
        }
        for (index, pattern) in images.patterns().iter().enumerate() {
            let pattern = pattern.to_string();
            if seen.contains(&pattern) {
                keys.error(&format!("images[{index}]"), "stands in `signatures` twice: one item decides");
            }
            seen.push(pattern);
        }
        let authorities: Vec<_> = keys.list("authorities", Authority::read);
        if authorities.is_empty() {
            keys.error("authorities", "is required: without one, nobody could sign anything");
        }
        let written = authorities.len().max(1);
        let authorities: Vec<_> = authorities.into_iter().flatten().collect();
        for (index, authority) in authorities.iter().enumerate() {
            if authorities.iter().take(index).any(|other| other.is_same(authority)) {
                keys.error(
                    "authorities",
                    &format!("{authority} is there twice, so that one signature would count as two"),
                );
            }
        }
        let minimum = keys.integer("minimum").map(|minimum| usize::try_from(minimum).unwrap_or_default());
        if minimum.is_some_and(|minimum| minimum == 0 || minimum > written) {
            keys.error("minimum", &format!("must be 1 to {written}, the number of `authorities`"));
        }
        let annotations = keys.pairs("annotations");
        if keys.has("annotations") && authorities.iter().any(Authority::is_certificate) {
            let what = "cannot be held against a certificate: a host takes those of anybody's signature";
            keys.error("annotations", what);
        }
        if authorities.iter().any(Authority::is_keyless) {
            check_pushers(keys, images.patterns(), allowed);
        }
        // What is wrong with the settings has been noted, so that the number is only kept sound.
        let minimum = minimum.unwrap_or(authorities.len()).clamp(1, authorities.len().max(1));
        Item { images, authorities, minimum, annotations }
    }
}

/// A keyless signature counts only where few can push: what a host makes of the certificate beside it is no more than
/// the names in it.
fn check_pushers(keys: &Keys<'_, '_>, images: &[Pattern], allowed: &[&Repositories]) {
    let allowed: Vec<_> = allowed.iter().flat_map(|repositories| repositories.patterns()).collect();
    if allowed.is_empty() {
        keys.error("authorities", "keyless ones need `allowedRepositories` to which not everybody can push");
    }
    for (index, pattern) in images.iter().enumerate().filter(|(_, pattern)| pattern.is_open()) {
        if allowed.iter().any(|other| other.is_open() && other.is_of_registry_of(pattern)) {
            let what = "is a registry to which everybody can push, where a keyless signature says nothing: name the owner, here or in `allowedRepositories`";
            keys.error(&format!("images[{index}]"), what);
        }
    }
}

#[cfg(test)]
mod tests;
