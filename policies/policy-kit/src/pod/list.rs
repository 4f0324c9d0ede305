//! The lists of containers.

/// Where a container stands in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `containers`.
    Containers,
    /// `initContainers`, run to completion one after the other.
    Init,
    /// `initContainers` with `restartPolicy: Always`, running beside the main containers.
    Sidecar,
    /// `ephemeralContainers`, added to a running pod.
    Ephemeral,
    /// In no list of a pod spec: a member or item of a custom resource.
    Single,
}

impl List {
    /// The list's key in a pod spec.
    pub fn key(self) -> &'static str {
        match self {
            List::Containers => "containers",
            List::Init | List::Sidecar => "initContainers",
            List::Ephemeral => "ephemeralContainers",
            List::Single => "",
        }
    }

    /// The list that a pod spec keeps under `key`.
    pub(crate) fn of_key(key: &str) -> Option<List> {
        match key {
            "containers" => Some(List::Containers),
            "initContainers" => Some(List::Init),
            "ephemeralContainers" => Some(List::Ephemeral),
            _ => None,
        }
    }
}
