//! Data by address: `s3://bucket/path` in commands, environments and fields of custom resources.

use std::borrow::Cow;

use policy_kit::text::{contains, split_at};
use policy_kit::{Json, Map, Place, Pod, Report, Request};

use crate::known::Catalogue;
use crate::mount::{Named, of_claim};
use crate::rules::{not_permitted, side_door};
use crate::settings::{Dataset, Settings};
use crate::source::{Source, begins_with};
use crate::user::User;

/// Schemes of object stores, beside those that begin with one of them: `s3a`, `s3n`, `gcs`, `abfss`, `wasbs`.
const STORES: [&str; 11] = ["s3", "gs", "gcs", "abfs", "wasb", "az", "oss", "cos", "obs", "tos", "minio"];

/// Hosts of object stores over HTTP begin so: `s3.eu-central-1.amazonaws.com`, `storage.googleapis.com`.
const STORE_HOSTS: [&str; 3] = ["s3.", "s3-", "storage."];

/// What a container runs, and with what: also when it starts and stops, and to see whether it is well.
const RUN: [&str; 7] =
    ["command", "args", "env", "lifecycle", "startupProbe", "livenessProbe", "readinessProbe"];

/// Judges the environments and commands of a pod's containers.
pub(crate) fn in_containers<'a>(
    pod: &Pod<'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let settings = catalogue.settings;
    if !settings.has_datasets() {
        return;
    }
    let spec = pod.map();
    let mut found = Vec::new();
    for container in pod.containers(&spec) {
        let Some(container) = report.one(container) else { continue };
        for key in RUN {
            if let Some(json) = container.get(key) {
                in_json(json, &container.at(key), settings, &mut found);
            }
        }
    }
    if !found.is_empty() {
        let labels = User::labels_at(&spec.here(), request, settings);
        let user = User::of_pod(pod, &labels, request, catalogue, report);
        for (dataset, at) in found {
            not_permitted::check(dataset, &user, &at, report);
        }
    }
}

/// Finds the addresses in every text of a value. Most values have none, which their raw text tells; escapes may hide one.
fn in_json<'s, 'a>(
    json: Json<'a>,
    at: &Place<'a>,
    settings: &'s Settings<'a>,
    found: &mut Vec<(&'s Dataset<'a>, Place<'a>)>,
) {
    if !contains(json.raw(), "://") && !json.raw().contains('\\') {
        return;
    }
    if let Ok(text) = json.text() {
        found.extend(buckets(&text, settings).into_iter().map(|dataset| (dataset, at.clone())));
    }
    for (index, item) in json.items().unwrap_or_default().into_iter().enumerate() {
        in_json(item, &at.clone().item(index), settings, found);
    }
    for (key, value) in json.entries().unwrap_or_default() {
        in_json(value, &at.clone().member_named(&key), settings, found);
    }
}

/// Judges the texts of a map in a custom resource.
pub(crate) fn in_map<'a>(
    map: &Map<'_, 'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    for (key, value) in map.entries() {
        if let Ok(text) = value.text() {
            in_text(&text, key, &map.member_at(key), request, catalogue, report);
        } else if let Ok(items) = value.items() {
            for (index, item) in items.into_iter().enumerate() {
                if let Ok(text) = item.text() {
                    in_text(&text, key, &map.member_at(key).item(index), request, catalogue, report);
                }
            }
        }
    }
}

fn in_text<'a>(
    text: &str,
    key: &str,
    at: &Place<'a>,
    request: &Request<'a>,
    catalogue: &Catalogue<'_, '_, 'a>,
    report: &mut Report<'_, 'a>,
) {
    let settings = catalogue.settings;
    let mut found = Vec::new();
    if matches!(key, "bucket" | "bucketName") {
        found.extend(settings.at(&Source::Bucket(Cow::Borrowed(text))));
    }
    if let Some((scheme, rest)) = split_at(text, "://") {
        let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
        match scheme {
            // Fluid mounts a dataset into another one.
            "dataset" => {
                let name = below.split_once('/').map_or(below, |(name, _)| name);
                let dataset = settings.of_claim(first, name);
                if request.namespace.as_deref().unwrap_or_default() == first {
                    found.extend(dataset);
                } else if let Some(dataset) = dataset {
                    side_door::found(dataset, "", text, at.clone(), report);
                }
            }
            "pvc" => {
                let claim = Named { claim: Cow::Owned(first.to_owned()), at: at.clone(), namespace: None };
                let volume = of_claim(Cow::Borrowed(""), claim, true, request, catalogue, report);
                found.extend(volume.and_then(|volume| volume.dataset));
            }
            "local" | "nfs" => {
                let source = if scheme == "local" {
                    Source::HostPath(Cow::Borrowed(rest))
                } else {
                    let path = rest.get(first.len()..).unwrap_or_default();
                    Source::Nfs { server: Cow::Borrowed(first), path: Cow::Borrowed(path) }
                };
                if let Some(dataset) = settings.at(&source) {
                    side_door::found(dataset, "", &source.to_string(), at.clone(), report);
                }
            }
            _ => found.extend(buckets(text, settings)),
        }
    }
    for dataset in found {
        let user = User::at(at, request, catalogue, report);
        not_permitted::check(dataset, &user, at, report);
    }
}

/// The datasets whose buckets a text has the addresses of.
fn buckets<'s, 'a>(text: &str, settings: &'s Settings<'a>) -> Vec<&'s Dataset<'a>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = split_at(rest, "://") {
        // What stands before an `@` is Azure's container, or somebody who logs in.
        let authority = after.split_once('/').map_or(after, |(authority, _)| authority);
        let login = authority.split_once('@').map(|(login, _)| login.len() + 1);
        let host = login.and_then(|login| after.get(login..)).unwrap_or(after);
        for address in [after, host] {
            for bucket in names(last_word(before), address).into_iter().flatten() {
                found.extend(settings.at(&Source::Bucket(Cow::Borrowed(bucket))));
            }
        }
        rest = after;
    }
    found
}

/// What may be a bucket in an address: the host, what stands in it before the store's name, or the first part of the
/// path.
fn names<'t>(scheme: &str, address: &'t str) -> [Option<&'t str>; 3] {
    let store = STORES.iter().any(|store| begins_with(scheme, store));
    let web = begins_with(scheme, "http");
    let host = word(address);
    let below = address.split_once('/').map(|(_, path)| word(path));
    let at_store =
        STORE_HOSTS.iter().any(|store| begins_with(host, store)) || contains(host, ".core.windows.net");
    // A store of one's own has a port: `s3://minio.example.com:9000/bucket`.
    let has_port = address.as_bytes().get(host.len()) == Some(&b':');
    let before = split_at(host, ".s3").or_else(|| split_at(host, ".storage.")).map(|(bucket, _)| bucket);
    // A service of the cluster has no buckets before its name.
    let label = host.split_once('.').filter(|(_, rest)| contains(rest, ".") && !contains(rest, ".svc"));
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
    use super::names;

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
            assert!(names(scheme, address).contains(&Some(bucket)), "{scheme}://{address}");
        }
        for (scheme, address) in [
            ("https", "example.com/acme-corpus"),
            ("http", "acme-corpus:8080/x"),
            ("http", "acme-corpus.ml/x"),
            ("http", "acme-corpus.ml.svc.cluster.local:8080/x"),
            ("postgresql", "db:5432/acme-corpus"),
            ("file", "acme-corpus/x"),
        ] {
            assert!(!names(scheme, address).contains(&Some("acme-corpus")), "{scheme}://{address}");
        }
    }
}
