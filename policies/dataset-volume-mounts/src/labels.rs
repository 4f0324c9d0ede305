//! The labels of objects, and texts of what they hold.

use policy_kit::Json;

/// The labels of an object of the request, or of one that a look-up has found. What has the wrong type, the API server
/// has refused.
#[derive(Clone, Copy)]
pub(crate) struct Labels<'a>(Option<Json<'a>>);

impl<'a> Labels<'a> {
    /// The labels in an object's metadata.
    pub(crate) fn of_metadata(metadata: Option<Json<'a>>) -> Self {
        Labels(metadata.and_then(|metadata| metadata.member("labels")))
    }

    /// The labels of an object.
    pub(crate) fn of_object(object: Json<'a>) -> Self {
        Labels::of_metadata(object.member("metadata"))
    }

    /// The label `key`, unless it is empty.
    pub(crate) fn get(self, key: &str) -> Option<&'a str> {
        filled_text(self.0?, key)
    }

    /// What `choose` makes of the first label that it wants, of all that are texts.
    pub(crate) fn find<T>(self, choose: impl Fn(&'a str, &'a str) -> Option<T>) -> Option<T> {
        let entries = self.0?.entries().ok()?;
        entries.iter().find_map(|(key, value)| choose(key, value.text().ok()?))
    }
}

/// The text of a member, unless it is empty.
pub(crate) fn filled_text<'a>(json: Json<'a>, key: &str) -> Option<&'a str> {
    json.member(key)?.text().ok().filter(|text| !text.is_empty())
}
