//! An object with another number of replicas than it has: what a request to its subresource `scale` makes of it.

use crate::json::{Json, Writer};
use crate::kinds::GroupKind;
use crate::malformed;
use crate::place::Place;
use crate::pod;
use crate::request::Request;

impl<'a> Request<'a> {
    /// The request as if it were about the `parent` of its subresource, which a look-up has found, with this many
    /// `replicas` where `path` leads to, `spec.replicas`. The last member of the path is called `replicas` whatever the
    /// kind calls it: that name is known to multiply. A parent that cannot be read is malformed.
    pub fn scaled(
        &self,
        kind: GroupKind<'a>,
        parent: Json<'a>,
        path: &str,
        replicas: u64,
    ) -> Option<Request<'a>> {
        // A CustomResourceDefinition begins it with a dot.
        let path: Vec<_> = path.split('.').filter(|key| !key.is_empty()).collect();
        let mut writer = Writer::default();
        write(Some(parent), &path, &replicas.to_string(), &mut writer);
        let text = self.arena().keep(&writer.into_text());
        let read = Json::parse(text, self.arena()).and_then(|object| {
            let (_, pods) = pod::find(object.cursor(), kind, self.pod_fields())?;
            Ok((object, pods))
        });
        match read {
            Ok((object, pods)) => Some(self.about_found(kind, object, pods)),
            Err(wrong) => {
                malformed::note(&Place::root(self.arena()), wrong);
                None
            }
        }
    }
}

/// Writes a value with a number where the path leads to; what is missing on the way is made.
fn write(json: Option<Json<'_>>, path: &[&str], number: &str, writer: &mut Writer) {
    let Some((wanted, rest)) = path.split_first() else {
        writer.literal(number);
        return;
    };
    let name = if rest.is_empty() { "replicas" } else { wanted };
    let entries = json.and_then(|json| json.entries().ok()).unwrap_or_default();
    writer.open('{');
    let mut last = None;
    for (key, value) in entries {
        if key == wanted {
            last = Some(*value);
        } else if *key != name {
            writer.key(key);
            writer.literal(value.raw());
        }
    }
    writer.key(name);
    write(last, rest, number, writer);
    writer.close('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::Arena;

    fn written(object: &str, path: &str) -> String {
        let arena = Arena::new();
        let path: Vec<_> = path.split('.').collect();
        let mut writer = Writer::default();
        write(Some(Json::parse(object, &arena).unwrap()), &path, "7", &mut writer);
        writer.into_text()
    }

    #[test]
    fn nothing_changes_but_the_number() {
        let object = r#"{"a\"b":[1, {"c":null}],"spec":{"replicas":3,"template":{"x":"y"}},"z":true}"#;
        let scaled = r#"{"a\"b":[1, {"c":null}],"z":true,"spec":{"template":{"x":"y"},"replicas":7}}"#;
        assert_eq!(written(object, "spec.replicas"), scaled);
    }

    #[test]
    fn the_number_has_the_name_that_is_known_to_multiply() {
        let object = r#"{"spec":{"copies":3,"replicas":1,"size":2}}"#;
        assert_eq!(written(object, "spec.copies"), r#"{"spec":{"size":2,"replicas":7}}"#);
    }

    #[test]
    fn what_is_missing_on_the_way_is_made() {
        assert_eq!(written("{}", "spec.a.replicas"), r#"{"spec":{"a":{"replicas":7}}}"#);
        assert_eq!(written(r#"{"spec":null}"#, "spec.replicas"), r#"{"spec":{"replicas":7}}"#);
    }

    #[test]
    fn a_key_that_is_written_twice_stands_once() {
        let object = r#"{"spec":{"replicas":1},"spec":{"replicas":2,"b":1}}"#;
        assert_eq!(written(object, "spec.replicas"), r#"{"spec":{"b":1,"replicas":7}}"#);
    }
}
