//! From a policy's response to what the API server is told.

use std::collections::BTreeMap;

use policy_test::outcome::Fault;
use policy_test::response::Response;
use serde_json::Value;

use super::terms::{Mode, Terms};

/// The answer of policy-server to the API server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Admission {
    /// Whether the request goes on.
    pub allowed: bool,
    /// The text of the status.
    pub message: Option<String>,
    /// The policy's own message, where a custom message took its place.
    pub causes: Vec<String>,
    /// The code of the status.
    pub code: Option<u16>,
    /// Whether the answer has a patch.
    pub patched: bool,
    /// Notes for the audit log.
    pub audit_annotations: BTreeMap<String, String>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
}

/// What policy-server says in place of a policy's answer, with code 500.
///
/// `None` for faults that keep the policy from being served at all.
pub fn server_text(fault: &Fault) -> Option<String> {
    match fault {
        Fault::Trap(text) => Some(format!("internal server error: Guest call failure: {text}")),
        Fault::BadResponse(text) => {
            Some(format!("internal server error: invalid response from policy: {text}"))
        }
        Fault::Deadline => {
            Some("Policy execution interrupted because it exceeded the allowed execution time".to_owned())
        }
        Fault::Memory | Fault::Output => Some(format!("internal server error: Guest call failure: {fault}")),
        Fault::Load(_)
        | Fault::MissingExport(_)
        | Fault::UnsupportedMode(_)
        | Fault::Settings(_)
        | Fault::Request(_)
        | Fault::Unstated(_) => None,
    }
}

impl Admission {
    /// The answer for one evaluation, with monitor mode and the custom message applied.
    pub fn of(terms: &Terms, result: &Result<Response, Fault>) -> Self {
        let mut admission = match result {
            Ok(response) => Self {
                allowed: response.accepted,
                message: response.message.clone(),
                causes: Vec::new(),
                code: response.code,
                patched: response.mutated_object.is_some(),
                audit_annotations: response.audit_annotations.clone(),
                warnings: response.warnings.clone(),
            },
            Err(fault) => Self { message: server_text(fault), code: Some(500), ..Self::default() },
        };
        if terms.mode == Mode::Monitor {
            admission.allowed = true;
            (admission.message, admission.code, admission.patched) = (None, None, false);
        }
        if let Some(message) = terms.message.as_ref().filter(|_| !admission.allowed) {
            admission.causes = vec![admission.message.replace(message.clone()).unwrap_or_default()];
        }
        admission
    }
}

/// Applies the limits on mutation, which policy-server checks before the mode.
pub(super) fn decide(terms: &Terms, object: Option<&Value>, mut response: Response) -> Response {
    match (object, &response.mutated_object) {
        (None, Some(_)) => {
            return Response {
                message: Some(
                    "Incoming object is null, which happens only with DELETE operations, but the policy is \
                     attempting a mutation. This is not allowed"
                        .to_owned(),
                ),
                ..Response::default()
            };
        }
        // An edit that changes nothing is no patch.
        (Some(object), Some(mutated)) if object == mutated => response.mutated_object = None,
        _ => {}
    }
    if terms.mode == Mode::Monitor {
        return response;
    }
    if !terms.allowed_to_mutate && response.mutated_object.is_some() {
        response.accepted = false;
        response.mutated_object = None;
        response.code = None;
        response.message = Some(format!(
            "Request rejected by policy {}. The policy attempted to mutate the request, but it is currently \
             configured to not allow mutations.",
            terms.id
        ));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use serde_json::json;

    fn terms(mode: Mode) -> Terms {
        Terms {
            id: "clusterwide-p".to_owned(),
            mode,
            allowed_to_mutate: false,
            message: None,
            grants: Arc::default(),
        }
    }

    fn response(value: Value) -> Response {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn monitor_mode_allows_and_keeps_warnings_and_annotations() {
        let terms = terms(Mode::Monitor);
        let refused = response(json!({"accepted": false, "message": "no", "code": 403, "mutated_object": {},
            "warnings": ["w"], "audit_annotations": {"a": "b"}}));
        let decided = decide(&terms, Some(&json!({"a": 1})), refused);
        assert!(!decided.accepted, "what it would have refused is still known");
        let admission = Admission {
            allowed: true,
            warnings: vec!["w".to_owned()],
            audit_annotations: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
            ..Admission::default()
        };
        assert_eq!(Admission::of(&terms, &Ok(decided)), admission);
    }

    #[test]
    fn a_mutation_that_is_not_allowed_rejects_and_loses_the_policys_own_message() {
        let mutated =
            response(json!({"accepted": true, "message": "own", "code": 400, "mutated_object": {"a": 2}}));
        let decided = decide(&terms(Mode::Protect), Some(&json!({"a": 1})), mutated);
        assert!(!decided.accepted);
        assert_eq!(decided.code, None);
        let message = decided.message.unwrap();
        assert!(
            message.starts_with("Request rejected by policy clusterwide-p. The policy attempted to mutate")
        );
    }

    #[test]
    fn an_unchanged_object_is_no_mutation() {
        let same = response(json!({"accepted": true, "mutated_object": {"a": 1}}));
        assert!(decide(&terms(Mode::Protect), Some(&json!({"a": 1})), same).accepted);
    }

    #[test]
    fn a_mutation_without_an_object_is_refused() {
        let mutated = response(json!({"accepted": true, "mutated_object": {"a": 1}, "warnings": ["w"]}));
        let decided = decide(&terms(Mode::Protect), None, mutated);
        assert!(!decided.accepted);
        assert_eq!(decided.warnings, Vec::<String>::new());
        assert!(decided.message.unwrap().starts_with("Incoming object is null"));
    }

    #[test]
    fn a_custom_message_stands_before_the_policys_own() {
        let terms = Terms { message: Some("ask the platform team".to_owned()), ..terms(Mode::Protect) };
        let refused = response(json!({"accepted": false, "message": "no", "code": 403}));
        let admission = Admission::of(&terms, &Ok(refused));
        assert_eq!(admission.message.as_deref(), Some("ask the platform team"));
        assert_eq!((admission.causes, admission.code), (vec!["no".to_owned()], Some(403)));
        let silent = Admission::of(&terms, &Ok(response(json!({"accepted": false}))));
        assert_eq!(silent.causes, [String::new()]);
        assert_eq!(Admission::of(&terms, &Ok(response(json!({"accepted": true})))).message, None);
    }

    #[test]
    fn a_trap_is_a_500_in_the_words_of_policy_server() {
        let admission = Admission::of(&terms(Mode::Protect), &Err(Fault::Trap("unreachable".to_owned())));
        assert_eq!(
            admission.message.as_deref(),
            Some("internal server error: Guest call failure: unreachable")
        );
        assert_eq!(admission.code, Some(500));
        assert!(!admission.allowed);
    }
}
