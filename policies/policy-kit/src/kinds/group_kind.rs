//! The name of a kind.

/// A kind of object, told apart by its group: `Job` is a kind of `batch` and of `batch.volcano.sh`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupKind<'a> {
    /// The API group; empty for the core group.
    pub group: &'a str,
    /// The kind: `Deployment`.
    pub kind: &'a str,
}

impl GroupKind<'_> {
    /// No kind at all.
    pub(crate) const NONE: GroupKind<'static> = GroupKind { group: "", kind: "" };

    /// Whether this is the kind of that group; the core group is the empty text.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group == group && self.kind == kind
    }
}

/// The group of an `apiVersion`: empty for the core group.
pub(crate) fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}
