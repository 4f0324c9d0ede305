//! The host's side of a call, in the order of policy-server: binding, capability, payload, kind, answer.

use std::fmt;

use crate::stand_in::StandIn;
use crate::stand_in::call::HostCall;
use crate::stand_in::grants::{Grants, withheld};

/// Who answers calls that were let through.
pub trait Answers: Send + Sync {
    /// The bytes for the guest, or why there are none.
    fn answer(&self, call: &HostCall) -> Result<Vec<u8>, Failure>;

    /// The same in an evaluation that has made so many calls before: who answers the first may not answer the next.
    fn answer_after(&self, _made: usize, call: &HostCall) -> Result<Vec<u8>, Failure> {
        self.answer(call)
    }

    /// Whether the capabilities of a namespace were not granted, whatever else was.
    fn withholds(&self, _namespace: &str) -> bool {
        false
    }

    /// What was stated, where that is more than answers to single calls.
    fn stand_in(&self) -> Option<&StandIn> {
        None
    }
}

/// A host as one policy sees it.
#[derive(Clone, Copy)]
pub struct Host<'a> {
    /// What the policy may ask.
    pub grants: &'a Grants,
    /// Who answers.
    pub answers: &'a dyn Answers,
}

/// A call that was let through, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The call.
    pub call: HostCall,
    /// The answer.
    pub answer: Result<Vec<u8>, Failure>,
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Whoever was asked refused, or could not be reached.
    Refused {
        /// What went wrong.
        message: String,
        /// What that came from, the nearest first.
        causes: Vec<String>,
    },
    /// The host itself panicked over the call.
    Panicked,
    /// Nobody has said what the answer is: no verdict that rests on it means anything.
    Unstated(String),
}

impl Host<'_> {
    /// Answers a guest; the error is the text that it gets to read. What was let through is added to `exchanges`.
    pub fn call(
        &self,
        binding: &str,
        namespace: &str,
        operation: &str,
        payload: &[u8],
        exchanges: &mut Vec<Exchange>,
    ) -> Result<Vec<u8>, String> {
        if binding != "kubewarden" {
            return Err(format!("unknown binding: {binding}"));
        }
        // Logging needs no grant, and what a policy logs is no result.
        match (namespace, operation) {
            ("tracing", "log") => return Ok(Vec::new()),
            ("tracing", _) => return Err(format!("unknown operation: {operation}")),
            _ => self.grants.check_capability(namespace, operation)?,
        }
        if self.answers.withholds(namespace) {
            return Err(withheld(namespace, operation));
        }
        let call = HostCall::read(namespace, operation, payload)?;
        if let Some((api_version, kind)) = call.resource() {
            self.grants.check_resource(api_version, kind)?;
        }
        let answer = self.answers.answer_after(exchanges.len(), &call);
        let heard = answer.clone().map_err(|failure| failure.to_string());
        exchanges.push(Exchange { call, answer });
        heard
    }
}

impl Failure {
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Failure::Refused { message: message.into(), causes: Vec::new() }
    }

    /// What went wrong with all its causes, as `anyhow` writes them.
    pub(super) fn text(&self) -> String {
        let (message, causes) = match self {
            Failure::Refused { message, causes } => (message.as_str(), causes.as_slice()),
            Failure::Panicked => ("the host panicked", &[][..]),
            Failure::Unstated(what) => (what.as_str(), &[][..]),
        };
        let causes = match causes {
            [] => String::new(),
            [cause] => format!("\n\nCaused by:\n    {}", cause.replace('\n', "\n    ")),
            causes => {
                let numbered = causes.iter().enumerate();
                let lines = numbered
                    .map(|(number, cause)| format!("\n{number:>5}: {}", cause.replace('\n', "\n       ")));
                format!("\n\nCaused by:{}", lines.collect::<String>())
            }
        };
        format!("{message}{causes}")
    }
}

/// What nobody could answer in an evaluation: its verdict means nothing then.
pub fn unstated(exchanges: &[Exchange]) -> Option<&str> {
    exchanges.iter().find_map(|exchange| match &exchange.answer {
        Err(Failure::Unstated(what)) => Some(what.as_str()),
        _ => None,
    })
}

/// The text that a guest gets to read.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Panicked => f.write_str("Error obtaining response over callback channel"),
            failure => write!(f, "Callback evaluation failure: {}", failure.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::StandIn;

    /// Answers with the call in one line.
    struct Echo;

    impl Answers for Echo {
        fn answer(&self, call: &HostCall) -> Result<Vec<u8>, Failure> {
            Ok(call.describe().into_bytes())
        }
    }

    fn ask(grants: &Grants, call: (&str, &str, &str, &str)) -> (Result<Vec<u8>, String>, usize) {
        let mut exchanges = Vec::new();
        let host = Host { grants, answers: &Echo };
        let (binding, namespace, operation, payload) = call;
        let answer = host.call(binding, namespace, operation, payload.as_bytes(), &mut exchanges);
        (answer, exchanges.len())
    }

    #[test]
    fn gates_stand_before_the_payload_is_read_and_the_kind_after() {
        let denied = |call| ask(&Grants::default(), call).0.unwrap_err();
        assert_eq!(denied(("other", "oci", "v1/verify", "")), "unknown binding: other");
        assert_eq!(
            denied(("kubewarden", "nonsense", "x", "no JSON")),
            "Policy has not been granted access to the 'nonsense/x' host capability. The violation has been reported."
        );
        let grants = Grants::of_cluster([]);
        let refused = |call| ask(&grants, call).0.unwrap_err();
        assert_eq!(refused(("kubewarden", "nonsense", "x", "no JSON")), "unknown namespace: nonsense");
        assert!(refused(("kubewarden", "kubernetes", "get_resource", "{}")).starts_with("missing field"));
        let get = r#"{"api_version":"v1","kind":"Secret","name":"n","disable_cache":true}"#;
        assert_eq!(
            refused(("kubewarden", "kubernetes", "get_resource", get)),
            "Policy has not been granted access to Kubernetes v1/Secret resources. The violation has been reported."
        );
    }

    #[test]
    fn logging_needs_no_grant_and_is_no_exchange() {
        let call = ("kubewarden", "tracing", "log", "{}");
        assert_eq!(ask(&Grants::default(), call), (Ok(Vec::new()), 0));
    }

    #[test]
    fn what_is_let_through_is_an_exchange() {
        let (answer, exchanges) =
            ask(&Grants::of_cluster([]), ("kubewarden", "oci", "v1/manifest_digest", r#""x""#));
        assert_eq!(answer.unwrap(), br#"OciManifestDigest {"image":"x"}"#);
        assert_eq!(exchanges, 1);
    }

    #[test]
    fn questions_of_an_evaluation_fail_by_their_number() {
        let grants = Grants::of_cluster([]);
        let answered = |numbers| {
            let host = Host { grants: &grants, answers: &StandIn::default().silent(numbers) };
            let mut exchanges = Vec::new();
            let review = br#"{"subject_access_review":{"user":"u","resource_attributes":{"resource":"pods","verb":"get"}},"disable_cache":false}"#;
            let mut ask = || host.call("kubewarden", "kubernetes", "can_i", review, &mut exchanges).is_ok();
            [ask(), ask(), ask()]
        };
        assert_eq!(answered(1..2), [true, false, true]);
        assert_eq!(answered(1..usize::MAX), [true, false, false]);
        assert_eq!(answered(0..0), [true; 3]);
    }

    #[test]
    fn a_refusal_is_written_with_what_it_came_from() {
        let refused = |causes: &[&str]| {
            let causes = causes.iter().map(|cause| (*cause).to_owned()).collect();
            Failure::Refused { message: "top".to_owned(), causes }.to_string()
        };
        assert_eq!(refused(&[]), "Callback evaluation failure: top");
        assert_eq!(refused(&["a"]), "Callback evaluation failure: top\n\nCaused by:\n    a");
        assert_eq!(
            refused(&["a", "b"]),
            "Callback evaluation failure: top\n\nCaused by:\n    0: a\n    1: b"
        );
    }
}
