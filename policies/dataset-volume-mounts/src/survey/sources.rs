//! Where a volume is kept, in every way in which a volume says so.

use policy_kit::datasets::Source;
use policy_kit::{Map, Place, Request};

/// A source, and where the object says so.
pub(crate) struct Placed<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) source: Source<'a>,
}

/// Attributes that name a bucket, or what Azure and others have in its place.
const BUCKET_KEYS: [&str; 6] = ["bucketname", "bucket", "containername", "container", "sharename", "volume"];

/// Attributes that name a server, some with what it shares.
const SERVER_KEYS: [&str; 5] = ["server", "dnsname", "source", "networkpath", "ip"];

/// Makes a source of the text that names it.
type MakeSource<'a> = fn(&'a str) -> Source<'a>;

/// What the spec of a PersistentVolume is kept in. A claim is not looked into.
pub(crate) fn of_volume<'a>(volume: Map<'a>, request: &Request<'a>) -> Vec<Placed<'a>> {
    let mut found = Vec::new();
    for (member, _) in volume.entries() {
        if is_source(member)
            && let Some(inner) = volume.map(member)
        {
            found.extend(of_member(member, inner, request));
        }
    }
    found
}

/// Whether a volume with this member is kept where the member says.
pub(crate) fn is_source(member: &str) -> bool {
    member == "nfs" || text_of(member).is_some() || attributes_of(member).is_some()
}

/// What a member of a volume says of where the volume is kept.
pub(crate) fn of_member<'a>(member: &str, inner: Map<'a>, request: &Request<'a>) -> Vec<Placed<'a>> {
    let mut found = Vec::new();
    if let Some((key, make)) = text_of(member)
        && let Some(text) = inner.text(key)
    {
        found.push(Placed { at: inner.at(key), source: make(text) });
    }
    if member == "nfs"
        && let Some(server) = inner.text("server")
    {
        let source = Source::Nfs { server, path: inner.text("path").unwrap_or_default() };
        found.push(Placed { at: inner.here(), source });
    }
    if let Some(attributes) = attributes_of(member).and_then(|key| inner.map(key)) {
        found.extend(of_attributes(attributes, request));
    }
    found
}

/// What the attributes of a CSI volume, or the parameters of a StorageClass, point at. Azure's drivers read their
/// names without regard to case, so all are read so; of two that differ in case a driver may take either.
pub(crate) fn of_attributes<'a>(map: Map<'a>, request: &Request<'a>) -> Vec<Placed<'a>> {
    let mut found = Vec::new();
    let texts =
        |wanted: &[&str]| attributes(map, &|key| wanted.iter().any(|name| key.eq_ignore_ascii_case(name)));
    // What is written twice, or filled in by the driver, narrows nothing.
    let only = |wanted: &[&str]| match texts(wanted).as_slice() {
        [(_, text)] if !text.contains("${") => *text,
        _ => "",
    };
    for (at, server) in texts(&SERVER_KEYS) {
        // The drivers for SMB have both in one: `//server/share`, or with backslashes.
        let server = if server.contains('\\') {
            request.keep(format_args!("{}", server.replace('\\', "/")))
        } else {
            server
        };
        let server = server.trim_start_matches('/');
        let (server, share) = match server.split_once('/') {
            Some(parts) => parts,
            None => (server, only(&["share", "path", "volume"])),
        };
        let (share, directory) = (share.trim_start_matches('/'), only(&["subdir"]));
        let path = request.keep(format_args!("/{share}/{directory}"));
        found.push(Placed { at, source: Source::Nfs { server, path } });
    }
    for (at, bucket) in texts(&BUCKET_KEYS) {
        found.push(Placed { at, source: Source::Bucket(bucket) });
    }
    found
}

/// The attributes whose keys are wanted, each with its place.
pub(crate) fn attributes<'a>(map: Map<'a>, wanted: &dyn Fn(&str) -> bool) -> Vec<(Place<'a>, &'a str)> {
    let entries = map.entries().iter().filter(|(key, _)| wanted(key));
    entries.filter_map(|(key, value)| Some((map.member_at(key), value.text().ok()?))).collect()
}

/// The member of a volume's member that says where the volume is kept. All handles but that of `csi` are of drivers that
/// were once part of Kubernetes.
fn text_of<'a>(member: &str) -> Option<(&'static str, MakeSource<'a>)> {
    Some(match member {
        "hostPath" | "local" => ("path", Source::HostPath),
        "image" => ("reference", Source::Image),
        "csi" => ("volumeHandle", Source::Handle),
        "awsElasticBlockStore" | "cinder" | "portworxVolume" => ("volumeID", Source::Handle),
        "gcePersistentDisk" => ("pdName", Source::Handle),
        "azureDisk" => ("diskURI", Source::Handle),
        "vsphereVolume" => ("volumePath", Source::Handle),
        "rbd" => ("image", Source::Handle),
        "azureFile" => ("shareName", Source::Bucket),
        _ => return None,
    })
}

/// The member of a volume's member that leaves the rest to a driver.
fn attributes_of(member: &str) -> Option<&'static str> {
    match member {
        "csi" => Some("volumeAttributes"),
        "flexVolume" => Some("options"),
        _ => None,
    }
}
