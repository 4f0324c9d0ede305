//! Where data is kept, however a volume spells it.

use std::borrow::Cow;
use std::fmt;

use policy_kit::text::contains;
use policy_kit::{Map, Place, Report};

/// A place where data is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source<'a> {
    /// A directory that a server exports.
    Nfs {
        /// As it is written.
        server: Cow<'a, str>,
        /// As it is written.
        path: Cow<'a, str>,
    },
    /// A directory of the node.
    HostPath(Cow<'a, str>),
    /// A bucket of an object store, or a container or share of Azure.
    Bucket(Cow<'a, str>),
    /// What a storage driver calls a volume.
    Handle(Cow<'a, str>),
    /// An image that is mounted as a volume.
    Image(Cow<'a, str>),
}

/// A source, and where the object says so.
pub(crate) struct Placed<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) source: Source<'a>,
}

/// A directory. Compared component by component: neither `//`, `/.` nor a slash at the end makes another one of it.
pub(crate) struct Path<'t>(pub(crate) &'t str);

/// Attributes that name a bucket, or what Azure and others have in its place.
const BUCKET_KEYS: [&str; 6] = ["bucketname", "bucket", "containername", "container", "sharename", "volume"];

/// Attributes that name a server, some with what it shares.
const SERVER_KEYS: [&str; 5] = ["server", "dnsname", "source", "networkpath", "ip"];

/// Members of a volume that leave the rest to a driver, with the member that the driver reads.
const DRIVERS: [(&str, &str); 2] = [("csi", "volumeAttributes"), ("flexVolume", "options")];

/// Members of a volume with the member that says where the data is. Those that a handle is taken from are of drivers
/// that were once part of Kubernetes, but for `csi`.
static MEMBERS: [(&str, &str, Kept); 12] = [
    ("hostPath", "path", host_path),
    ("local", "path", host_path),
    ("image", "reference", image),
    ("csi", "volumeHandle", handle),
    ("awsElasticBlockStore", "volumeID", handle),
    ("gcePersistentDisk", "pdName", handle),
    ("azureDisk", "diskURI", handle),
    ("cinder", "volumeID", handle),
    ("vsphereVolume", "volumePath", handle),
    ("portworxVolume", "volumeID", handle),
    ("rbd", "image", handle),
    ("azureFile", "shareName", bucket),
];

/// What a text says of where the data is.
type Kept = fn(Cow<'_, str>) -> Source<'_>;

fn host_path(text: Cow<'_, str>) -> Source<'_> {
    Source::HostPath(text)
}

fn image(text: Cow<'_, str>) -> Source<'_> {
    Source::Image(text)
}

fn handle(text: Cow<'_, str>) -> Source<'_> {
    Source::Handle(text)
}

fn bucket(text: Cow<'_, str>) -> Source<'_> {
    Source::Bucket(text)
}

/// What a volume of a pod, or the spec of a PersistentVolume, is kept in. A claim is not looked into.
pub(crate) fn of_volume<'a>(volume: &Map<'_, 'a>, report: &mut Report<'_, 'a>) -> Vec<Placed<'a>> {
    let mut found = Vec::new();
    for (member, key, kept) in MEMBERS {
        if let Some(inner) = report.map(volume, member)
            && let Some(text) = report.text(&inner, key)
        {
            found.push(Placed { at: inner.at(key), source: kept(text) });
        }
    }
    if let Some(nfs) = report.map(volume, "nfs")
        && let Some(server) = report.text(&nfs, "server")
    {
        let path = report.text(&nfs, "path").unwrap_or_default();
        found.push(Placed { at: nfs.here(), source: Source::Nfs { server, path } });
    }
    for (driver, attributes) in DRIVERS {
        if let Some(driver) = report.map(volume, driver)
            && let Some(attributes) = report.map(&driver, attributes)
        {
            found.extend(of_attributes(&attributes));
        }
    }
    found
}

/// What the attributes of a CSI volume, or the parameters of a StorageClass, point at. Azure's drivers read their
/// names without regard to case, so all are read so; of two that differ in case a driver may take either.
pub(crate) fn of_attributes<'a>(map: &Map<'_, 'a>) -> Vec<Placed<'a>> {
    let mut found = Vec::new();
    let texts =
        |wanted: &[&str]| attributes(map, &|key| wanted.iter().any(|name| key.eq_ignore_ascii_case(name)));
    // What is written twice, or filled in by the driver, narrows nothing.
    let only = |wanted: &[&str]| match texts(wanted).as_slice() {
        [(text, _)] if !contains(text, "${") => Cow::clone(text),
        _ => Cow::Borrowed(""),
    };
    // The drivers for SMB have both in one: `//server/share`, or with backslashes.
    for (server, at) in texts(&SERVER_KEYS) {
        let server = server.replace('\\', "/");
        let server = server.trim_start_matches('/');
        let (server, share) = match server.split_once('/') {
            Some((server, share)) => (server, Cow::Owned(share.to_owned())),
            None => (server, only(&["share", "path", "volume"])),
        };
        let path = format!("/{}/{}", share.trim_start_matches('/'), only(&["subdir"]));
        let (server, path) = (Cow::Owned(server.to_owned()), Cow::Owned(path));
        found.push(Placed { at, source: Source::Nfs { server, path } });
    }
    for (bucket, at) in texts(&BUCKET_KEYS) {
        found.push(Placed { at, source: Source::Bucket(bucket) });
    }
    found
}

/// The attributes whose keys are wanted, each with its place.
pub(crate) fn attributes<'a>(
    map: &Map<'_, 'a>,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(Cow<'a, str>, Place<'a>)> {
    let entries = map.entries().iter().filter(|(key, _)| wanted(key));
    entries.filter_map(|(key, value)| Some((value.text().ok()?, map.member_at(key)))).collect()
}

/// Whether two spellings are those of one server: names are not told apart by case, and may end in a dot.
pub(crate) fn same_server(a: &str, b: &str) -> bool {
    plain_server(a).eq_ignore_ascii_case(plain_server(b))
}

/// Whether a text begins with another, in whatever case.
pub(crate) fn begins_with(text: &str, start: &str) -> bool {
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
    pub(crate) fn meets(&self, other: &Path<'_>) -> bool {
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
