//! Which repositories are meant: `registry.example.com/**`.

use std::fmt;

use super::fault::Fault;
use super::grammar::{self, HUB};
use super::reference::Image;
use crate::glob;

/// Registries that give anybody a part, and those below them: `us.gcr.io`. A private one may be about its whole.
const SHARED: [&str; 8] =
    [HUB, "docker.com", "ghcr.io", "quay.io", "gcr.io", "pkg.dev", "public.ecr.aws", "gitlab.com"];

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
        if text.contains("://") {
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

    /// Whether this is about whole owners of a registry that gives anybody a part of it, so that anybody can push to
    /// what the pattern is about.
    pub(crate) fn is_open(&self) -> bool {
        let shared = |host: &&str| {
            self.registry.strip_suffix(*host).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        SHARED.iter().any(shared) && self.path.split('/').next().is_some_and(|owner| owner.contains('*'))
    }

    /// Whether both are about the same registry.
    pub(crate) fn is_of_registry_of(&self, other: &Pattern) -> bool {
        self.registry == other.registry
    }

    /// Whether this is the more specific of two patterns that match the same repository. The first segment in which
    /// they differ decides: one that is written out comes before one with stars, there more letters before fewer, and
    /// `**` comes last.
    pub(crate) fn is_narrower_than(&self, other: &Pattern) -> bool {
        let (mut here, mut there) = (self.path.split('/'), other.path.split('/'));
        // Below its end a pattern names nothing, unless it ends in `**`.
        let end = |pattern: &Pattern| if pattern.path.ends_with("**") { 0 } else { usize::MAX };
        loop {
            let (one, two) = (here.next(), there.next());
            let one_is = one.map_or_else(|| end(self), narrowness);
            let two_is = two.map_or_else(|| end(other), narrowness);
            if one_is != two_is || one.is_none() && two.is_none() {
                return one_is > two_is;
            }
        }
    }

    /// Whether the pattern is about this image's repository.
    pub fn matches(&self, image: &Image<'_>) -> bool {
        self.registry == image.registry && glob::matches(&self.path, &image.repository)
    }
}

/// How little a segment leaves open.
fn narrowness(segment: &str) -> usize {
    match segment.bytes().filter(|byte| *byte != b'*').count() {
        letters if letters == segment.len() => usize::MAX,
        _ if segment == "**" => 0,
        letters => letters + 1,
    }
}

/// A segment that no repository has never matches, so it is written by mistake.
fn check_segment(segment: &str) -> Result<(), Unusable> {
    if segment.contains("**") && segment != "**" {
        return Err(Unusable("has `**` inside a segment: it stands for whole segments"));
    }
    // A star may stand for anything, so it is checked as if it stood for a letter.
    let plain = segment.replace('*', "a");
    grammar::repository(&plain)
        .map_err(|_| Unusable("has a path that no repository has (lower case, no empty segments)"))
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
