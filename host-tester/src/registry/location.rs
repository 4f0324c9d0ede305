//! Where a policy stands: `registry://host/repository:tag`.

use std::fmt;

use oci_client::Reference;

use super::error::Error;

const SCHEME: &str = "registry://";

/// A place in a registry.
#[derive(Debug, Clone)]
pub struct Location {
    reference: Reference,
}

impl Location {
    /// A place to push to, which must have a tag: nodes of a cluster never pull a tag twice, so none is made by default.
    pub fn to_push(text: &str) -> Result<Self, Error> {
        let location = Self::to_pull(text)?;
        if location.reference.digest().is_some() {
            return Err(bad(text, "a digest is what comes of a push, so name a tag instead"));
        }
        let last = text.rsplit('/').next().unwrap_or_default();
        if last.contains(':') { Ok(location) } else { Err(bad(text, "the tag is missing")) }
    }

    /// A place to pull from, by tag, by digest, or `latest` when neither is there.
    pub fn to_pull(text: &str) -> Result<Self, Error> {
        let name = text.strip_prefix(SCHEME).unwrap_or(text);
        if let Some((scheme, _)) = name.split_once("://") {
            return Err(bad(text, &format!("`{scheme}` is no scheme of a registry")));
        }
        let reference = Reference::try_from(name).map_err(|error| bad(text, &error.to_string()))?;
        // Without a host the name would silently stand for one on Docker Hub.
        if !name.starts_with(&format!("{}/", reference.registry())) {
            return Err(bad(text, "the host is missing (`docker.io` for Docker Hub)"));
        }
        Ok(Self { reference })
    }

    /// Host and port of the registry.
    pub fn registry(&self) -> &str {
        self.reference.registry()
    }

    /// The last part of the repository: by convention the name of the policy.
    pub fn policy(&self) -> &str {
        self.reference.repository().rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The same repository, by digest.
    pub(super) fn immutable(&self, digest: &str) -> String {
        format!("{}/{}@{digest}", self.reference.registry(), self.reference.repository())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reference.fmt(f)
    }
}

fn bad(text: &str, why: &str) -> Error {
    let what = format!("`{text}` is no place in a registry: {why}");
    Error::new(what, "write `registry://HOST/REPOSITORY:TAG`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_with_or_without_its_scheme() {
        for text in ["registry://example.com:5000/a/b:v1", "example.com:5000/a/b:v1"] {
            let location = Location::to_push(text).unwrap();
            assert_eq!((location.registry(), location.policy()), ("example.com:5000", "b"));
            assert_eq!(location.immutable("sha256:0"), "example.com:5000/a/b@sha256:0");
        }
        assert_eq!(Location::to_pull("localhost/b").unwrap().reference.tag(), Some("latest"));
    }

    #[test]
    fn what_is_wrong_with_a_place_is_told() {
        let digest = format!("example.com/b@sha256:{}", "0".repeat(64));
        assert!(Location::to_pull(&digest).is_ok());
        for (text, why) in [
            (digest.as_str(), "name a tag instead"),
            ("example.com:5000/b", "the tag is missing"),
            ("https://example.com/b:v1", "`https` is no scheme of a registry"),
            ("registry://example.com:5000", "the host is missing"),
            ("b:v1", "the host is missing"),
            ("example.com/B:v1", "invalid reference format"),
            ("example.com/b@sha256:00", "invalid reference format"),
            ("", "at least one component"),
        ] {
            let error = Location::to_push(text).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains(&format!("`{text}`")), "{text}: {error}");
        }
    }
}
