//! The parts of an object that say how a pod is run.

use std::ops::Deref;

use super::list::List;
use crate::json::{Entries, Json, Wrong};
use crate::map::Map;
use crate::place::Place;

/// Something of an object that says how a pod is run: a whole pod spec, or a part of one.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    pub(super) map: Map<'a>,
    pub(super) containers: &'a [Found<'a>],
    pub(super) part: Part,
    pub(super) metadata: Option<TemplateMetadata<'a>>,
}

/// How much of a pod was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A pod spec: it has lists of containers, so what it leaves out is left out.
    Spec {
        /// It stands where a built-in kind keeps its pod spec, so that the schema is known.
        built_in: bool,
    },
    /// Pod-level fields without containers (a patch, an override, a custom resource that spreads a pod spec
    /// over several objects): judged for what it states, never for what it leaves out.
    Fragment,
    /// One container that stands by itself, outside a pod spec's lists.
    Container,
}

/// The metadata that reaches a pod.
#[derive(Clone, Copy, Debug)]
pub(super) struct TemplateMetadata<'a> {
    /// The object that has the metadata.
    pub(super) owner: Place<'a>,
    pub(super) annotations: Option<Json<'a>>,
}

/// An annotation that reaches a pod.
#[derive(Clone, Copy, Debug)]
pub struct Annotation<'a> {
    /// Where it stands.
    pub at: Place<'a>,
    /// Its key.
    pub key: &'a str,
    value: Json<'a>,
    /// The pod-level members of the pod that it reaches.
    pod: Map<'a>,
}

/// A container as the walk finds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) list: List,
    pub(super) index: usize,
    pub(super) entries: Result<Entries<'a>, Wrong>,
}

/// One container-like object: the members of [`Map`], and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    pub(super) map: Map<'a>,
    pub(super) list: List,
}

impl<'a> Pod<'a> {
    /// The pod-level members, with the place of the pod spec.
    pub fn map(&self) -> Map<'a> {
        self.map
    }

    /// The same pod in an object that a look-up has found.
    pub(crate) fn in_found(self) -> Self {
        Pod { map: self.map.in_found(), ..self }
    }

    /// Where the pod spec stands, or the part of one.
    pub fn here(&self) -> Place<'a> {
        self.map.here()
    }

    /// How much of a pod this is.
    pub fn part(&self) -> Part {
        self.part
    }

    /// Whether this is a whole pod spec.
    pub fn is_spec(&self) -> bool {
        matches!(self.part, Part::Spec { .. })
    }

    /// Whether this is the pod spec of a built-in kind.
    pub fn is_built_in(&self) -> bool {
        self.part == (Part::Spec { built_in: true })
    }

    /// Whether this is a member of the other part itself.
    pub fn is_member_of(&self, other: &Pod<'a>) -> bool {
        self.is_within(other) && self.here().depth() == other.here().depth() + 1
    }

    /// Whether the other part stands around this one, at any distance, or at the same place as a part of another sort.
    pub fn is_within(&self, other: &Pod<'a>) -> bool {
        let is_deeper = self.here().depth() > other.here().depth();
        (is_deeper || self.part != other.part) && self.here().is_within(&other.here())
    }

    /// The containers of all lists, in the order of the text; an item that is no object is malformed and does
    /// not hide the others.
    pub fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let map = self.map;
        self.containers.iter().filter_map(move |found| match found.entries {
            Ok(entries) if found.list == List::Single => {
                Some(Container { map: map.with_entries(entries), list: found.list })
            }
            Ok(entries) => {
                let map = map.known_item(found.list.key(), found.index, entries);
                Some(Container { map, list: found.list })
            }
            Err(wrong) => {
                map.note_malformed(map.at(found.list.key()).item(found.index), wrong);
                None
            }
        })
    }

    /// The annotations that reach the pod and whose keys begin with `prefix`: those of the pod template, or else of the
    /// object.
    pub fn annotations(&self, prefix: &str) -> Vec<Annotation<'a>> {
        let Some(metadata) = &self.metadata else { return Vec::new() };
        let entries = metadata.annotations.and_then(|json| json.entries().ok()).unwrap_or_default();
        let wanted = entries.iter().filter(|(key, _)| key.starts_with(prefix));
        let around = metadata.owner.key("metadata.annotations");
        let pod = self.map;
        wanted.map(|(key, value)| Annotation { at: around.member(key), key, value: *value, pod }).collect()
    }
}

impl<'a> Annotation<'a> {
    /// Its text; anything else is malformed.
    pub fn text(&self) -> Option<&'a str> {
        self.value.text().map_err(|wrong| self.pod.note_malformed(self.at, wrong)).ok()
    }
}

impl<'a> Container<'a> {
    /// Where the container stands in its pod.
    pub fn list(&self) -> List {
        self.list
    }

    /// The container's name for messages; empty where it has none.
    pub fn name(&self) -> &'a str {
        self.map.get("name").and_then(|name| name.text().ok()).unwrap_or_default()
    }
}

impl<'a> Deref for Container<'a> {
    type Target = Map<'a>;

    fn deref(&self) -> &Map<'a> {
        &self.map
    }
}
