//! Which repositories are meant: `registry.example.com/**`.

use std::fmt;

use super::{Fault, HUB, Image, grammar};
use crate::glob;
use crate::text::contains;

/// A pattern over repositories: the registry is written out and compared whole, the path below it segment by
/// segment, `*` within a segment and `**` for any number of them. Without either it means one repository.
#[derive(Debug)]
pub struct Pattern {
    registry: String,
    path: String,
}

/// Why a text is no pattern over repositories, as the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable(&'static str);

impl Pattern {
    /// Reads a pattern. One that could match no image, or that would be read wrong, is an error.
    pub fn parse(text: &str) -> Result<Pattern, Unusable> {
        if text.bytes().any(|byte| !byte.is_ascii_graphic()) {
            return Err(Unusable("holds a space or a character that is not ASCII"));
        }
        if contains(text, "://") {
            return Err(Unusable("must not begin with a scheme"));
        }
        let (registry, path) = grammar::split_registry(text);
        let Some(registry) = registry else {
            return Err(Unusable(
                "must begin with a registry (`docker.io/library/nginx`, `ghcr.io/acme/**`); a whole registry is `ghcr.io/**`",
            ));
        };
        if registry.contains('*') {
            return Err(Unusable("must name its registry without `*`"));
        }
        let registry = grammar::registry(registry).map_err(|fault| match fault {
            Fault::Port => Unusable("names a port that does not exist"),
            _ => Unusable("names a registry that is no host name"),
        })?;
        if path.contains(['@', ':']) {
            return Err(Unusable("is about repositories: leave out the tag or digest"));
        }
        for segment in path.split('/') {
            check_segment(segment)?;
        }
        // Docker Hub's own images are in `library/`, which nobody writes.
        let official = registry == HUB && path != "**" && !path.contains('/');
        let path = if official { format!("library/{path}") } else { path.to_owned() };
        Ok(Pattern { registry: registry.into_owned(), path })
    }

    /// Whether the pattern is about this image's repository.
    pub fn matches(&self, image: &Image<'_>) -> bool {
        self.registry == image.registry && glob::matches(&self.path, &image.repository)
    }
}

/// A segment that no repository has never matches, so it is written by mistake.
fn check_segment(segment: &str) -> Result<(), Unusable> {
    if contains(segment, "**") && segment != "**" {
        return Err(Unusable("has `**` inside a segment: it stands for whole segments"));
    }
    // A star may stand for anything, so it is checked as if it stood for a letter.
    let plain = segment.replace('*', "a");
    grammar::repository(&plain)
        .map_err(|_| Unusable("has a path that no repository has (lower case, no empty segments)"))
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
