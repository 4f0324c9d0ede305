//! The way from a payload to a request: one pass over the text.

use std::borrow::Cow;
use std::cell::RefCell;

use super::{Keep, Operation, Request};
use crate::json::{BROKEN, Cursor, Json, Shape, Wrong};
use crate::kinds::GroupKind;
use crate::map::Malformed;
use crate::place::Place;
use crate::pod;

/// A payload as a host sends it to `validate`.
pub(crate) struct Payload<'a> {
    pub(crate) request: Request<'a>,
    pub(crate) settings: Option<Json<'a>>,
}

impl<'a> Payload<'a> {
    /// Reads `{"request": …, "settings": …}` in one pass over the text.
    pub(crate) fn read(text: &'a str, keep: Keep<'_, 'a>) -> Result<Self, Malformed<'a>> {
        let mut cursor = Cursor::new(text);
        let (mut request, mut settings) = (None, None);
        let mut first = true;
        if !cursor.take(b'{') {
            return Err(at("payload", BROKEN));
        }
        while cursor.more(b'}', first).map_err(|wrong| at("payload", wrong))? {
            first = false;
            match cursor.key().map_err(|wrong| at("payload", wrong))?.as_ref() {
                "request" => request = Some(read_request(&mut cursor, keep)?),
                "settings" => settings = Some(cursor.value().map_err(|wrong| at("settings", wrong))?),
                _ => {
                    cursor.value().map_err(|wrong| at("payload", wrong))?;
                }
            }
        }
        let request = request.ok_or_else(|| missing("request"))?;
        Ok(Payload { request, settings: settings.filter(|value| !value.is_null()) })
    }
}

fn read_request<'a>(cursor: &mut Cursor<'a>, keep: Keep<'_, 'a>) -> Result<Request<'a>, Malformed<'a>> {
    let mut kind = None;
    let mut operation = None;
    let (mut name, mut namespace, mut user) = (None, None, None);
    let (mut resource, mut sub_resource) = (None, None);
    let (mut object, mut old_object, mut pods) = (None, None, None);
    if !cursor.take(b'{') {
        return Err(at("request", Wrong { expected: "an object", found: "something else" }));
    }
    let mut first = true;
    while cursor.more(b'}', first).map_err(|wrong| at("request", wrong))? {
        first = false;
        let key = cursor.key().map_err(|wrong| at("request", wrong))?;
        cursor.peek();
        let start = *cursor;
        let value = match (key.as_ref(), &kind) {
            // A host sorts keys, so the kind is known by now and the object is read in the same pass.
            ("object", Some(kind)) if cursor.peek() == b'{' => {
                let (after, found) =
                    pod::find(*cursor, GroupKind::clone(kind), keep).map_err(|wrong| at("object", wrong))?;
                *cursor = after;
                pods = Some(found);
                cursor.since(start.position())
            }
            _ => cursor.value(),
        };
        let value = value.map_err(|wrong| at("request", wrong))?;
        match key.as_ref() {
            "kind" => kind = Some(read_kind(value)?),
            "operation" => operation = Some(read_operation(value)?),
            "name" => name = text("name", value)?,
            "namespace" => namespace = text("namespace", value)?,
            "resource" => resource = Some(value),
            "subResource" => sub_resource = text("subResource", value)?,
            "userInfo" => user = Some(value),
            "object" => object = Some(value),
            "oldObject" => old_object = Some(value),
            _ => {}
        }
    }
    let kind = kind.ok_or_else(|| missing("kind"))?;
    let operation = operation.ok_or_else(|| missing("operation"))?;
    let object = object.filter(|value| !value.is_null());
    if pods.is_none() && matches!(operation, Operation::Create | Operation::Update) {
        let object = object.ok_or_else(|| missing("object"))?;
        if object.shape() != Shape::Map {
            return Err(at("object", object.wrong("an object")));
        }
        let found = pod::find(Cursor::new(object.raw()), kind.clone(), keep);
        pods = Some(found.map_err(|wrong| at("object", wrong))?.1);
    }
    // Where the API server generates the name, only the object has it.
    let generated = || object?.member("metadata")?.member("name")?.text().ok();
    let name: Option<Cow<'_, str>> = name.filter(|name| !name.is_empty()).or_else(generated);
    let old_object = old_object.filter(|value| !value.is_null());
    if let Some(old) = old_object.filter(|old| old.shape() != Shape::Map) {
        return Err(at("oldObject", old.wrong("an object")));
    }
    let pods = pods.unwrap_or_default();
    let way = RefCell::default();
    Ok(Request {
        operation,
        kind,
        sub_resource,
        name,
        namespace,
        resource,
        user,
        object,
        old_object,
        pods,
        way,
    })
}

fn read_kind(value: Json<'_>) -> Result<GroupKind<'_>, Malformed<'_>> {
    let part = |key| value.member(key).and_then(|part| part.text().ok());
    let (Some(group), Some(kind)) = (part("group"), part("kind")) else {
        return Err(at("kind", value.wrong("group, version and kind")));
    };
    Ok(GroupKind { group, kind })
}

fn read_operation(value: Json<'_>) -> Result<Operation, Malformed<'_>> {
    match value.raw() {
        "\"CREATE\"" => Ok(Operation::Create),
        "\"UPDATE\"" => Ok(Operation::Update),
        "\"DELETE\"" => Ok(Operation::Delete),
        "\"CONNECT\"" => Ok(Operation::Connect),
        _ => {
            let found = "another word";
            Err(at("operation", Wrong { expected: "CREATE, UPDATE, DELETE or CONNECT", found }))
        }
    }
}

fn text<'a>(key: &'static str, value: Json<'a>) -> Result<Option<Cow<'a, str>>, Malformed<'a>> {
    if value.is_null() {
        return Ok(None);
    }
    value.text().map(Some).map_err(|wrong| at(key, wrong))
}

#[cold]
#[inline(never)]
pub(super) fn at<'a>(key: &'static str, wrong: Wrong) -> Malformed<'a> {
    Malformed::new(Place::default().key(key), wrong)
}

#[cold]
#[inline(never)]
fn missing<'a>(key: &'static str) -> Malformed<'a> {
    at(key, Wrong { expected: "a value", found: "nothing" })
}
