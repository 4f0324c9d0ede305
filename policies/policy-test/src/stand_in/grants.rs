//! What a policy may ask at all: the gates of policy-server.

use std::collections::BTreeSet;

/// Every capability that there is, as `namespace/operation`.
const CAPABILITIES: [&str; 11] = [
    "crypto/v1/is_certificate_trusted",
    "kubernetes/can_i",
    "kubernetes/get_resource",
    "kubernetes/list_resources_all",
    "kubernetes/list_resources_by_namespace",
    "net/v1/dns_lookup_host",
    "oci/v1/manifest_digest",
    "oci/v1/oci_manifest",
    "oci/v1/oci_manifest_config",
    "oci/v1/verify",
    "oci/v2/verify",
];

/// What a policy has been granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    capabilities: BTreeSet<String>,
    resources: BTreeSet<(String, String)>,
}

impl Grants {
    /// Capabilities by patterns (`*`, `oci/*`, `oci/v1/*`, `oci/v1/verify`), and the kinds of objects that may be read,
    /// each as `apiVersion` and kind. The error is the text with which policy-server refuses to start.
    pub fn new(
        capabilities: &[String],
        resources: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, String> {
        for pattern in capabilities {
            check(pattern)?;
        }
        let capabilities = capabilities.iter().map(|pattern| pattern.trim().to_owned()).collect();
        Ok(Self { capabilities, resources: resources.into_iter().collect() })
    }

    /// Every capability and these kinds of objects: what the policies of a whole cluster have.
    pub fn of_cluster(resources: impl IntoIterator<Item = (String, String)>) -> Self {
        let capabilities = BTreeSet::from(["*".to_owned()]);
        Self { capabilities, resources: resources.into_iter().collect() }
    }

    /// What a policy's metadata states that it uses: the capabilities in `hostCapabilities`, or every one where that
    /// key is missing, and the kinds in `contextAwareResources`. No server reads this; it is what an operator grants.
    pub fn of_metadata(
        capabilities: Option<&[String]>,
        resources: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut grants = Self::of_cluster(resources);
        if let Some(stated) = capabilities {
            let real = stated.iter().filter(|pattern| check(pattern).is_ok());
            grants.capabilities = real.map(|pattern| pattern.trim().to_owned()).collect();
        }
        grants
    }

    /// The patterns of the capabilities, in order.
    pub fn capabilities(&self) -> impl Iterator<Item = &str> {
        self.capabilities.iter().map(String::as_str)
    }

    /// The kinds of objects, in order, each as `apiVersion` and kind.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.resources.iter().map(|(api_version, kind)| (api_version.as_str(), kind.as_str()))
    }

    /// Whether a capability may be used; the error is the host's.
    pub(super) fn check_capability(&self, namespace: &str, operation: &str) -> Result<(), String> {
        let path = format!("{namespace}/{operation}");
        let granted = self.capabilities.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == *pattern,
        });
        if granted { Ok(()) } else { Err(withheld(namespace, operation)) }
    }

    /// Whether objects of a kind may be read; the error is the host's.
    pub(super) fn check_resource(&self, api_version: &str, kind: &str) -> Result<(), String> {
        if self.resources.contains(&(api_version.to_owned(), kind.to_owned())) {
            return Ok(());
        }
        Err(format!(
            "Policy has not been granted access to Kubernetes {api_version}/{kind} resources. The violation has \
             been reported."
        ))
    }
}

/// What the host says of a capability that was not granted.
pub(super) fn withheld(namespace: &str, operation: &str) -> String {
    format!(
        "Policy has not been granted access to the '{namespace}/{operation}' host capability. The violation has been \
         reported."
    )
}

/// Refuses a pattern that stands for nothing.
fn check(pattern: &str) -> Result<(), String> {
    let trimmed = pattern.trim();
    let invalid = |why: &str| Err(format!("invalid pattern {pattern:?}: {why}"));
    if trimmed.is_empty() {
        return Err("invalid pattern: pattern must not be empty".to_owned());
    }
    if trimmed == "*" {
        return Ok(());
    }
    if trimmed.contains('*') && !trimmed.ends_with("/*") {
        return invalid(
            "wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a partial match",
        );
    }
    let mut known: Vec<Vec<&str>> = CAPABILITIES.iter().map(|path| path.split('/').collect()).collect();
    for (depth, segment) in trimmed.split('/').enumerate() {
        if segment == "*" {
            return Ok(());
        }
        let options: BTreeSet<&str> = known.iter().filter_map(|path| path.get(depth).copied()).collect();
        if !options.contains(segment) {
            let options = Vec::from_iter(options).join(", ");
            return invalid(&format!(
                "unknown segment {segment:?}, valid options at this level are: {options}"
            ));
        }
        known.retain(|path| path.get(depth) == Some(&segment));
    }
    if known.iter().any(|path| path.join("/") == trimmed) {
        return Ok(());
    }
    invalid(&format!(
        "not a complete capability path; use {:?} to allow all capabilities under it",
        format!("{trimmed}/*")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<_> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let (namespace, operation) = path.split_once('/').unwrap();
        Grants::new(&patterns, []).unwrap().check_capability(namespace, operation).is_ok()
    }

    #[test]
    fn patterns_grant_everything_a_branch_or_one_capability() {
        assert!(granted(&["*"], "oci/v1/verify"));
        assert!(granted(&["net/*", "oci/*"], "oci/v2/verify"));
        assert!(granted(&["oci/v1/*"], "oci/v1/verify") && !granted(&["oci/v1/*"], "oci/v2/verify"));
        assert!(granted(&["kubernetes/can_i"], "kubernetes/can_i"));
        assert!(!granted(&["kubernetes/can_i"], "kubernetes/get_resource"));
        assert!(!granted(&[], "kubernetes/can_i"), "no pattern at all denies everything");
    }

    #[test]
    fn patterns_that_stand_for_nothing_are_refused_in_the_words_of_the_host() {
        for (pattern, error) in [
            ("", "invalid pattern: pattern must not be empty"),
            (
                "oci*",
                "invalid pattern \"oci*\": wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a \
                 partial match",
            ),
            (
                "oci/v1",
                "invalid pattern \"oci/v1\": not a complete capability path; use \"oci/v1/*\" to allow all \
                 capabilities under it",
            ),
            (
                "oci/v3/verify",
                "invalid pattern \"oci/v3/verify\": unknown segment \"v3\", valid options at this level are: v1, v2",
            ),
        ] {
            assert_eq!(Grants::new(&[pattern.to_owned()], []).unwrap_err(), error);
        }
        for capability in CAPABILITIES {
            assert_eq!(check(capability), Ok(()));
        }
    }

    #[test]
    fn a_kind_is_granted_with_its_version() {
        let grants = Grants::of_metadata(None, [("v1".to_owned(), "Namespace".to_owned())]);
        assert_eq!(grants.check_resource("v1", "Namespace"), Ok(()));
        assert_eq!(
            grants.check_resource("v1", "Secret").unwrap_err(),
            "Policy has not been granted access to Kubernetes v1/Secret resources. The violation has been reported."
        );
        assert!(grants.check_resource("v2", "Namespace").is_err());
        assert_eq!(grants.resources().collect::<Vec<_>>(), [("v1", "Namespace")]);
    }

    #[test]
    fn metadata_that_states_its_capabilities_gets_no_others() {
        let stated = |patterns: &[&str]| {
            let patterns: Vec<_> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            Grants::of_metadata(Some(&patterns), [])
        };
        assert!(stated(&["oci/v2/verify"]).check_capability("oci", "v2/verify").is_ok());
        assert!(stated(&["oci/v2/verify"]).check_capability("oci", "v1/verify").is_err());
        assert!(stated(&["oci*"]).check_capability("oci", "v1/verify").is_err(), "no pattern grants nothing");
        assert_eq!(Grants::of_metadata(None, []).capabilities().collect::<Vec<_>>(), ["*"]);
    }
}
