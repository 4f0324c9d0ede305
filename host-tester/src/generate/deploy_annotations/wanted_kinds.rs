//! The kinds of the table that a policy wants to see besides those of its own rules.

use policy_test::kinds::{Kind, Kinds};

use super::value::items;

/// One item of the annotation `kinds`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::generate) enum WantedKinds {
    /// `containers`: every custom kind in which a container can stand, in whole, in part or in a string.
    Containers,
    /// `*.kaito.sh`: every kind of a group.
    Group(String),
    /// `resourceclaims.resource.k8s.io`: one kind, whether it is built in or not.
    Plural(String, String),
}

/// Reads the items, which commas part; each must stand for a kind of the table.
pub(super) fn read(list: &str, kinds: &Kinds) -> Result<Vec<WantedKinds>, Vec<String>> {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for item in items(list) {
        match WantedKinds::parse(item) {
            Ok(wanted) if kinds.iter().any(|kind| wanted.include(kind)) => read.push(wanted),
            Ok(_) => faults.push(format!("`{item}` is nothing in the table of kinds; add it there")),
            Err(what) => faults.push(what),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

impl WantedKinds {
    fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('.') {
            None if text == "containers" => Ok(Self::Containers),
            Some(("*", group)) => Ok(Self::Group(group.to_owned())),
            Some((plural, group)) => Ok(Self::Plural(plural.to_owned(), group.to_owned())),
            None => Err(format!(
                "`{text}` is neither `containers` nor a group such as `*.kaito.sh` nor a kind such as \
                 `workspaces.kaito.sh`"
            )),
        }
    }

    /// Whether a kind is among them.
    pub(super) fn include(&self, kind: &Kind) -> bool {
        match self {
            // The groups that the API server itself serves and that run pods have names without a dot.
            Self::Containers => kind.group.contains('.') && can_hold_a_container(kind),
            Self::Group(group) => kind.group == group,
            Self::Plural(plural, group) => kind.plural == plural && kind.group == group,
        }
    }
}

fn can_hold_a_container(kind: &Kind) -> bool {
    let places = [&kind.pod_specs, &kind.containers, &kind.partial_containers, &kind.yaml_strings];
    places.into_iter().any(|places| !places.is_empty())
}
