//! Where in an object something stands: rendered for people, compared by name.

use std::borrow::Cow;
use std::fmt;

use crate::json::Json;
use crate::text::is_plain;

/// One step from an object to something inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step<'a> {
    /// Into the member with this name.
    Key(Cow<'a, str>),
    /// To the list item with this index, counted from 0.
    Item(usize),
}

impl Step<'_> {
    /// What the step leads to.
    pub(crate) fn of<'r>(&self, json: Json<'r>) -> Option<Json<'r>> {
        match self {
            Step::Key(key) => json.member(key),
            Step::Item(index) => json.items().ok().and_then(|items| items.get(*index).copied()),
        }
    }
}

/// The way from the object's root to something inside it; displayed as `spec.containers[0].image`, ordered
/// as an object with sorted keys is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a>(pub(crate) Vec<Step<'a>>);

impl<'a> Place<'a> {
    /// The place of the member `key`; dots separate several steps: `securityContext.privileged`.
    #[must_use]
    pub fn key(mut self, key: &'a str) -> Self {
        self.0.extend(key.split('.').map(|step| Step::Key(Cow::Borrowed(step))));
        self
    }

    /// The place of the item at `index`.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Step::Item(index));
        self
    }

    /// The place of the member with this name, whatever characters it has.
    #[must_use]
    pub fn member(mut self, name: &'a str) -> Self {
        self.0.push(Step::Key(Cow::Borrowed(name)));
        self
    }

    /// The place of the member with a name that does not outlive this call.
    #[must_use]
    pub fn member_named(mut self, name: &str) -> Self {
        self.0.push(Step::Key(Cow::Owned(name.to_owned())));
        self
    }

    /// Whether this is the other place, or inside it.
    pub fn is_within(&self, other: &Place<'_>) -> bool {
        self.0.starts_with(&other.0)
    }

    /// How many steps lead here.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// The place of what stands around this one.
    #[must_use]
    pub fn up(mut self) -> Self {
        self.0.pop();
        self
    }

    /// The name of the member that stands here; `None` for an item of a list and for the object itself.
    pub fn leaf(&self) -> Option<&str> {
        match self.0.last() {
            Some(Step::Key(key)) => Some(key),
            Some(Step::Item(_)) | None => None,
        }
    }

    /// Whether a member of this name is on the way.
    pub fn has_key(&self, name: &str) -> bool {
        self.0.iter().any(|step| matches!(step, Step::Key(key) if key == name))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("object");
        }
        for (position, step) in self.0.iter().enumerate() {
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
        let place = Place::default().key("spec.containers").item(1).key("resources.limits");
        assert_eq!(place.to_string(), "spec.containers[1].resources.limits");
        let dotted = Place(vec![Step::Key("limits".into()), Step::Key("nvidia.com/gpu".into())]);
        assert_eq!(dotted.to_string(), "limits[\"nvidia.com/gpu\"]");
        assert_eq!(Place::default().to_string(), "object");
    }
}
