//! What is wrong with a text that is no reference.

use std::fmt;

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
