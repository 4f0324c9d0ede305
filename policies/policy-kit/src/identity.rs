//! What tells one place from another when a list is reordered.

use std::fmt::Write as _;
use std::iter;

use crate::descent::Descent;
use crate::json::Json;
use crate::kinds::GroupKind;
use crate::place::{Place, Step};
use crate::projects::ITEM_NAMES;

/// Gives places of one object an identity in which list items are told apart by their `name` instead of their
/// index, as Kubernetes merges them: the same container keeps it when its list is reordered. Items without a
/// name are not told apart: one of them excuses one of them.
pub(crate) struct Identities<'a> {
    descent: Descent<'a>,
    text: String,
    /// How much of the text each step of the place takes, together with those before it.
    ends: Vec<usize>,
}

impl<'a> Identities<'a> {
    pub(crate) fn of(root: Json<'a>) -> Self {
        let descent = Descent::new(root.entries().unwrap_or_default(), GroupKind::default());
        Identities { descent, text: String::new(), ends: Vec::new() }
    }

    /// The identity of `place`.
    pub(crate) fn get(&mut self, place: &Place<'a>) -> &str {
        let steps = place.steps();
        let shared = self.descent.go(&steps);
        self.ends.truncate(shared);
        self.text.truncate(self.ends.last().copied().unwrap_or_default());
        for (depth, step) in steps.iter().enumerate().skip(shared) {
            match step {
                Step::Key(key) => {
                    // The length keeps a key with a slash from looking like two keys. Text can always be written.
                    let _ = write!(self.text, "{}/{key}", key.len());
                }
                Step::Item(_) => {
                    self.text.push('#');
                    let list = self.descent.stops().get(depth);
                    if let Some(name) = list.and_then(|list| list.level.at(step)).and_then(name_of) {
                        self.text.push_str(name);
                    }
                }
            }
            self.ends.push(self.text.len());
        }
        &self.text
    }
}

/// What tells an item from the others of its list: its name, whatever the project calls it, else its role.
pub(crate) fn name_of(item: Json<'_>) -> Option<&str> {
    let keys = iter::once(&"name").chain(ITEM_NAMES).chain(iter::once(&"role"));
    keys.into_iter().find_map(|key| item.member(key)?.text().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::Arena;

    fn image_of(arena: &Arena, index: usize) -> Place<'_> {
        Place::root(arena).key("containers").item(index).key("image")
    }

    #[test]
    fn a_container_keeps_its_identity_when_the_list_is_reordered() {
        let arena = Arena::new();
        let before = Json::parse(r#"{"containers":[{"name":"a"},{"name":"b"}]}"#, &arena).unwrap();
        let after = Json::parse(r#"{"containers":[{"name":"b"},{"name":"a"}]}"#, &arena).unwrap();
        let (mut before, mut after) = (Identities::of(before), Identities::of(after));
        let first = before.get(&image_of(&arena, 0)).to_owned();
        assert_ne!(first, before.get(&image_of(&arena, 1)));
        assert_eq!(first, after.get(&image_of(&arena, 1)));
        assert_ne!(first, after.get(&image_of(&arena, 0)));
    }

    #[test]
    fn a_key_with_a_slash_is_not_two_keys() {
        let arena = Arena::new();
        let root = Json::parse(r#"{"a/b":1,"a":{"b":1}}"#, &arena).unwrap();
        let mut identities = Identities::of(root);
        let slash = identities.get(&Place::root(&arena).member("a/b")).to_owned();
        assert_ne!(slash, identities.get(&Place::root(&arena).key("a.b")));
    }
}
