//! Every pod spec of an object, of any kind, found by its shape.
//!
//! Kubernetes and the projects around it keep pod specs in a hundred different paths. Their shape is always
//! the same, so it is the shape that is looked for; [`crate::kinds`] lists what shape cannot tell.

mod shape;
mod walk;

use std::borrow::Cow;
use std::ops::Deref;

pub(crate) use self::walk::{Pods, find};
use crate::json::{Entries, Json};
use crate::map::{Malformed, Map};
use crate::place::{Place, Step};

/// Something of an object that says how a pod is run: a whole pod spec, or a part of one.
#[derive(Debug)]
pub struct Pod<'a> {
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) entries: Entries<'a>,
    pub(crate) containers: Vec<Found<'a>>,
    pub(crate) part: Part,
    pub(crate) metadata: Option<Metadata<'a>>,
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

/// A string that was read, as [`crate::Report::read`] takes it.
pub type Read<'a> = Result<Option<Cow<'a, str>>, Malformed<'a>>;

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

/// The metadata that reaches a pod.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metadata<'a> {
    /// How many of the pod's steps lead to the object that has the metadata.
    pub(crate) depth: usize,
    pub(crate) annotations: Option<Json<'a>>,
}

/// A container as the walk finds it.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    pub(crate) list: List,
    pub(crate) index: usize,
    pub(crate) entries: Result<Entries<'a>, crate::json::Wrong>,
}

/// One container-like object: the members of [`Map`], and where it stands.
pub struct Container<'p, 'a> {
    map: Map<'p, 'a>,
    list: List,
}

impl<'a> Pod<'a> {
    /// The pod-level members, with the place of the pod spec.
    pub fn map(&self) -> Map<'_, 'a> {
        Map::root(&self.steps, &self.entries, self.is_built_in())
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

    /// Whether this stands at a place.
    pub fn stands_at(&self, place: &Place<'a>) -> bool {
        self.steps == place.0
    }

    /// Whether the reference of an image stands at a place: that of a container in one of the lists, or of a volume.
    pub fn has_image_at(&self, place: &Place<'a>) -> bool {
        match place.0.strip_prefix(self.steps.as_slice()) {
            Some([Step::Key(list), Step::Item(_), Step::Key(image)]) => {
                image == "image" && List::of_key(list).is_some()
            }
            Some([Step::Key(list), Step::Item(_), Step::Key(image), Step::Key(reference)]) => {
                list == "volumes" && image == "image" && reference == "reference"
            }
            _ => false,
        }
    }

    /// Whether this is a member of the other part itself.
    pub fn is_member_of(&self, other: &Pod<'a>) -> bool {
        self.is_within(other) && self.steps.len() == other.steps.len() + 1
    }

    /// Whether the other part stands around this one, at any distance.
    pub fn is_within(&self, other: &Pod<'a>) -> bool {
        self.steps.len() >= other.steps.len()
            && self.steps.starts_with(&other.steps)
            && !std::ptr::eq(self, other)
    }

    /// The containers of all lists, in the order of the text; an item that is no object is malformed and does
    /// not hide the others. `of` is this pod's own [`Pod::map`].
    pub fn containers<'p>(
        &'p self,
        of: &'p Map<'p, 'a>,
    ) -> impl Iterator<Item = Result<Container<'p, 'a>, Malformed<'a>>> {
        self.containers.iter().map(move |found| match &found.entries {
            Ok(entries) if found.list == List::Single => {
                Ok(Container { map: Map::root(&self.steps, entries, false), list: found.list })
            }
            Ok(entries) => {
                let map = Map::known_item(of, found.list.key(), found.index, entries);
                Ok(Container { map, list: found.list })
            }
            Err(wrong) => Err(Malformed::new(of.at(found.list.key()).item(found.index), *wrong)),
        })
    }

    /// The annotations that reach the pod and whose keys begin with `prefix`, each with its place: of the pod
    /// template, or else of the object.
    pub fn annotations(&self, prefix: &str) -> Vec<(Place<'a>, Read<'a>)> {
        let Some(metadata) = &self.metadata else { return Vec::new() };
        let entries = metadata.annotations.and_then(|json| json.entries().ok()).unwrap_or_default();
        let wanted = entries.into_iter().filter(|(key, _)| key.starts_with(prefix));
        let placed = wanted.map(|(key, value)| {
            let owner = self.steps.get(..metadata.depth).unwrap_or_default();
            let mut place = Place(owner.to_vec()).key("metadata.annotations");
            place.0.push(Step::Key(key));
            let text = value.text().map(Some).map_err(|wrong| Malformed::new(place.clone(), wrong));
            (place, text)
        });
        placed.collect()
    }
}

impl<'a> Container<'_, 'a> {
    /// Where the container stands in its pod.
    pub fn list(&self) -> List {
        self.list
    }

    /// The container's name for messages; empty where it has none.
    pub fn name(&self) -> Cow<'a, str> {
        self.map.text("name").ok().flatten().unwrap_or_default()
    }
}

impl<'p, 'a> Deref for Container<'p, 'a> {
    type Target = Map<'p, 'a>;

    fn deref(&self) -> &Map<'p, 'a> {
        &self.map
    }
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
