//! What tells one place from another when a list is reordered.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::json::Json;
use crate::place::{Place, Step};
use crate::way::Way;

/// Gives places of one object an identity in which list items are told apart by their `name` instead of their
/// index, as Kubernetes merges them: the same container keeps it when its list is reordered. Items without a
/// name are not told apart: one of them excuses one of them.
pub(crate) struct Identities<'a, 'r> {
    way: Way<'a, 'r>,
    text: String,
}

impl<'a, 'r> Identities<'a, 'r> {
    pub(crate) fn of(root: Json<'r>) -> Self {
        Identities { way: Way::from(root), text: String::new() }
    }

    /// The identity of `place`.
    pub(crate) fn get(&mut self, place: &Place<'a>) -> &str {
        let (common, levels) = self.way.to(place);
        self.text.truncate(levels.get(common - 1).map_or(0, |level| level.end));
        for level in levels.iter_mut().skip(common) {
            match &level.step {
                Step::Key(key) => {
                    // The length keeps a key with a slash from looking like two keys. Text can always be written.
                    let _ = write!(self.text, "{}/{key}", key.len());
                }
                Step::Item(_) => {
                    self.text.push('#');
                    if let Some(name) = level.value.and_then(name_of) {
                        self.text.push_str(&name);
                    }
                }
            }
            level.end = self.text.len();
        }
        &self.text
    }
}

/// What tells an item from the others of its list. Ray tells its worker groups apart by `groupName`, others by the
/// `role`.
pub(crate) fn name_of(item: Json<'_>) -> Option<Cow<'_, str>> {
    ["name", "groupName", "role"].into_iter().find_map(|key| item.member(key)?.text().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image_of(index: usize) -> Place<'static> {
        Place::default().key("containers").item(index).key("image")
    }

    #[test]
    fn a_container_keeps_its_identity_when_the_list_is_reordered() {
        let before = Json::parse(r#"{"containers":[{"name":"a"},{"name":"b"}]}"#).unwrap();
        let after = Json::parse(r#"{"containers":[{"name":"b"},{"name":"a"}]}"#).unwrap();
        let (mut before, mut after) = (Identities::of(before), Identities::of(after));
        let first = before.get(&image_of(0)).to_owned();
        assert_ne!(first, before.get(&image_of(1)));
        assert_eq!(first, after.get(&image_of(1)));
        assert_ne!(first, after.get(&image_of(0)));
    }

    #[test]
    fn a_key_with_a_slash_is_not_two_keys() {
        let root = Json::parse(r#"{"a/b":1,"a":{"b":1}}"#).unwrap();
        let mut identities = Identities::of(root);
        let slash = identities.get(&Place(vec![Step::Key("a/b".into())])).to_owned();
        assert_ne!(slash, identities.get(&Place::default().key("a.b")));
    }
}
