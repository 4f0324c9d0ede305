//! What tells one place from another when a list is reordered.

use std::borrow::Cow;

use crate::json::Json;
use crate::place::{Place, Step};

/// Gives places of one object an identity in which list items are told apart by their `name` instead of their
/// index, as Kubernetes merges them: the same container keeps it when its list is reordered. Items without a
/// name are not told apart: one of them excuses one of them.
///
/// Places are asked for in order, so what two neighbours have in common is read once.
pub(crate) struct Identities<'a, 'r> {
    root: Json<'r>,
    levels: Vec<Level<'a, 'r>>,
    text: String,
}

struct Level<'a, 'r> {
    step: Step<'a>,
    value: Option<Json<'r>>,
    items: Option<Vec<Json<'r>>>,
    /// The length of the text up to here.
    end: usize,
}

impl<'a, 'r> Identities<'a, 'r> {
    pub(crate) fn of(root: Json<'r>) -> Self {
        Identities { root, levels: Vec::new(), text: String::new() }
    }

    /// The identity of `place`.
    pub(crate) fn get(&mut self, place: &Place<'a>) -> &str {
        let common =
            self.levels.iter().zip(&place.0).take_while(|(level, step)| level.step == **step).count();
        self.levels.truncate(common);
        self.text.truncate(self.levels.last().map_or(0, |level| level.end));
        for step in place.0.iter().skip(common) {
            let value = match step {
                Step::Key(key) => {
                    // The length keeps a key with a slash from looking like two keys.
                    self.text.push_str(&key.len().to_string());
                    self.text.push('/');
                    self.text.push_str(key);
                    self.levels
                        .last()
                        .map_or(Some(self.root), |level| level.value)
                        .and_then(|json| json.member(key))
                }
                Step::Item(index) => {
                    let item = self.levels.last_mut().and_then(|level| {
                        let value = level.value;
                        let read = || value.and_then(|json| json.items().ok()).unwrap_or_default();
                        level.items.get_or_insert_with(read).get(*index).copied()
                    });
                    let name = item.and_then(name_of);
                    self.text.push('#');
                    self.text.push_str(&name.unwrap_or_default());
                    item
                }
            };
            let end = self.text.len();
            self.levels.push(Level { step: step.clone(), value, items: None, end });
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
