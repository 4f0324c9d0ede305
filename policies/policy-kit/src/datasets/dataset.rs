//! One dataset: what it is called, where it lives, who may mount it.

use super::source::{Path, Source, begins_with, same_server};
use crate::glob;
use crate::image::Image;
use crate::settings::{Keys, Repositories};
use crate::text::quoted;

/// One item of the setting `datasets`.
#[derive(Debug)]
pub struct Dataset<'a> {
    /// Its name and class.
    pub label: DatasetLabel<'a>,
    /// `namespace/name` of claims.
    claims: Vec<&'a str>,
    /// Names of PersistentVolumes.
    volumes: Vec<&'a str>,
    handles: Vec<&'a str>,
    buckets: Vec<&'a str>,
    exports: Vec<Export<'a>>,
    host_paths: Vec<&'a str>,
    images: Repositories,
    /// `namespace/name` of Fluid's datasets.
    fluid: Vec<&'a str>,
    /// Who may mount the dataset, read-only.
    pub readers: Option<Who<'a>>,
    /// Who may write to the dataset, too.
    pub writers: Option<Who<'a>>,
}

/// What the labels of a dataset say of it: what it is called, and how it is classified.
#[derive(Clone, Copy, Debug)]
pub struct DatasetLabel<'a> {
    /// What messages and labels call the dataset.
    pub name: &'a str,
    /// How it is classified.
    pub class: Class,
}

/// How much harm it does when the data gets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The lowest.
    Public,
    /// The class of a dataset that names none.
    Internal,
    /// Above `internal`.
    Confidential,
    /// The highest.
    Restricted,
}

/// What an NFS server exports.
#[derive(Debug)]
struct Export<'a> {
    /// All names and addresses of the server.
    servers: Vec<&'a str>,
    path: &'a str,
}

/// A namespace, and in it, where they are written, accounts and purposes.
#[derive(Debug)]
pub struct Who<'a> {
    /// Patterns of namespaces: `prod-*`.
    pub namespaces: Vec<&'a str>,
    /// Names of service accounts in them; none are named where any will do.
    pub accounts: Vec<&'a str>,
    /// What the data may be used for; nothing is named where all is permitted.
    pub purposes: Vec<&'a str>,
}

const CLASSES: [(&str, Class); 4] = [
    ("public", Class::Public),
    ("internal", Class::Internal),
    ("confidential", Class::Confidential),
    ("restricted", Class::Restricted),
];

impl<'a> Dataset<'a> {
    pub(super) fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let name = keys.text("name").unwrap_or_default();
        if !keys.has("name") {
            keys.error("name", "is required: it is what messages and labels call the dataset");
        }
        let class = keys.choice("classification", &CLASSES).unwrap_or(Class::Internal);
        Dataset {
            label: DatasetLabel { name, class },
            claims: pairs(keys, "claims"),
            volumes: keys.texts("volumes"),
            handles: keys.texts("volumeHandles"),
            buckets: keys.texts("buckets"),
            exports: keys.list("nfs", Export::read),
            host_paths: paths(keys, "hostPaths"),
            images: Repositories::read(keys, "images"),
            fluid: pairs(keys, "fluid"),
            readers: who(keys, "readers"),
            writers: who(keys, "writers"),
        }
    }

    /// What can belong to one dataset alone: claims, volumes, handles, buckets, and what Fluid keeps.
    pub(super) fn own(&self) -> impl Iterator<Item = &'a str> {
        [&self.claims, &self.volumes, &self.handles, &self.buckets, &self.fluid]
            .into_iter()
            .flatten()
            .copied()
    }

    /// Whether this is a claim of the dataset, or Fluid keeps the dataset under this name.
    pub(super) fn has_claim(&self, namespace: &str, name: &str) -> bool {
        let mut pairs = self.claims.iter().chain(&self.fluid);
        pairs.any(|pair| pair.split_once('/') == Some((namespace, name)))
    }

    /// Whether this PersistentVolume is one of the dataset.
    pub fn has_volume(&self, name: &str) -> bool {
        self.volumes.contains(&name)
    }

    /// Whether Fluid labels what it makes of the dataset so: `<namespace>-<name>`.
    pub(super) fn has_fluid_label(&self, rest: &str) -> bool {
        self.fluid.iter().filter_map(|pair| pair.split_once('/')).any(|(namespace, name)| {
            rest.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('-')) == Some(name)
        })
    }

    /// Whether the dataset lives at this place, above it or below it.
    pub(super) fn lives_at(&self, source: &Source<'_>) -> bool {
        match source {
            Source::Nfs { server, path } => self.exports.iter().any(|export| {
                export.servers.iter().any(|known| same_server(known, server))
                    && Path(export.path).meets(&Path(path))
            }),
            Source::HostPath(path) => self.host_paths.iter().any(|root| Path(root).meets(&Path(path))),
            Source::Bucket(name) => self.buckets.iter().any(|bucket| bucket.eq_ignore_ascii_case(name)),
            // Google's driver for buckets calls a volume as its bucket, Azure's `group#account#container`.
            Source::Handle(handle) => self.handles.iter().chain(&self.buckets).any(|known| {
                is_handle(handle, known) || handle.split('#').any(|part| part.eq_ignore_ascii_case(known))
            }),
            Source::Image(reference) => Image::parse(reference).is_ok_and(|image| self.images.allow(&image)),
        }
    }
}

impl Class {
    /// The class that a label names.
    pub fn of(word: &str) -> Option<Class> {
        CLASSES.iter().find(|(known, _)| *known == word).map(|(_, class)| *class)
    }

    /// The word of settings and labels.
    pub fn word(self) -> &'static str {
        CLASSES.iter().find(|(_, class)| *class == self).map_or("", |(word, _)| word)
    }
}

impl<'a> Export<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let servers = keys.texts("servers");
        if servers.is_empty() {
            keys.error("servers", "is required: every name and address of the server");
        }
        let path = keys.text("path").unwrap_or("/");
        check_path(keys, "path", path);
        Export { servers, path }
    }
}

impl<'a> Who<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let namespaces = keys.texts("namespaces");
        Who { namespaces, accounts: keys.texts("serviceAccounts"), purposes: keys.texts("purposes") }
    }

    /// Whether the namespace is among them.
    pub fn covers(&self, namespace: &str) -> bool {
        self.namespaces.iter().any(|pattern| glob::matches(pattern, namespace))
    }
}

/// Whether a driver's handle is that of a known volume, of a part of the volume, or of what the volume is a part of.
fn is_handle(handle: &str, known: &str) -> bool {
    // Those of file systems go on with a path: `fs-0123:/data`.
    let goes_on = goes_on(handle, known) || goes_on(known, handle.strip_suffix(":/").unwrap_or(handle));
    // A disk of a cloud has a short name, too: `data` is Google's `projects/p/zones/z/disks/data`, and
    // `aws://eu-central-1a/vol-0123` is `vol-0123`.
    let is_disk = known.starts_with("projects/") || handle.starts_with("aws://");
    goes_on || is_disk && last_part(handle) == last_part(known)
}

fn goes_on(long: &str, short: &str) -> bool {
    let rest = long.get(short.len()..).unwrap_or_default();
    !short.is_empty() && begins_with(long, short) && (rest.is_empty() || rest.starts_with([':', '/', '#']))
}

fn last_part(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

fn who<'a>(keys: &mut Keys<'_, 'a>, key: &'static str) -> Option<Who<'a>> {
    let who = keys.object(key, Who::read)?;
    if who.namespaces.is_empty() {
        let what = "is required: accounts and purposes are those of a namespace";
        keys.error(&format!("{key}.namespaces"), what);
    }
    Some(who)
}

/// Texts of the form `namespace/name`.
fn pairs<'a>(keys: &mut Keys<'_, 'a>, key: &'static str) -> Vec<&'a str> {
    let texts = keys.texts(key);
    for (index, text) in texts.iter().enumerate() {
        let parts = text.split_once('/');
        if !parts
            .is_some_and(|(namespace, name)| !namespace.is_empty() && !name.is_empty() && !name.contains('/'))
        {
            keys.error(&format!("{key}[{index}]"), &format!("{} is not `namespace/name`", quoted(text)));
        }
    }
    texts
}

fn paths<'a>(keys: &mut Keys<'_, 'a>, key: &'static str) -> Vec<&'a str> {
    let texts = keys.texts(key);
    for (index, text) in texts.iter().enumerate() {
        check_path(keys, &format!("{key}[{index}]"), text);
    }
    texts
}

fn check_path(keys: &Keys<'_, '_>, key: &str, path: &str) {
    if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
        keys.error(key, &format!("{} is no absolute path without `..`", quoted(path)));
    }
}
