//! A reference, read.

use std::borrow::Cow;
use std::fmt;

use super::fault::Fault;
use super::grammar::{self, HUB};

/// A reference in canonical form: it names one repository of one registry, however it was spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image<'a> {
    /// The registry: lower case, with its port unless that is 443; `docker.io` where none is written.
    pub registry: Cow<'a, str>,
    /// The path below the registry; with `library/` for Docker Hub's own images.
    pub repository: Cow<'a, str>,
    /// The tag that decides what is pulled: `None` where a digest does, or where none is written.
    pub tag: Option<&'a str>,
    /// `sha256:…`; sha384 and sha512 exist, too.
    pub digest: Option<&'a str>,
    /// Whether the reference names its registry. CRI-O looks up names that do not in several ones.
    pub qualified: bool,
}

impl<'a> Image<'a> {
    /// Reads a reference; nothing is trimmed or repaired.
    pub fn parse(text: &'a str) -> Result<Image<'a>, Fault> {
        grammar::check_characters(text)?;
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(grammar::digest(digest)?)),
            None => (text, None),
        };
        let (registry, path) = grammar::split_registry(name);
        let (path, tag) = match path.split_once(':') {
            Some((path, tag)) => (path, Some(grammar::tag(tag)?)),
            None => (path, None),
        };
        let qualified = registry.is_some();
        let registry = registry.map_or(Ok(Cow::Borrowed(HUB)), grammar::registry)?;
        grammar::repository(path)?;
        if !qualified && grammar::is_image_id(path, tag, digest) {
            return Err(Fault::ImageId);
        }
        let official = registry == HUB && !path.contains('/');
        let repository = if official { Cow::Owned(format!("library/{path}")) } else { Cow::Borrowed(path) };
        if repository.len() > grammar::LONGEST_REPOSITORY {
            return Err(Fault::Long);
        }
        // containerd drops the tag of a reference that has a digest.
        let tag = tag.filter(|_| digest.is_none());
        Ok(Image { registry, repository, tag, digest, qualified })
    }

    /// Whether this is what a digest of the given algorithm names: `sha256`.
    pub fn algorithm(&self) -> Option<&'a str> {
        self.digest.and_then(|digest| digest.split_once(':')).map(|(algorithm, _)| algorithm)
    }
}

/// The canonical reference, as every host call must be given it; `:latest` where neither tag nor digest is written.
impl fmt::Display for Image<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        match self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => write!(f, ":{}", self.tag.unwrap_or("latest")),
        }
    }
}
