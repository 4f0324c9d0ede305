//! What a policy may ask of its host.
//!
//! No capability is granted yet, so every call gets the text with which
//! policy-server refuses one; a policy that cannot cope shows it here first.

/// The host of policies without capabilities.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ungranted;

impl Ungranted {
    /// Answers one call; the error is what the guest gets to read.
    pub fn call(self, binding: &str, namespace: &str, operation: &str) -> Result<Vec<u8>, String> {
        match (binding, namespace, operation) {
            // Logging needs no grant, and what a policy logs is no result.
            ("kubewarden", "tracing", "log") => Ok(Vec::new()),
            ("kubewarden", "tracing", _) => Err(format!("unknown operation: {operation}")),
            ("kubewarden", _, _) => Err(format!(
                "Policy has not been granted access to the '{namespace}/{operation}' host capability. \
                 The violation has been reported."
            )),
            _ => Err(format!("unknown binding: {binding}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logging_is_swallowed() {
        assert_eq!(Ungranted.call("kubewarden", "tracing", "log"), Ok(Vec::new()));
    }

    #[test]
    fn look_ups_are_denied_in_the_words_of_policy_server() {
        let denied = Ungranted.call("kubewarden", "oci", "v1/verify").unwrap_err();
        assert_eq!(
            denied,
            "Policy has not been granted access to the 'oci/v1/verify' host capability. \
             The violation has been reported."
        );
        assert_eq!(Ungranted.call("other", "oci", "v1/verify").unwrap_err(), "unknown binding: other");
    }
}
