//! The request, and what is asked of it most.

use std::cell::RefCell;
use std::fmt;

use super::operation::{Operation, Resource};
use crate::arena::Arena;
use crate::count::Counts;
use crate::descent::Descent;
use crate::json::Json;
use crate::kinds::GroupKind;
use crate::malformed::Malformed;
use crate::map::{Map, Schema};
use crate::place::Place;
use crate::pod::{Pod, Pods};

/// One admission request and what its object says of pods.
#[derive(Debug)]
pub struct Request<'a> {
    /// What is asked.
    pub operation: Operation,
    /// The kind of the object.
    pub kind: GroupKind<'a>,
    /// The subresource: `scale`, `ephemeralcontainers`.
    pub sub_resource: Option<&'a str>,
    /// The object's name; absent or empty where the API server is to generate it.
    pub name: Option<&'a str>,
    /// The object's namespace; absent for cluster-scoped kinds.
    pub namespace: Option<&'a str>,
    pub(super) resource: Option<Json<'a>>,
    pub(super) user: Option<Json<'a>>,
    pub(super) object: Option<Json<'a>>,
    pub(super) old_object: Option<Json<'a>>,
    pub(super) pods: Pods<'a>,
    pub(super) pod_fields: &'a [&'a str],
    /// Whether the object is not that of the request, but one that a look-up has found: nothing in it is malformed.
    pub(super) is_found: bool,
    pub(super) arena: &'a Arena,
    /// The descent to the place that was asked about last.
    pub(super) descent: RefCell<Option<Descent<'a>>>,
}

impl<'a> Request<'a> {
    /// The place of a member of the object; dots separate several steps: `spec.replicas`.
    pub fn place(&self, path: &'a str) -> Place<'a> {
        self.root().at(path)
    }

    /// A text that a rule puts together and that has to live as long as the request.
    pub fn keep(&self, text: fmt::Arguments<'_>) -> &'a str {
        self.arena.keep_fmt(text)
    }

    /// Every part of the object that says how a pod is run, at whatever path.
    pub fn pods(&self) -> &[Pod<'a>] {
        &self.pods.found
    }

    /// How many pods the object asks for, place by place, by the multipliers that the object itself states.
    pub fn counts(&self) -> Counts<'a> {
        Counts::of(self.pods.root, self.kind)
    }

    /// The annotation `key` of the object itself, where it is text.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        self.root().get("metadata")?.member("annotations")?.member(key)?.text().ok()
    }

    /// The members of the object itself.
    pub fn root(&self) -> Map<'a> {
        let schema = if self.is_found { Schema::Foreign } else { Schema::Known };
        Map::new(Place::root(self.arena), self.pods.root, schema)
    }

    /// The members of the object as it was before an update.
    pub fn old_root(&self) -> Option<Map<'a>> {
        let entries = self.old_object?.entries().ok()?;
        Some(Map::new(Place::root(self.arena), entries, Schema::Known))
    }

    /// The object as it is to be; absent in deletions.
    pub fn object(&self) -> Option<Json<'a>> {
        self.object
    }

    /// The object as it was before an update.
    pub(crate) fn old_object(&self) -> Option<Json<'a>> {
        self.old_object
    }

    /// The resource that the request goes to: for a subresource that of the object it belongs to, whatever the kind of
    /// the request's own object.
    pub fn resource(&self) -> Option<Resource<'a>> {
        let part = |key| self.resource?.member(key)?.text().ok();
        Some(Resource { group: part("group")?, version: part("version")?, plural: part("resource")? })
    }

    /// The name of the user who asks; empty where the host does not tell (the audit scanner).
    pub fn user_name(&self) -> &'a str {
        let name = self.user.and_then(|user| user.member("username")?.text().ok());
        name.unwrap_or_default()
    }

    /// The groups of the user who asks.
    pub fn user_groups(&self) -> Vec<&'a str> {
        let groups = self.user.and_then(|user| user.member("groups")?.items().ok()).unwrap_or_default();
        groups.iter().filter_map(|group| group.text().ok()).collect()
    }

    /// Manifests in strings that could not be read, for the rule `opaque-manifest`.
    pub(crate) fn opaque(&self) -> &[Place<'a>] {
        &self.pods.opaque
    }

    /// What the walk itself found to be malformed.
    pub(crate) fn malformed(&self) -> &[Malformed<'a>] {
        &self.pods.malformed
    }

    pub(crate) fn arena(&self) -> &'a Arena {
        self.arena
    }

    pub(crate) fn pod_fields(&self) -> &'a [&'a str] {
        self.pod_fields
    }
}
