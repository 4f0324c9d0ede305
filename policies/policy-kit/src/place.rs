//! Where in an object something stands: rendered for people, compared by name.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::{fmt, ptr};

use crate::arena::Arena;
use crate::json::Json;
use crate::text::is_plain;

/// One step from an object to something inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step<'a> {
    /// Into the member with this name.
    Key(&'a str),
    /// To the list item with this index, counted from 0.
    Item(usize),
}

impl Step<'_> {
    /// What the step leads to.
    pub(crate) fn of<'r>(&self, json: Json<'r>) -> Option<Json<'r>> {
        match self {
            Step::Key(key) => json.member(key),
            Step::Item(index) => json.items().ok()?.get(*index).copied(),
        }
    }
}

/// The way from the object's root to something inside it; displayed as `spec.containers[0].image`, ordered as an object
/// with sorted keys is read. Places share what they have in common, so that a place costs one step, however deep it is.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    node: &'a Node<'a>,
    arena: &'a Arena,
}

/// The last step of a place, and the place that it starts from.
#[derive(Clone, Copy)]
struct Node<'a> {
    around: Option<&'a Node<'a>>,
    step: Step<'a>,
    depth: usize,
}

static ROOT: Node<'static> = Node { around: None, step: Step::Item(0), depth: 0 };

impl<'a> Place<'a> {
    /// The object itself.
    pub(crate) fn root(arena: &'a Arena) -> Self {
        Place { node: &ROOT, arena }
    }

    /// The place that these steps lead to from here.
    pub(crate) fn then(self, steps: &[Step<'a>]) -> Self {
        steps.iter().fold(self, |place, step| place.step(*step))
    }

    pub(crate) fn step(self, step: Step<'a>) -> Self {
        let node = Node { around: Some(self.node), step, depth: self.node.depth + 1 };
        Place { node: self.arena.bump().alloc(node), arena: self.arena }
    }

    /// The place of the member `key`; dots separate several steps: `securityContext.privileged`.
    #[must_use]
    pub fn key(self, key: &'a str) -> Self {
        key.split('.').fold(self, |place, key| place.step(Step::Key(key)))
    }

    /// The place of the item at `index`.
    #[must_use]
    pub fn item(self, index: usize) -> Self {
        self.step(Step::Item(index))
    }

    /// The place of the member with this name, whatever characters it has.
    #[must_use]
    pub fn member(self, name: &'a str) -> Self {
        self.step(Step::Key(name))
    }

    /// Whether this is the other place, or inside it.
    pub fn is_within(&self, other: &Place<'a>) -> bool {
        self.node.up_to(other.node.depth).is_some_and(|node| node.cmp_steps(other.node) == Ordering::Equal)
    }

    /// How many steps lead here.
    pub fn depth(&self) -> usize {
        self.node.depth
    }

    /// The place of what stands around this one; the object itself has nothing around it.
    #[must_use]
    pub fn up(self) -> Self {
        Place { node: self.node.around.unwrap_or(self.node), arena: self.arena }
    }

    /// The key of the list and the index, where this is an item of a list that is a member of what stands `depth` deep.
    pub(crate) fn item_of_list(&self, depth: usize) -> Option<(&'a str, usize)> {
        let list = self.node.around.filter(|_| self.node.depth == depth + 2)?;
        match (list.step, self.node.step) {
            (Step::Key(key), Step::Item(index)) => Some((key, index)),
            _ => None,
        }
    }

    /// The name of the member that stands here; `None` for an item of a list and for the object itself.
    pub fn leaf(&self) -> Option<&'a str> {
        match self.node.step {
            Step::Key(key) => Some(key),
            Step::Item(_) => None,
        }
    }

    /// The names of the members on the way, innermost first.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.node.steps().filter_map(|step| match step {
            Step::Key(key) => Some(key),
            Step::Item(_) => None,
        })
    }

    /// Whether a member of this name is on the way.
    pub fn has_key(&self, name: &str) -> bool {
        self.keys().any(|key| key == name)
    }

    /// The steps from the object to this place.
    pub(crate) fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = Vec::with_capacity(self.node.depth);
        steps.extend(self.node.steps());
        steps.reverse();
        steps
    }

    pub(crate) fn arena(&self) -> &'a Arena {
        self.arena
    }
}

impl<'a> Node<'a> {
    /// The steps, innermost first.
    fn steps(&'a self) -> impl Iterator<Item = Step<'a>> {
        let outwards = std::iter::successors(Some(self), |node| node.around);
        outwards.take_while(|node| node.around.is_some()).map(|node| node.step)
    }

    /// The place so many steps deep on the way to this one.
    fn up_to(&'a self, depth: usize) -> Option<&'a Node<'a>> {
        let rise = self.depth.checked_sub(depth)?;
        std::iter::successors(Some(self), |node| node.around).nth(rise)
    }

    /// Compares two places of the same depth by the first step that differs. Where both come from the same place, the
    /// steps before it are not looked at.
    fn cmp_steps(&self, other: &Node<'_>) -> Ordering {
        let (mut one, mut other) = (self, other);
        let mut order = Ordering::Equal;
        while !ptr::addr_eq(one, other)
            && let (Some(around), Some(around_other)) = (one.around, other.around)
        {
            order = one.step.cmp(&other.step).then(order);
            (one, other) = (around, around_other);
        }
        order
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.node.depth == other.node.depth && self.node.cmp_steps(other.node) == Ordering::Equal
    }
}

impl Eq for Place<'_> {}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let depth = self.node.depth.min(other.node.depth);
        let both = self.node.up_to(depth).zip(other.node.up_to(depth));
        let order = both.map_or(Ordering::Equal, |(one, other)| one.cmp_steps(other));
        // What stands around something comes before it.
        order.then(self.node.depth.cmp(&other.node.depth))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.node.depth == 0 {
            return f.write_str("object");
        }
        for (position, step) in self.steps().iter().enumerate() {
            match step {
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Key(key) if is_bare(key) => {
                    if position > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(key)?;
                }
                Step::Key(key) => write!(f, "[\"{}\"]", printable(key))?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key without what would end its quotation or the line.
fn printable(key: &str) -> Cow<'_, str> {
    let odd = |character: char| !is_plain(character) || character == '"';
    if key.contains(odd) { key.replace(odd, "\u{fffd}").into() } else { key.into() }
}

/// Whether a key can stand in a path without quotes.
fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_kubernetes_writes_field_paths() {
        let arena = Arena::new();
        let root = Place::root(&arena);
        let place = root.key("spec.containers").item(1).key("resources.limits");
        assert_eq!(place.to_string(), "spec.containers[1].resources.limits");
        let dotted = root.member("limits").member("nvidia.com/gpu");
        assert_eq!(dotted.to_string(), "limits[\"nvidia.com/gpu\"]");
        assert_eq!(root.to_string(), "object");
    }

    #[test]
    fn places_are_ordered_as_their_steps_are() {
        let arena = Arena::new();
        let root = Place::root(&arena);
        let places = [
            root,
            root.key("a"),
            root.key("a.b"),
            root.key("a.b.c"),
            root.key("a.c"),
            root.key("a").item(0),
            root.key("a").item(0).key("b"),
            root.key("a").item(1),
            root.key("b"),
        ];
        for (index, one) in places.iter().enumerate() {
            for (other_index, other) in places.iter().enumerate() {
                assert_eq!(one.cmp(other), index.cmp(&other_index), "{one} {other}");
                assert_eq!(one.cmp(other), one.steps().cmp(&other.steps()), "{one} {other}");
                assert_eq!(one.is_within(other), one.steps().starts_with(&other.steps()), "{one} {other}");
            }
        }
        assert_eq!(root.key("a.b").up(), root.key("a"));
        assert_eq!(root.up(), root);
    }
}
