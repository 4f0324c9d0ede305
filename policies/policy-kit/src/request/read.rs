//! The way from a payload to a request: one pass over the text.

use std::cell::RefCell;

use super::admission::Request;
use super::operation::Operation;
use crate::arena::Arena;
use crate::json::{BROKEN, Cursor, Json, Shape, Wrong};
use crate::kinds::GroupKind;
use crate::malformed::Malformed;
use crate::pod::{self, Pods};

/// A payload as a host sends it to `validate`.
pub(crate) struct Payload<'a> {
    pub(crate) request: Request<'a>,
    pub(crate) settings: Option<Json<'a>>,
}

impl<'a> Payload<'a> {
    /// Reads `{"request": …, "settings": …}` in one pass over the text.
    ///
    /// `pod_fields` are the pod-level fields that a policy reads besides those that every policy does.
    pub(crate) fn read(
        text: &'a str,
        arena: &'a Arena,
        pod_fields: &'a [&'a str],
    ) -> Result<Self, Malformed<'a>> {
        let at = |key, wrong| Malformed::in_request(arena, key, wrong);
        let mut cursor = Cursor::new(text, arena);
        let (mut request, mut settings) = (None, None);
        let mut first = true;
        if !cursor.take(b'{') {
            return Err(at("payload", BROKEN));
        }
        while cursor.more(b'}', first).map_err(|wrong| at("payload", wrong))? {
            first = false;
            match cursor.key().map_err(|wrong| at("payload", wrong))? {
                "request" => request = Some(read_request(&mut cursor, pod_fields)?),
                "settings" => settings = Some(cursor.value().map_err(|wrong| at("settings", wrong))?),
                _ => {
                    cursor.value().map_err(|wrong| at("payload", wrong))?;
                }
            }
        }
        let request = request.ok_or_else(|| missing(arena, "request"))?;
        Ok(Payload { request, settings: settings.filter(|value| !value.is_null()) })
    }
}

fn read_request<'a>(
    cursor: &mut Cursor<'a>,
    pod_fields: &'a [&'a str],
) -> Result<Request<'a>, Malformed<'a>> {
    let arena = cursor.arena();
    let at = |key, wrong| Malformed::in_request(arena, key, wrong);
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
        let value = match (key, kind) {
            // A host sorts keys, so the kind is known by now and the object is read in the same pass.
            ("object", Some(kind)) if cursor.peek() == b'{' => {
                let (after, found) =
                    pod::find(*cursor, kind, pod_fields).map_err(|wrong| at("object", wrong))?;
                *cursor = after;
                pods = Some(found);
                cursor.since(start.position())
            }
            _ => cursor.value(),
        };
        let value = value.map_err(|wrong| at("request", wrong))?;
        match key {
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
    let kind = kind.ok_or_else(|| missing(arena, "kind"))?;
    let operation = operation.ok_or_else(|| missing(arena, "operation"))?;
    let object = object.filter(|value| !value.is_null());
    let pods = match (pods, object) {
        (Some(pods), _) => pods,
        (None, Some(object)) if object.shape() == Shape::Map => {
            let found = pod::find(object.cursor(), kind, pod_fields);
            found.map_err(|wrong| at("object", wrong))?.1
        }
        (None, Some(object)) => return Err(at("object", object.wrong("an object"))),
        (None, None) if matches!(operation, Operation::Create | Operation::Update) => {
            return Err(missing(arena, "object"));
        }
        (None, None) => Pods::default(),
    };
    // Where the API server generates the name, only the object has it; of a deletion, the old one.
    let old_object = old_object.filter(|value| !value.is_null());
    let name_in = |object: Option<Json<'a>>| object?.down("metadata.name")?.text().ok();
    let name: Option<&str> = name.filter(|name| !name.is_empty());
    let name = name.or_else(|| name_in(object)).or_else(|| name_in(old_object));
    if let Some(old) = old_object.filter(|old| old.shape() != Shape::Map) {
        return Err(at("oldObject", old.wrong("an object")));
    }
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
        pod_fields,
        is_found: false,
        arena,
        descent: RefCell::default(),
    })
}

fn read_kind(value: Json<'_>) -> Result<GroupKind<'_>, Malformed<'_>> {
    let part = |key| value.member(key).and_then(|part| part.text().ok());
    let (Some(group), Some(kind)) = (part("group"), part("kind")) else {
        return Err(Malformed::in_request(value.arena(), "kind", value.wrong("group, version and kind")));
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
            Err(Malformed::in_request(
                value.arena(),
                "operation",
                Wrong { expected: "CREATE, UPDATE, DELETE or CONNECT", found },
            ))
        }
    }
}

fn text<'a>(key: &'static str, value: Json<'a>) -> Result<Option<&'a str>, Malformed<'a>> {
    if value.is_null() {
        return Ok(None);
    }
    value.text().map(Some).map_err(|wrong| Malformed::in_request(value.arena(), key, wrong))
}

#[cold]
fn missing<'a>(arena: &'a Arena, key: &'static str) -> Malformed<'a> {
    Malformed::in_request(arena, key, Wrong { expected: "a value", found: "nothing" })
}
