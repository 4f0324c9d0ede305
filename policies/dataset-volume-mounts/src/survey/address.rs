//! Data by address: `s3://bucket/path` in commands, environments and fields of custom resources.

use policy_kit::datasets::{Source, begins_with};
use policy_kit::{Json, Map, Place, Pod, Request, Shape};

use crate::reference::Reference;

/// One thing that an address may lead to.
pub(crate) struct Address<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) target: Target<'a>,
}

/// What an address may lead to.
pub(crate) enum Target<'a> {
    /// A bucket of an object store.
    Bucket(&'a str),
    /// A claim of the object's own namespace: `pvc://claim/path`.
    Claim(Reference<'a>),
    /// A dataset of Fluid, which mounts one into another: `dataset://namespace/name/path`.
    Fluid { namespace: &'a str, name: &'a str, address: &'a str },
    /// A directory of the node or of a server: `local:///path`, `nfs://server/path`.
    Directory(Source<'a>),
}

/// Schemes of object stores, beside those that begin with one of them: `s3a`, `s3n`, `gcs`, `abfss`, `wasbs`.
const STORES: [&str; 11] = ["s3", "gs", "gcs", "abfs", "wasb", "az", "oss", "cos", "obs", "tos", "minio"];

/// Hosts of object stores over HTTP begin so: `s3.eu-central-1.amazonaws.com`, `storage.googleapis.com`.
const STORE_HOSTS: [&str; 3] = ["s3.", "s3-", "storage."];

/// Members of a container that hold commands and their arguments and environment.
const RUN: [&str; 7] =
    ["command", "args", "env", "lifecycle", "startupProbe", "livenessProbe", "readinessProbe"];

/// The addresses in the environments and commands of a pod's containers.
pub(super) fn of_pod(pod: Pod<'_>) -> Vec<Address<'_>> {
    let mut found = Vec::new();
    for container in pod.containers() {
        for key in RUN {
            if let Some(json) = container.get(key).filter(|json| may_hold_address(*json)) {
                add_all(json, container.at(key), &mut found);
            }
        }
    }
    found
}

/// Adds the addresses in the texts of an object in a custom resource, and the buckets that a member names.
pub(super) fn add_of_map<'a>(map: Map<'a>, request: &Request<'a>, found: &mut Vec<Address<'a>>) {
    for (key, value) in map.entries() {
        let names_bucket = matches!(*key, "bucket" | "bucketName");
        if !matches!(value.shape(), Shape::Text | Shape::List) || !names_bucket && !may_hold_address(*value) {
            continue;
        }
        let mut add = |text, at| {
            if names_bucket {
                found.push(Address { at, target: Target::Bucket(text) });
            }
            add_of_field(text, at, request, found);
        };
        let here = map.member_at(key);
        if let Ok(text) = value.text() {
            add(text, here);
        }
        for (index, item) in value.items().unwrap_or_default().iter().enumerate() {
            if let Ok(text) = item.text() {
                add(text, here.item(index));
            }
        }
    }
}

/// Whether a text in the value may be an address. Most values have none, which their raw text tells; escapes may hide
/// one.
fn may_hold_address(json: Json<'_>) -> bool {
    json.raw().contains("://") || json.raw().contains('\\')
}

/// Adds the addresses in every text of a value.
fn add_all<'a>(json: Json<'a>, at: Place<'a>, found: &mut Vec<Address<'a>>) {
    if let Ok(text) = json.text() {
        add_buckets(text, at, found);
    }
    for (index, item) in json.items().unwrap_or_default().iter().enumerate() {
        if may_hold_address(*item) {
            add_all(*item, at.item(index), found);
        }
    }
    for (key, value) in json.entries().unwrap_or_default() {
        if may_hold_address(*value) {
            add_all(*value, at.member(key), found);
        }
    }
}

/// Adds what a text in a field of a custom resource leads to.
fn add_of_field<'a>(text: &'a str, at: Place<'a>, request: &Request<'a>, found: &mut Vec<Address<'a>>) {
    let Some((scheme, rest)) = text.split_once("://") else { return };
    let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
    let target = match scheme {
        "dataset" => {
            let name = below.split_once('/').map_or(below, |(name, _)| name);
            Target::Fluid { namespace: first, name, address: text }
        }
        "pvc" => {
            let namespace = request.namespace.unwrap_or_default();
            Target::Claim(Reference { namespace, name: first, at })
        }
        "local" => Target::Directory(Source::HostPath(rest)),
        "nfs" => {
            let path = rest.get(first.len()..).unwrap_or_default();
            Target::Directory(Source::Nfs { server: first, path })
        }
        _ => return add_buckets(text, at, found),
    };
    found.push(Address { at, target });
}

/// Adds what may be a bucket in the addresses of a text.
fn add_buckets<'a>(text: &'a str, at: Place<'a>, found: &mut Vec<Address<'a>>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let scheme = last_word(before);
        // What stands before an `@` is Azure's container, or somebody who logs in.
        let authority = after.split_once('/').map_or(after, |(authority, _)| authority);
        let host = authority.split_once('@').and_then(|(login, _)| after.get(login.len() + 1..));
        for address in [Some(after), host].into_iter().flatten() {
            let buckets = buckets(scheme, address).into_iter().flatten();
            found.extend(buckets.map(|bucket| Address { at, target: Target::Bucket(bucket) }));
        }
        rest = after;
    }
}

/// What may be a bucket in an address: the host, what stands in it before the store's name, or the first part of the
/// path.
fn buckets<'t>(scheme: &str, address: &'t str) -> [Option<&'t str>; 3] {
    let store = STORES.iter().any(|store| begins_with(scheme, store));
    let web = begins_with(scheme, "http");
    let host = word(address);
    let below = address.split_once('/').map(|(_, path)| word(path));
    let at_store =
        STORE_HOSTS.iter().any(|store| begins_with(host, store)) || host.contains(".core.windows.net");
    // A store of one's own has a port: `s3://minio.example.com:9000/bucket`.
    let has_port = address.as_bytes().get(host.len()) == Some(&b':');
    let before = host.split_once(".s3").or_else(|| host.split_once(".storage.")).map(|(bucket, _)| bucket);
    // A service of the cluster has no buckets before its name.
    let label = host.split_once('.').filter(|(_, rest)| rest.contains('.') && !rest.contains(".svc"));
    let label = before.or(label.map(|(label, _)| label)).filter(|_| web);
    [store.then_some(host), label, below.filter(|_| (web || store) && (at_store || has_port))]
}
/// The host or bucket that a text begins with.
fn word(text: &str) -> &str {
    let end =
        text.bytes().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'.' | b'_'));
    end.map_or(text, |end| text.get(..end).unwrap_or_default())
}

/// The scheme that a text ends with.
fn last_word(text: &str) -> &str {
    let before = text.bytes().rposition(|byte| !byte.is_ascii_alphanumeric());
    before.map_or(text, |before| text.get(before + 1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::buckets;

    #[test]
    fn finds_the_bucket_in_an_address() {
        for (scheme, address, bucket) in [
            ("s3", "acme-corpus/pages", "acme-corpus"),
            ("s3a", "acme-corpus", "acme-corpus"),
            ("S3", "acme-corpus,other", "acme-corpus"),
            ("gs", "acme-corpus/x", "acme-corpus"),
            ("abfss", "acme-corpus@account.dfs.core.windows.net/x", "acme-corpus"),
            ("https", "acme-corpus.s3.eu-central-1.amazonaws.com/x", "acme-corpus"),
            ("https", "s3.eu-central-1.amazonaws.com/acme-corpus/x", "acme-corpus"),
            ("https", "storage.googleapis.com/acme-corpus/x", "acme-corpus"),
            ("https", "S3.amazonaws.com:443/acme-corpus/x", "acme-corpus"),
            ("https", "account.blob.core.windows.net/acme-corpus/x", "acme-corpus"),
            ("az", "acme-corpus/x", "acme-corpus"),
            ("s3", "minio.ml:9000/acme-corpus/x", "acme-corpus"),
            ("https", "acme.corpus.s3.amazonaws.com/x", "acme.corpus"),
            ("https", "acme-corpus.minio.example.com/x", "acme-corpus"),
        ] {
            assert!(buckets(scheme, address).contains(&Some(bucket)), "{scheme}://{address}");
        }
        for (scheme, address) in [
            ("https", "example.com/acme-corpus"),
            ("http", "acme-corpus:8080/x"),
            ("http", "acme-corpus.ml/x"),
            ("http", "acme-corpus.ml.svc.cluster.local:8080/x"),
            ("postgresql", "db:5432/acme-corpus"),
            ("file", "acme-corpus/x"),
        ] {
            assert!(!buckets(scheme, address).contains(&Some("acme-corpus")), "{scheme}://{address}");
        }
    }
}
