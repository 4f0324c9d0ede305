//! Where data is kept, and when two spellings name one place.

use std::fmt;

/// A place where data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// A directory that a server exports.
    Nfs {
        /// The server, as the object writes it.
        server: &'a str,
        /// The path on the server, as the object writes it.
        path: &'a str,
    },
    /// A directory of the node.
    HostPath(&'a str),
    /// A bucket of an object store, or a container or share of Azure.
    Bucket(&'a str),
    /// What a storage driver calls a volume.
    Handle(&'a str),
    /// An image that is mounted as a volume.
    Image(&'a str),
}

/// A directory. Compared component by component: neither `//`, `/.` nor a slash at the end makes another one of it.
pub(super) struct Path<'t>(pub(super) &'t str);

/// Whether two spellings are those of one server: names are not told apart by case, and may end in a dot.
pub(super) fn same_server(a: &str, b: &str) -> bool {
    plain_server(a).eq_ignore_ascii_case(plain_server(b))
}

/// Whether a text begins with another, in whatever case.
pub fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// Of several names with commas between them, a client mounts from the first.
fn plain_server(server: &str) -> &str {
    let server = server.split(',').next().unwrap_or_default();
    let server = server.strip_suffix('.').unwrap_or(server);
    server.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(server)
}

impl Path<'_> {
    /// Whether one directory is the other, or lies in it.
    pub(super) fn meets(&self, other: &Path<'_>) -> bool {
        let (one, other) = (self.components(), other.components());
        one.iter().zip(&other).all(|(a, b)| a == b)
    }

    fn components(&self) -> Vec<&str> {
        let mut components = Vec::new();
        for part in self.0.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    components.pop();
                }
                // The kernel's own links: `/proc/1/root` is the root of the node again.
                "root" | "cwd" if components.first() == Some(&"proc") => components.clear(),
                part => components.push(part),
            }
        }
        components
    }
}

/// As messages and exemptions name it: `nfs.example.com:/exports`, `/mnt/data`, `acme-corpus`.
impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Nfs { server, path } => write!(f, "{server}:{path}"),
            Source::HostPath(text) | Source::Bucket(text) | Source::Handle(text) | Source::Image(text) => {
                f.write_str(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, same_server};

    #[test]
    fn directories_meet_when_one_lies_in_the_other() {
        for (a, b, meet) in [
            ("/mnt/datasets", "/mnt/datasets/", true),
            ("/mnt/datasets", "/mnt//./datasets/speech", true),
            ("/mnt/datasets", "/mnt/other/../datasets", true),
            ("/mnt/datasets", "/mnt", true),
            ("/mnt/datasets", "/", true),
            ("/mnt/datasets", "/proc/1/root/mnt/datasets/speech", true),
            ("/mnt/datasets", "/proc/1/root/var/log", false),
            ("/mnt/datasets", "/mnt/datasets2", false),
            ("/mnt/datasets", "/var/mnt/datasets", false),
        ] {
            assert_eq!(Path(a).meets(&Path(b)), meet, "{a} {b}");
            assert_eq!(Path(b).meets(&Path(a)), meet, "{b} {a}");
        }
    }

    #[test]
    fn a_server_has_several_spellings() {
        assert!(same_server("NFS.example.com.", "nfs.example.com"));
        assert!(same_server("[fd00::1]", "fd00::1"));
        assert!(same_server("nfs.example.com,other", "nfs.example.com"));
        assert!(!same_server("nfs.example.com", "nfs.example.org"));
    }
}
