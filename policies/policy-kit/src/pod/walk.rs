//! The one pass over an object: descends every map and list, and keeps what looks like a part of a pod.

use std::borrow::Cow;

use super::shape::Signs;
use super::{Count, Found, List, Part, Pod};
use crate::json::{BROKEN, Cursor, END, Json, Shape, Wrong, shape_of};
use crate::kinds::{self, GroupKind};
use crate::map::{Entries, Malformed};
use crate::place::{Place, Step};
use crate::request::Keep;

/// Deeper objects are refused. A host parses a request with the same limit before a policy sees it.
const MAX_DEPTH: usize = 128;

/// What the walk over one object finds.
#[derive(Debug, Default)]
pub(crate) struct Pods<'a> {
    /// Everything that says how a pod is run, in the order in which it ends in the text.
    pub(crate) found: Vec<Pod<'a>>,
    /// Strings that hold a manifest which is no JSON: they cannot be judged here.
    pub(crate) opaque: Vec<Place<'a>>,
    /// What should be a pod spec or a list of containers and is none.
    pub(crate) malformed: Vec<Malformed<'a>>,
}

/// Finds the pods of the object at `cursor`, which is of `kind`; answers the cursor behind it, too.
pub(crate) fn find<'a>(
    cursor: Cursor<'a>,
    kind: GroupKind<'a>,
    keep: Keep<'_, 'a>,
) -> Result<(Cursor<'a>, Pods<'a>), Wrong> {
    let spec_path = kinds::pod_spec_path(&kind);
    let mut walk = Walk {
        cursor,
        keep,
        kind,
        path: Vec::new(),
        entries: Vec::new(),
        pods: Pods::default(),
    };
    walk.value(0)?;
    let Walk {
        cursor, mut pods, ..
    } = walk;
    // What stood in a list of containers that turned out to be something else's.
    pods.found.retain(|pod| {
        pod.part != Part::Container || pod.containers.iter().all(|c| c.entries.is_ok())
    });
    if let Some(path) = spec_path
        && !pods
            .found
            .iter()
            .any(|pod| kinds::is_path(path, &pod.steps))
    {
        let at = Place(
            path.iter()
                .map(|key| Step::Key(Cow::Borrowed(*key)))
                .collect(),
        );
        pods.malformed.push(Malformed::new(
            at,
            Wrong {
                expected: "a pod spec",
                found: "none",
            },
        ));
    }
    Ok((cursor, pods))
}

struct Walk<'a, 'k> {
    cursor: Cursor<'a>,
    keep: Keep<'k, 'a>,
    kind: GroupKind<'a>,
    path: Vec<Step<'a>>,
    /// The entries of all maps that are open, innermost last: most maps turn out to be of no interest, so
    /// none has a list of its own.
    entries: Entries<'a>,
    pods: Pods<'a>,
}

impl<'a> Walk<'a, '_> {
    fn value(&mut self, depth: usize) -> Result<(), Wrong> {
        match self.cursor.peek() {
            b'{' => self.map(depth),
            b'[' => self.list(depth),
            END => Err(BROKEN),
            _ => self.cursor.value().map(|_| ()),
        }
    }

    fn list(&mut self, depth: usize) -> Result<(), Wrong> {
        deep_enough(depth)?;
        let list = self.path.last().and_then(|step| match step {
            Step::Key(key) => List::of_key(key),
            Step::Item(_) => None,
        });
        self.cursor.take(b'[');
        let mut index = 0;
        while self.cursor.more(b']', index == 0)? {
            let shape = shape_of(self.cursor.peek());
            self.path.push(Step::Item(index));
            match list {
                // Not a container, but where one should be: kept in case that this is a pod spec.
                Some(_) if shape != Shape::Map => {
                    let wrong = self.cursor.value()?.wrong("an object");
                    self.push_container(Err(wrong));
                }
                _ => self.value(depth + 1)?,
            }
            self.path.pop();
            index += 1;
        }
        Ok(())
    }

    fn map(&mut self, depth: usize) -> Result<(), Wrong> {
        deep_enough(depth)?;
        let first_entry = self.entries.len();
        let first_pod = self.pods.found.len();
        let outer_kind = self.kind.clone();
        let mut signs = Signs::default();
        let mut group = None;
        self.cursor.take(b'{');
        let mut first = true;
        while self.cursor.more(b'}', first)? {
            first = false;
            let key = self.cursor.key()?;
            let shape = shape_of(self.cursor.peek());
            let start = self.cursor.position();
            if matches!(shape, Shape::Map | Shape::List) && !is_skipped(&key, depth) {
                self.path.push(Step::Key(key.clone()));
                self.value(depth + 1)?;
                self.path.pop();
            } else {
                self.cursor.value()?;
            }
            let value = self.cursor.since(start)?;
            if shape == Shape::Text && depth > 0 {
                match key.as_ref() {
                    "apiVersion" => group = value.text().ok().map(group_of),
                    // An object inside the object: its own kind decides what its fields mean.
                    "kind" => {
                        if let (Some(group), Ok(kind)) = (group.take(), value.text()) {
                            self.kind = GroupKind { group, kind };
                        }
                    }
                    key if kinds::holds_manifest(&self.kind, key) => {
                        self.manifest(key, value, depth)?
                    }
                    _ => {}
                }
            }
            signs.see(&key, value, shape);
            signs.pod_field |= kinds::is_user_id(&self.kind, &key);
            self.entries.push((key, value));
        }
        self.keep_what_it_is(signs, first_entry, first_pod);
        self.multiply(first_entry, first_pod);
        self.give_metadata(first_entry, first_pod, depth);
        self.entries.truncate(first_entry);
        self.kind = outer_kind;
        Ok(())
    }

    /// A string that holds a manifest or a patch: JSON is walked like the rest, anything else is opaque.
    fn manifest(&mut self, key: &str, value: Json<'a>, depth: usize) -> Result<(), Wrong> {
        self.path.push(Step::Key(Cow::Owned(key.to_owned())));
        let text = (self.keep)(value.text()?.into_owned());
        let (paths, entries, kind) = (self.path.len(), self.entries.len(), self.kind.clone());
        let outer = std::mem::replace(&mut self.cursor, Cursor::new(text));
        let is_map = self.cursor.peek() == b'{';
        let read = is_map && self.value(depth + 1).is_ok() && self.cursor.peek() == END;
        self.cursor = outer;
        self.path.truncate(paths);
        self.entries.truncate(entries);
        self.kind = kind;
        if !read {
            self.pods.opaque.push(Place(self.path.clone()));
        }
        self.path.pop();
        Ok(())
    }

    /// Keeps the map that has just ended if it looks like a part of a pod.
    fn keep_what_it_is(&mut self, signs: Signs, first_entry: usize, first_pod: usize) {
        let built_in = kinds::is_pod_spec(&self.kind, &self.path);
        let containers = if signs.list {
            self.adopt(first_pod)
        } else {
            Vec::new()
        };
        if built_in {
            self.note_lists_that_are_none(first_entry);
        }
        if built_in || containers.iter().any(|found| found.entries.is_ok()) {
            let part = if kinds::is_merged(&self.path) {
                Part::Fragment
            } else {
                Part::Spec
            };
            self.push(part, first_entry, containers);
        } else if self.in_list_of(List::of_key).is_some() || signs.container() {
            let entries = self.entries.get(first_entry..).unwrap_or_default().to_vec();
            self.push_container(Ok(entries));
        } else if signs.pod_level() && self.in_list_of(volume_list).is_none() {
            self.push(Part::Fragment, first_entry, Vec::new());
        }
    }

    fn push(&mut self, part: Part, first_entry: usize, containers: Vec<Found<'a>>) {
        self.pods.found.push(Pod {
            steps: self.path.clone(),
            entries: self.entries.get(first_entry..).unwrap_or_default().to_vec(),
            containers,
            part,
            metadata: None,
            count: Count::Known(1),
        });
    }

    fn push_container(&mut self, entries: Result<Entries<'a>, Wrong>) {
        self.pods.found.push(Pod {
            steps: self.path.clone(),
            entries: Entries::new(),
            containers: vec![Found {
                list: List::Single,
                index: 0,
                entries,
            }],
            part: Part::Container,
            metadata: None,
            count: Count::Known(1),
        });
    }

    /// Takes the containers that were found in this map's own lists, as this pod's.
    fn adopt(&mut self, first_pod: usize) -> Vec<Found<'a>> {
        let depth = self.path.len();
        let mut containers = Vec::new();
        let mut others = Vec::new();
        for mut pod in self
            .pods
            .found
            .split_off(first_pod.min(self.pods.found.len()))
        {
            let list = match pod.steps.get(depth..) {
                Some([Step::Key(key), Step::Item(index)]) => List::of_key(key).zip(Some(*index)),
                _ => None,
            };
            match (list, pod.containers.pop()) {
                (Some((list, index)), Some(found)) if pod.part == Part::Container => {
                    let sidecar = list == List::Init && found.restarts_always();
                    let list = if sidecar { List::Sidecar } else { list };
                    containers.push(Found {
                        list,
                        index,
                        entries: found.entries,
                    });
                }
                (_, last) => {
                    pod.containers.extend(last);
                    others.push(pod);
                }
            }
        }
        self.pods.found.extend(others);
        containers
    }

    /// In a built-in kind's pod spec, a list of containers that is no list is malformed. Elsewhere it is
    /// something else of that name, such as a field in the schema of a CustomResourceDefinition.
    fn note_lists_that_are_none(&mut self, first_entry: usize) {
        for (key, value) in self.entries.get(first_entry..).unwrap_or_default() {
            let is_list = matches!(value.shape(), Shape::List | Shape::Null);
            if List::of_key(key).is_some() && !is_list {
                let mut steps = self.path.clone();
                steps.push(Step::Key(key.clone()));
                let wrong = value.wrong("a list");
                self.pods
                    .malformed
                    .push(Malformed::new(Place(steps), wrong));
            }
        }
    }

    /// What the list is that the map which has just ended is an item of.
    fn in_list_of<T>(&self, what: fn(&str) -> Option<T>) -> Option<T> {
        match self.path.as_slice() {
            [.., Step::Key(key), Step::Item(_)] => what(key),
            _ => None,
        }
    }
    /// A map multiplies the pods below it by its own `replicas`, `parallelism` and the like.
    fn multiply(&mut self, first_entry: usize, first_pod: usize) {
        let pods = self.pods.found.get_mut(first_pod..).unwrap_or_default();
        if pods.is_empty() {
            return;
        }
        for (key, value) in self.entries.get(first_entry..).unwrap_or_default() {
            if let Some(count) = Count::of_member(key, *value) {
                for pod in &mut *pods {
                    pod.count = pod.count.times(count);
                }
            }
        }
    }

    /// Pods below this map that have no metadata yet get this map's: a template's, or the object's own.
    fn give_metadata(&mut self, first_entry: usize, first_pod: usize, depth: usize) {
        let path = self.path.len();
        let pods = self.pods.found.get_mut(first_pod..).unwrap_or_default();
        if pods.is_empty() || (depth == 0 && kinds::keeps_metadata_to_itself(&self.kind)) {
            return;
        }
        let entries = self.entries.get(first_entry..).unwrap_or_default();
        let metadata = entries
            .iter()
            .find(|(key, value)| key == "metadata" && value.shape() == Shape::Map);
        if let Some((_, metadata)) = metadata {
            for pod in pods.iter_mut().filter(|pod| pod.metadata.is_none()) {
                pod.metadata = Some((path, *metadata));
            }
        }
    }
}

impl Found<'_> {
    /// An init container with `restartPolicy: Always` is a sidecar: it runs beside the main containers.
    fn restarts_always(&self) -> bool {
        let entries = self.entries.as_deref().unwrap_or_default();
        entries
            .iter()
            .any(|(key, value)| key == "restartPolicy" && value.raw() == "\"Always\"")
    }
}

/// The lists whose items are volumes; they belong to the pod-level fields around them.
fn volume_list(key: &str) -> Option<()> {
    matches!(key, "volumes" | "extraVolumes").then_some(())
}

/// What no pod is started from: the bookkeeping of field managers, and the object's own metadata and status.
fn is_skipped(key: &str, depth: usize) -> bool {
    key == "managedFields" || (depth == 0 && matches!(key, "metadata" | "status"))
}

fn deep_enough(depth: usize) -> Result<(), Wrong> {
    let wrong = Wrong {
        expected: "an object nested at most 128 levels deep",
        found: "a deeper one",
    };
    if depth < MAX_DEPTH {
        Ok(())
    } else {
        Err(wrong)
    }
}

/// The group of an `apiVersion`: empty for the core group.
fn group_of(api_version: Cow<'_, str>) -> Cow<'_, str> {
    match api_version {
        Cow::Borrowed(text) => Cow::Borrowed(text.rsplit_once('/').map_or("", |(group, _)| group)),
        Cow::Owned(text) => Cow::Owned(
            text.rsplit_once('/')
                .map_or_else(String::new, |(group, _)| group.to_owned()),
        ),
    }
}
