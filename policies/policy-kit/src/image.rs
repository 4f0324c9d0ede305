//! Image references, read exactly as the kubelet and containerd read them.
//!
//! The grammar is that of `distribution/reference` (`ParseNormalizedNamed`, `ParseDockerRef`), written out without
//! a regular expression. What those accept and still cannot be meant (a port that does not exist, a host that no
//! resolver takes, a name that containerd takes for the id of a cached image) is refused, too.

mod grammar;
mod pattern;

use std::borrow::Cow;
use std::fmt;

pub use self::pattern::{Pattern, Unusable};

/// Docker Hub, the registry of names that name none.
const HUB: &str = "docker.io";

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

/// Why a text is no image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written.
    Empty,
    /// A space, a line break or a character that is no ASCII, which may look like one.
    Character,
    /// Something that a template engine or a shell was to fill in.
    Placeholder,
    /// `https://`, `docker://`, `oci://`.
    Scheme,
    /// A name that containerd takes for the id of an image that a node has cached, whatever its registry.
    ImageId,
    /// The part before the first slash is no host.
    Host,
    /// A port that does not exist.
    Port,
    /// A repository with capital letters.
    Capitals,
    /// A repository that is none in another way.
    Repository,
    /// A repository of more than 255 characters.
    Long,
    /// The tag.
    Tag,
    /// The digest: unknown algorithm, wrong length, capital letters.
    Digest,
}

/// Whether this is a host as registries have them, perhaps with a port.
pub(crate) fn is_registry(text: &str) -> bool {
    grammar::registry(text).is_ok()
}

/// Whether this is a digest: `sha256:…`.
pub(crate) fn is_digest(text: &str) -> bool {
    grammar::digest(text).is_ok()
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

/// What is wrong, as the end of a sentence that begins with the reference.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Empty => "names no image",
            Fault::Character => "holds a space, a line break or a character that is not ASCII",
            Fault::Placeholder => "holds a placeholder that nothing fills in",
            Fault::Scheme => "begins with a scheme, which an image reference does not have",
            Fault::ImageId => "is the id of an image that a node has cached, of whatever registry",
            Fault::Host => "names a registry that is no host name",
            Fault::Port => "names a port that does not exist",
            Fault::Capitals => "has capital letters in its repository",
            Fault::Repository => "has no valid repository",
            Fault::Long => "has a repository of more than 255 characters",
            Fault::Tag => "has no valid tag",
            Fault::Digest => "has no valid digest (an algorithm and lower-case hexadecimal digits)",
        })
    }
}

#[cfg(test)]
mod tests;
