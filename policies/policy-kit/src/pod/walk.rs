//! The one pass over an object: descends every map and list, and keeps what looks like a part of a pod.

mod classify;

use super::list::List;
use super::part::{Part, Pod};
use super::shape::Signs;
use crate::arena::Arena;
use crate::json::{BROKEN, Cursor, END, Entries, Entry, Json, Shape, Wrong, shape_of};
use crate::kinds::{self, GroupKind};
use crate::malformed::Malformed;
use crate::path::Path;
use crate::place::{Place, Step};
use crate::projects::{MANIFESTS, POD_FIELDS, POD_METADATA};

/// Deeper objects are refused. A host parses a request with the same limit before a policy sees it.
const MAX_DEPTH: usize = 128;

/// Maps inside each other that are each walked twice would take a time that doubles with each.
const MOST_LATE_KINDS: usize = 8;

/// What the walk over one object finds.
#[derive(Debug, Default)]
pub(crate) struct Pods<'a> {
    /// The members of the object itself.
    pub(crate) root: Entries<'a>,
    /// Its labels.
    pub(crate) labels: Option<Json<'a>>,
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
    pod_fields: &[&str],
) -> Result<(Cursor<'a>, Pods<'a>), Wrong> {
    let spec_path = kinds::pod_spec_path(&kind);
    let arena = cursor.arena();
    let mut walk = Walk {
        cursor,
        pod_fields,
        kinds: vec![kind],
        path: Path::new(arena),
        // Enough for most objects, so that it does not grow.
        entries: Vec::with_capacity(64),
        annotations: None,
        within: Within::Anything,
        late: 0,
        pods: Pods::default(),
    };
    walk.value(0)?;
    let Walk { cursor, mut pods, .. } = walk;
    // What stood in a list of containers that turned out to be something else's.
    pods.found.retain(|pod| pod.part != Part::Container || pod.containers.iter().all(|c| c.entries.is_ok()));
    if let Some(path) = spec_path
        && !pods.found.iter().any(|pod| kinds::is_path(path, &pod.here().steps()))
    {
        let at = path.iter().fold(Place::root(arena), |place, key| place.key(key));
        pods.malformed.push(Malformed { at, wrong: Wrong { expected: "a pod spec", found: "none" } });
    }
    Ok((cursor, pods))
}

struct Walk<'a, 'k> {
    cursor: Cursor<'a>,
    /// Fields of the pod's own level that the policy reads besides those that every policy does.
    pod_fields: &'k [&'k str],
    /// The kind of the object, then those of the objects inside it that are open. An inner object may claim any
    /// kind, so it adds to what a field means and never takes away.
    kinds: Vec<GroupKind<'a>>,
    path: Path<'a>,
    /// The entries of all maps that are open, innermost last: most maps turn out to be of no interest, so
    /// none has a list of its own.
    entries: Vec<Entry<'a>>,
    /// The annotations of the metadata that has just ended, until its owner takes them.
    annotations: Option<Json<'a>>,
    within: Within,
    /// How many maps were walked twice.
    late: usize,
    pods: Pods<'a>,
}

/// What is known of the place where the walk is. In the pod spec of a built-in kind the API server has left nothing
/// but the fields of the schema, so that nothing but its containers is worth a look: most requests are Pods.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Anything,
    BuiltInPodSpec,
    BuiltInContainer,
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
        let list = self.path.steps().last().and_then(|step| match step {
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
        let (start, entries) = (self.cursor, self.entries.len());
        let known = (self.pods.found.len(), self.pods.opaque.len(), self.pods.malformed.len());
        if let Some(kind) = self.members(depth)? {
            // The members are not sorted, as a host sorts them: what was walked before the object's kind was
            // known is walked again with it.
            self.cursor = start;
            self.entries.truncate(entries);
            self.pods.found.truncate(known.0);
            self.pods.opaque.truncate(known.1);
            self.pods.malformed.truncate(known.2);
            self.late += 1;
            if self.late > MOST_LATE_KINDS {
                return Err(Wrong { expected: "kinds before other members", found: "too many behind them" });
            }
            self.kinds.push(kind);
            self.members(depth)?;
            self.kinds.pop();
        }
        if depth == 0 {
            self.pods.root = self.arena().bump().alloc_slice_copy(&self.entries);
        }
        self.entries.truncate(entries);
        Ok(())
    }

    /// Walks the members of a map and keeps it if it looks like a part of a pod. Answers the kind of the
    /// object that it is, where that matters and became known too late.
    fn members(&mut self, depth: usize) -> Result<Option<GroupKind<'a>>, Wrong> {
        let (first_entry, first_pod) = (self.entries.len(), self.pods.found.len());
        let mut signs = Signs::default();
        let (mut group, mut kind, mut annotations, mut late) = (None, None, None, None);
        let mut pushed = 0;
        let mut walked = false;
        let outer_within = self.within;
        self.within = match outer_within {
            Within::Anything if self.is_built_in_spec() => Within::BuiltInPodSpec,
            Within::Anything => Within::Anything,
            Within::BuiltInPodSpec | Within::BuiltInContainer => Within::BuiltInContainer,
        };
        self.cursor.take(b'{');
        while self.cursor.more(b'}', self.entries.len() == first_entry)? {
            let key = self.cursor.key()?;
            let shape = shape_of(self.cursor.peek());
            let start = self.cursor.position();
            if matches!(shape, Shape::Map | Shape::List) && self.is_walked(key) {
                walked = true;
                self.path.push(Step::Key(key));
                self.value(depth + 1)?;
                self.path.pop();
                if is_metadata(key) {
                    annotations = self.annotations.take();
                }
            } else {
                self.cursor.value()?;
            }
            let value = self.cursor.since(start)?;
            if shape == Shape::Text && depth > 0 && self.within == Within::Anything {
                match key {
                    "apiVersion" => group = value.text().ok().map(kinds::group_of),
                    "kind" => kind = value.text().ok(),
                    _ if MANIFESTS.iter().any(|manifest| manifest.key == key) => {
                        walked = true;
                        if self.kinds.iter().any(|kind| kinds::holds_manifest(kind, key)) {
                            self.manifest(key, value, depth)?;
                        }
                    }
                    _ => {}
                }
                // An object inside the object: its own kind adds to what its fields mean.
                if group.is_some() && kind.is_some() {
                    let inner = GroupKind {
                        group: group.take().unwrap_or_default(),
                        kind: kind.take().unwrap_or_default(),
                    };
                    if !walked || !kinds::has_exceptions(&inner) {
                        self.kinds.push(inner);
                        pushed += 1;
                    } else if !self.kinds.contains(&inner) {
                        late = Some(inner);
                    }
                }
            }
            signs.see(key, value, shape);
            if POD_FIELDS.contains(&key) {
                signs.pod_field |= self.kinds.iter().any(|kind| kinds::is_pod_field(kind, key));
            }
            signs.pod_field |= self.pod_fields.contains(&key) && shape != Shape::Null;
            self.entries.push((key, value));
        }
        self.keep_what_it_is(signs, first_entry, first_pod);
        self.give_metadata(annotations, first_pod, depth);
        self.note_metadata(first_entry);
        self.kinds.truncate(self.kinds.len() - pushed);
        self.within = outer_within;
        Ok(late)
    }

    fn arena(&self) -> &'a Arena {
        self.cursor.arena()
    }

    /// The kind of the whole object.
    fn object_kind(&self) -> &GroupKind<'a> {
        self.kinds.first().unwrap_or(&GroupKind::NONE)
    }

    /// Whether the walk stands where the whole object, of a built-in kind, keeps its pod spec.
    fn is_built_in_spec(&self) -> bool {
        kinds::is_pod_spec(self.object_kind(), self.path.steps())
    }

    /// Whether the walk goes into the member `key` of the map that it is in.
    fn is_walked(&self, key: &str) -> bool {
        match self.within {
            Within::Anything => !kinds::is_bookkeeping(key, self.path.steps()),
            Within::BuiltInPodSpec => List::of_key(key).is_some(),
            Within::BuiltInContainer => false,
        }
    }

    /// A string that holds a manifest or a patch: JSON is walked like the rest, anything else is opaque.
    fn manifest(&mut self, key: &'a str, value: Json<'a>, depth: usize) -> Result<(), Wrong> {
        self.path.push(Step::Key(key));
        let text = value.text()?;
        let (paths, entries, kinds) = (self.path.steps().len(), self.entries.len(), self.kinds.len());
        let inner = Cursor::new(text, self.arena());
        let outer = std::mem::replace(&mut self.cursor, inner);
        let first = self.cursor.peek();
        // An empty string patches nothing.
        let read =
            first == END || first == b'{' && self.value(depth + 1).is_ok() && self.cursor.peek() == END;
        self.cursor = outer;
        self.path.truncate(paths);
        self.entries.truncate(entries);
        self.kinds.truncate(kinds);
        self.within = Within::Anything;
        if !read {
            let here = self.path.here();
            self.pods.opaque.push(here);
        }
        self.path.pop();
        Ok(())
    }
}

/// Whether the annotations of the map under this key reach pods.
fn is_metadata(key: &str) -> bool {
    key == "metadata" || POD_METADATA.contains(&key)
}

fn deep_enough(depth: usize) -> Result<(), Wrong> {
    let wrong = Wrong { expected: "an object nested at most 128 levels deep", found: "a deeper one" };
    if depth < MAX_DEPTH { Ok(()) } else { Err(wrong) }
}
