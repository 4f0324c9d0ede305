//! Edits of a policy that mutates: values of the object and what takes their place.
//!
//! The object's text is edited, not a tree that was made of it: whatever no edit is about stays as it is, byte for
//! byte, known to this version of Kubernetes or not.

use crate::identity::name_of;
use crate::json::{Json, Writer};
use crate::place::{Place, Step};
use crate::request::{Operation, Request};

/// One edit.
#[derive(Clone, Debug)]
pub(crate) struct Edit<'a> {
    /// A value of the object, as [`Request::value_at`] gives it.
    pub(crate) old: Json<'a>,
    /// The text that takes its place.
    pub(crate) new: String,
}

impl<'a> Request<'a> {
    /// Whether an update leaves the value at this place as it was. List items are told apart by their names.
    pub fn keeps(&self, place: &Place<'a>) -> bool {
        let both = self.object().zip(self.old_object()).filter(|_| self.operation == Operation::Update);
        let both = both.and_then(|both| {
            let mut steps = place.steps().into_iter();
            steps.try_fold(both, |(new, old), step| Some((step.of(new)?, counterpart(&step, new, old)?)))
        });
        both.is_some_and(|(new, old)| new == old)
    }
}

/// Where a step leads in the old object that leads to something in the new one.
fn counterpart<'a>(step: &Step<'a>, new: Json<'a>, old: Json<'a>) -> Option<Json<'a>> {
    match step.of(new).and_then(name_of).filter(|_| matches!(step, Step::Item(_))) {
        Some(name) => old.items().ok()?.iter().copied().find(|item| name_of(*item) == Some(name)),
        None => step.of(old),
    }
}

/// The text of an object with its edits, of which each place has one.
pub(crate) fn apply(object: Json<'_>, edits: &[Edit<'_>]) -> String {
    let text = object.raw();
    let start = |edit: &Edit<'_>| edit.old.raw().as_ptr().addr().wrapping_sub(text.as_ptr().addr());
    let mut edits: Vec<_> = edits.iter().map(|edit| (start(edit), edit)).collect();
    edits.sort_by_key(|(start, _)| *start);
    edits.dedup_by_key(|(start, _)| *start);
    let mut edited = String::with_capacity(text.len() + 128 * edits.len());
    let mut done = 0;
    for (start, edit) in edits {
        let mut new = Writer::default();
        new.text(&edit.new);
        edited.push_str(text.get(done..start).unwrap_or_default());
        edited.push_str(&new.into_text());
        done = start + edit.old.raw().len();
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    edited
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::Arena;

    #[test]
    fn what_no_edit_is_about_stays_as_it_is() {
        let arena = Arena::new();
        let object =
            Json::parse(r#"{ "a": "1",  "future":{"x":[1.0e3, "é\u00e9"]}, "b" : ["2","3"] }"#, &arena)
                .unwrap();
        let root = Place::root(&arena);
        let at =
            |place: Place<'_>| place.steps().iter().try_fold(object, |json, step| step.of(json)).unwrap();
        let edit = |place, new: &str| Edit { old: at(place), new: new.to_owned() };
        let second = root.key("b").item(1);
        let edits = [edit(second, "three\""), edit(root.key("a"), ""), edit(second, "three\"")];
        assert_eq!(
            apply(object, &edits),
            r#"{ "a": "",  "future":{"x":[1.0e3, "é\u00e9"]}, "b" : ["2","three\""] }"#
        );
        assert_eq!(apply(object, &[]), object.raw());
    }

    #[test]
    fn the_counterpart_of_a_container_has_its_name() {
        let arena = Arena::new();
        let new = Json::parse(r#"[{"name":"b","image":"2"},{"image":"3"},{"name":"c"}]"#, &arena).unwrap();
        let old = Json::parse(r#"[{"name":"a","image":"1"},{"image":"4"},{"name":"b","image":"5"}]"#, &arena)
            .unwrap();
        let image = |index| {
            let item = counterpart(&Step::Item(index), new, old)?;
            Some(item.member("image")?.raw())
        };
        assert_eq!([image(0), image(1), image(2)], [Some("\"5\""), Some("\"4\""), None]);
    }
}
