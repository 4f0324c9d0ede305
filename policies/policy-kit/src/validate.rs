//! The operations of a module: from a payload to an answer.

use std::cell::RefCell;

use crate::about::About;
use crate::arena::Arena;
use crate::describe::describe;
use crate::host::{Calls, Capabilities, FixedHost, Host, parse_time};
use crate::json::{Json, Writer};
use crate::member::{Judge, Member};
use crate::request::Payload;
use crate::settings::{Keys, Notes};
use crate::verdict::{MALFORMED, Response};

/// The policies of a module. It has one until packs of several are built.
pub type Members = [&'static dyn Member];

/// Answers `validate`.
pub(crate) fn validate(member: &dyn Member, payload: &[u8], capabilities: &dyn Capabilities) -> Response {
    let about = member.about();
    let refuse = |what: String| {
        let mut response = Response::accept(about);
        let About { name, home, .. } = about;
        response.reject(format!(
            "the request is refused by {name}: {what}\nsee {home}/policies/{name}#malformed"
        ));
        response
    };
    let Ok(text) = std::str::from_utf8(payload) else {
        return refuse("the payload is not UTF-8".to_owned());
    };
    let arena = &Arena::new();
    let payload = match Payload::read(text, arena, member.pod_fields()) {
        Ok(payload) => payload,
        Err(malformed) => return refuse(format!("{}: {malformed}", MALFORMED.id)),
    };
    let request = &payload.request;
    if !member.judges().covers(request) {
        return Response::accept(about);
    }
    let errors = RefCell::new(Vec::new());
    let mut keys = Keys::new(payload.settings, Notes { errors: &errors, arena });
    let judge = Judge::read(member, &mut keys);
    keys.finish();
    if !errors.borrow().is_empty() {
        return refuse(format!("its settings are invalid: {}", errors.borrow().join("; ")));
    }
    let host = &Host::new(capabilities, arena, judge.most_look_ups());
    match judge.judge(request, || request.before(), host) {
        Ok(response) => response,
        Err(malformed) => refuse(format!("{}: {malformed}", MALFORMED.id)),
    }
}

/// What a policy answers to `validate_settings`.
#[derive(Debug)]
pub(crate) struct SettingsResponse {
    /// Whether the policy can run with these settings.
    valid: bool,
    /// Every error, one a line.
    message: Option<String>,
}

impl SettingsResponse {
    /// The answer as JSON.
    pub(crate) fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.open('{');
        json.key("valid");
        json.literal(if self.valid { "true" } else { "false" });
        json.key("message");
        match &self.message {
            Some(message) => json.text(message),
            None => json.literal("null"),
        }
        json.close('}');
        json.into_text()
    }
}

/// Answers `validate_settings`.
pub(crate) fn validate_settings(member: &dyn Member, payload: &[u8]) -> SettingsResponse {
    let errors = RefCell::new(Vec::new());
    let arena = &Arena::new();
    match Json::parse(std::str::from_utf8(payload).unwrap_or_default(), arena) {
        Ok(json) => {
            let mut keys = Keys::new(Some(json), Notes { errors: &errors, arena });
            drop(Judge::read(member, &mut keys));
            keys.finish();
        }
        Err(wrong) => errors.borrow_mut().push(format!("settings: {wrong}")),
    }
    let errors = errors.into_inner();
    SettingsResponse { valid: errors.is_empty(), message: (!errors.is_empty()).then(|| errors.join("\n")) }
}

/// Answers an operation by its name; `now` is a date or a time (`2026-11-24`, `2026-11-24T13:30:00Z`), and `calls`
/// answers what the policy asks of its host.
pub fn call_natively(
    members: &Members,
    operation: &str,
    payload: &[u8],
    now: &str,
    calls: &Calls<'_>,
) -> Result<Vec<u8>, String> {
    let now = parse_time(now).ok_or_else(|| format!("{now:?} is no time such as 2026-12-31T13:30:00Z"))?;
    call(members, operation, payload, &FixedHost { now, calls })
}

/// Answers an operation by its name.
pub(crate) fn call(
    members: &Members,
    operation: &str,
    payload: &[u8],
    host: &dyn Capabilities,
) -> Result<Vec<u8>, String> {
    let [member] = members else { return Err("a module has one policy".to_owned()) };
    let answer = match operation {
        "validate" => validate(*member, payload, host).to_json(member.mutates()),
        "validate_settings" => validate_settings(*member, payload).to_json(),
        "describe" => describe(*member),
        // What the SDK's own function answers, which is 1.5 kB of a serialiser.
        "protocol_version" => r#""v1""#.to_owned(),
        _ => return Err(format!("No handler registered for function {operation}")),
    };
    Ok(answer.into_bytes())
}
