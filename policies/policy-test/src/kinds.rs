//! The project's table of kinds: where each keeps its pods, how it is named and what multiplies it.
//!
//! `kinds.tsv` is read by the request builder, by the test of what policies find by structure, and by the
//! generator of the policies for custom resources. Guests never see it.

use crate::kinds::path::KindPath;

pub mod path;
mod table;

/// All kinds of the table.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    kinds: Vec<Kind>,
}

/// One kind: a row of the table.
#[derive(Clone, Debug)]
pub struct Kind {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// Versions that are served, the storage version first.
    pub versions: Vec<&'static str>,
    /// The kind's name.
    pub kind: &'static str,
    /// The resource's name in URLs and webhook rules.
    pub plural: &'static str,
    /// Whether its objects live in namespaces.
    pub scope: Scope,
    /// The field that the subresource `scale` writes; none for a kind without it.
    pub scale: Option<KindPath>,
    /// The numbers that say how many pods one object makes. By structure each multiplies the pods below the
    /// map in which it stands; where it bounds them or is one of several alternatives instead, the notes
    /// say so.
    pub multipliers: Vec<KindPath>,
    /// Where a pod spec stands, with its lists of containers.
    pub pod_specs: Vec<KindPath>,
    /// Where a container stands outside a pod spec: one with a security context of its own.
    pub containers: Vec<KindPath>,
    /// Where an object stands that has an image and further members of a container, but no security context.
    pub partial_containers: Vec<KindPath>,
    /// Strings that hold YAML or JSON: another object, or a patch of one.
    pub yaml_strings: Vec<KindPath>,
    /// What the paths cannot say; for a kind without any, why it has none.
    pub notes: &'static str,
}

/// Whether objects of a kind live in namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// They do.
    Namespaced,
    /// They belong to the whole cluster.
    Cluster,
}

impl Kinds {
    /// The row of a kind.
    pub fn get(&self, group: &str, kind: &str) -> Option<&Kind> {
        self.kinds.iter().find(|row| row.group == group && row.kind == kind)
    }

    /// The row of a resource, by its plural.
    pub fn get_resource(&self, group: &str, plural: &str) -> Option<&Kind> {
        self.kinds.iter().find(|row| row.group == group && row.plural == plural)
    }

    /// The plural of a kind, as resources are named in URLs and webhook rules; guessed where the table does not know it.
    pub fn plural(&self, group: &str, kind: &str) -> String {
        self.get(group, kind).map_or_else(|| guess_plural(kind), |row| row.plural.to_owned())
    }

    /// All rows, in the table's order.
    pub fn iter(&self) -> std::slice::Iter<'_, Kind> {
        self.kinds.iter()
    }
}

impl<'a> IntoIterator for &'a Kinds {
    type Item = &'a Kind;
    type IntoIter = std::slice::Iter<'a, Kind>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Kind {
    /// The version that is stored, which the API server shows first.
    pub fn version(&self) -> &'static str {
        self.versions.first().copied().unwrap_or_default()
    }

    /// `apiVersion` of the kind's objects in the stored version.
    pub fn api_version(&self) -> String {
        match self.group {
            "" => self.version().to_owned(),
            group => format!("{group}/{}", self.version()),
        }
    }

    /// Every place where a container stands: the three lists of each pod spec, then those outside of any.
    ///
    /// `ephemeralContainers` is among them for every kind: most schemas of custom resources take the field,
    /// and a template without a schema takes anything.
    pub fn container_paths(&self) -> Vec<KindPath> {
        const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];
        let in_pods = self.pod_specs.iter();
        let in_pods = in_pods.flat_map(|pod| LISTS.iter().map(move |list| pod.list(list)));
        in_pods.chain(self.containers.iter().cloned()).collect()
    }
}

/// A kind that the table does not know is guessed by the rules of apimachinery's `UnsafeGuessKindToResource`.
fn guess_plural(kind: &str) -> String {
    let singular = kind.to_lowercase();
    if singular.ends_with('s') {
        return format!("{singular}es");
    }
    match singular.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{singular}s"),
    }
}

#[cfg(test)]
mod tests;
