//! `kubernetes`: objects of the cluster, and who may do what there.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// One object is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Get {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace; none for kinds of the whole cluster.
    pub namespace: Option<String>,
    /// Whether an answer of five seconds ago is too old.
    pub disable_cache: bool,
    /// The only fields that are wanted.
    pub field_masks: Option<BTreeSet<String>>,
}

/// The objects of a namespace are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ListInNamespace {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Namespace.
    pub namespace: String,
    /// Which of them, by labels.
    pub label_selector: Option<String>,
    /// Which of them, by fields.
    pub field_selector: Option<String>,
    /// The only fields that are wanted.
    pub field_masks: Option<BTreeSet<String>>,
}

/// All objects of a kind are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ListAll {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Which of them, by labels.
    pub label_selector: Option<String>,
    /// Which of them, by fields.
    pub field_selector: Option<String>,
    /// The only fields that are wanted.
    pub field_masks: Option<BTreeSet<String>>,
}

/// Whether somebody may do something.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct CanI {
    /// Who and what.
    pub request: Review,
    /// Whether an answer of five seconds ago is too old.
    pub disable_cache: bool,
}

/// A subject access review.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Review {
    /// The subject's groups.
    pub groups: Option<Vec<String>>,
    /// What is to be done.
    pub resource_attributes: Attributes,
    /// The subject's name.
    pub user: String,
}

/// What is to be done to which resource.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Attributes {
    /// API group.
    pub group: Option<String>,
    /// Name of the object.
    pub name: Option<String>,
    /// Namespace of the object.
    pub namespace: Option<String>,
    /// The resource's plural.
    pub resource: String,
    /// `exec`, `scale`, …
    pub subresource: Option<String>,
    /// `get`, `create`, …
    pub verb: String,
    /// API version.
    pub version: Option<String>,
}

/// The payload of `can_i`, whose members a session names otherwise.
#[derive(Deserialize)]
pub(super) struct CanIPayload {
    subject_access_review: Review,
    disable_cache: bool,
}

impl From<CanIPayload> for CanI {
    fn from(payload: CanIPayload) -> Self {
        CanI { request: payload.subject_access_review, disable_cache: payload.disable_cache }
    }
}
