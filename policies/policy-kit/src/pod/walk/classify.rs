//! What becomes of a map when it ends: a pod spec, a part of one, a container, or nothing of interest.

use super::{Walk, Within, is_metadata};
use crate::json::{Entries, Json, Shape, Wrong};
use crate::kinds;
use crate::malformed::Malformed;
use crate::map::{Map, Schema};
use crate::place::Step;
use crate::pod::list::List;
use crate::pod::part::{Found, Part, Pod, TemplateMetadata};
use crate::pod::shape::Signs;

impl<'a> Walk<'a, '_> {
    /// Keeps the map that has just ended if it looks like a part of a pod.
    pub(super) fn keep_what_it_is(&mut self, signs: Signs, first_entry: usize, first_pod: usize) {
        let built_in = self.is_built_in_spec();
        let containers: &[Found<'_>] = if signs.list { self.adopt(first_pod) } else { &[] };
        if built_in {
            self.note_lists_that_are_none(first_entry);
        }
        if built_in || containers.iter().any(|found| found.entries.is_ok()) {
            let merged = kinds::is_merged(self.object_kind(), self.path.steps());
            let part = if merged { Part::Fragment } else { Part::Spec { built_in } };
            let entries = self.entries_from(first_entry);
            // Spark's driver may be a container with init containers beside it.
            if signs.container() && !built_in {
                self.push_container(Ok(entries));
            }
            self.push(part, entries, containers);
        } else if self.in_list_of(List::of_key).is_some() || signs.container() {
            let entries = self.entries_from(first_entry);
            self.push_container(Ok(entries));
            // Spark's driver and kagent's deployment are both: a container, with fields of its pod beside it.
            if signs.pod_field && self.within == Within::Anything {
                let others = entries.iter().filter(|(key, _)| *key != "securityContext").copied();
                let others = self.arena().bump().alloc_slice_fill_iter(others.collect::<Vec<_>>());
                self.push(Part::Fragment, others, &[]);
            }
        } else if signs.pod_level() && self.in_list_of(volume_list).is_none() {
            let entries = self.entries_from(first_entry);
            self.push(Part::Fragment, entries, &[]);
        }
    }

    fn push(&mut self, part: Part, entries: Entries<'a>, containers: &'a [Found<'a>]) {
        let schema = if part == (Part::Spec { built_in: true }) { Schema::Known } else { Schema::Guessed };
        let map = Map::new(self.path.here(), entries, schema);
        self.pods.found.push(Pod { map, containers, part, metadata: None });
    }

    /// The members of the map that has just ended.
    fn entries_from(&self, first: usize) -> Entries<'a> {
        self.arena().bump().alloc_slice_copy(self.entries.get(first..).unwrap_or_default())
    }

    pub(super) fn push_container(&mut self, entries: Result<Entries<'a>, Wrong>) {
        let container = Found { list: List::Single, index: 0, entries };
        let containers = self.arena().bump().alloc_slice_copy(&[container]);
        self.push(Part::Container, &[], containers);
    }

    /// Takes the containers that were found in this map's own lists, as this pod's.
    fn adopt(&mut self, first_pod: usize) -> &'a [Found<'a>] {
        let depth = self.path.steps().len();
        let mut containers = Vec::new();
        let found = self.pods.found.split_off(first_pod.min(self.pods.found.len()));
        for pod in found {
            let list =
                pod.here().item_of_list(depth).and_then(|(key, index)| Some((List::of_key(key)?, index)));
            match (list, pod.containers) {
                (Some((list, index)), [found]) if pod.part == Part::Container => {
                    let sidecar = list == List::Init && found.restarts_always();
                    let list = if sidecar { List::Sidecar } else { list };
                    containers.push(Found { list, index, entries: found.entries });
                }
                _ => self.pods.found.push(pod),
            }
        }
        self.arena().bump().alloc_slice_copy(&containers)
    }

    /// In a built-in kind's pod spec, a list of containers that is no list is malformed. Elsewhere it is
    /// something else of that name, such as a field in the schema of a CustomResourceDefinition.
    fn note_lists_that_are_none(&mut self, first_entry: usize) {
        let here = self.path.here();
        for (key, value) in self.entries.get(first_entry..).unwrap_or_default() {
            let is_list = matches!(value.shape(), Shape::List | Shape::Null);
            if List::of_key(key).is_some() && !is_list {
                let (at, wrong) = (here.member(key), value.wrong("a list"));
                self.pods.malformed.push(Malformed { at, wrong });
            }
        }
    }

    /// What the list is that the map which has just ended is an item of.
    fn in_list_of<T>(&self, what: fn(&str) -> Option<T>) -> Option<T> {
        match self.path.steps() {
            [.., Step::Key(key), Step::Item(_)] => what(key),
            _ => None,
        }
    }

    /// If the map that has just ended is somebody's metadata, its annotations are noted for the owner, and the labels of
    /// the object itself.
    pub(super) fn note_metadata(&mut self, first_entry: usize) {
        if !matches!(self.path.steps().last(), Some(Step::Key(key)) if is_metadata(key)) {
            return;
        }
        let entries = self.entries.get(first_entry..).unwrap_or_default();
        let find = |wanted| entries.iter().rev().find(|(key, _)| *key == wanted).map(|(_, value)| *value);
        self.annotations = find("annotations");
        if kinds::is_path(&["metadata"], self.path.steps()) {
            self.pods.labels = find("labels");
        }
    }

    /// Pods below this map get its annotations, a template's or the object's own, unless a map nearer to them
    /// has some.
    pub(super) fn give_metadata(&mut self, annotations: Option<Json<'a>>, first_pod: usize, depth: usize) {
        if annotations.is_none() || (depth == 0 && kinds::keeps_metadata_to_itself(self.object_kind())) {
            return;
        }
        let metadata = Some(TemplateMetadata { owner: self.path.here(), annotations });
        for pod in self.pods.found.get_mut(first_pod..).unwrap_or_default() {
            pod.metadata = pod.metadata.or(metadata);
        }
    }
}

impl Found<'_> {
    /// An init container with `restartPolicy: Always` is a sidecar: it runs beside the main containers.
    fn restarts_always(&self) -> bool {
        let entries = self.entries.unwrap_or_default();
        entries.iter().any(|(key, value)| *key == "restartPolicy" && value.raw() == "\"Always\"")
    }
}

/// The lists whose items are volumes; they belong to the pod-level fields around them.
fn volume_list(key: &str) -> Option<()> {
    matches!(key, "volumes" | "extraVolumes").then_some(())
}
