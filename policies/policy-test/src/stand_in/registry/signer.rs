//! Whose signatures an image carries.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The issuer of certificates for workflows of GitHub.
const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// A signature: who made it, and what else it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Who made it.
    pub identity: SignedBy,
    /// What was signed besides the digest.
    pub annotations: BTreeMap<String, String>,
}

/// Who made a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedBy {
    /// The owner of a key; PEM.
    Key(String),
    /// The owner of a certificate; PEM.
    Certificate(String),
    /// A subject for whom an issuer vouches.
    Keyless {
        /// Who vouches for the subject.
        issuer: String,
        /// E-mail address or URI.
        subject: String,
    },
}

impl Signer {
    pub(super) fn has_key(&self, key: &str) -> bool {
        matches!(&self.identity, SignedBy::Key(own) if same_text(own, key))
    }

    pub(super) fn has_certificate(&self, certificate: &str) -> bool {
        matches!(&self.identity, SignedBy::Certificate(own) if same_text(own, certificate))
    }

    /// Issuer and subject, where somebody vouches for the signer.
    pub(in crate::stand_in) fn keyless(&self) -> Option<(&str, &str)> {
        match &self.identity {
            SignedBy::Keyless { issuer, subject } => Some((issuer, subject)),
            _ => None,
        }
    }

    /// Owner and repository, where a workflow of GitHub signed.
    pub(in crate::stand_in) fn repository(&self) -> Option<(&str, &str)> {
        let (issuer, subject) = self.keyless()?;
        let path = subject.strip_prefix("https://github.com/")?;
        let mut parts = path.split('/');
        (issuer == GITHUB).then_some((parts.next()?, parts.next()?))
    }

    pub(super) fn says(&self, annotations: Option<&BTreeMap<String, String>>) -> bool {
        annotations.into_iter().flatten().all(|(key, value)| self.annotations.get(key) == Some(value))
    }
}

/// Whether two texts are the same but for white space around their lines.
fn same_text(one: &str, other: &str) -> bool {
    let lines = |text: &str| text.trim().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    lines(one) == lines(other)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawSigner {
    key: Option<String>,
    certificate: Option<String>,
    issuer: Option<String>,
    subject: Option<String>,
    github_owner: Option<String>,
    github_repo: Option<String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

impl<'de> Deserialize<'de> for Signer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = match Value::deserialize(deserializer)? {
            Value::String(key) => {
                return Ok(Signer { identity: SignedBy::Key(key), annotations: BTreeMap::new() });
            }
            other => RawSigner::deserialize(other).map_err(D::Error::custom)?,
        };
        let RawSigner { key, certificate, issuer, subject, github_owner, github_repo, annotations } = raw;
        let identity = match (key, certificate, issuer, subject, github_owner, github_repo) {
            (Some(key), None, None, None, None, None) => SignedBy::Key(key),
            (None, Some(certificate), None, None, None, None) => SignedBy::Certificate(certificate),
            (None, None, Some(issuer), Some(subject), None, None) => SignedBy::Keyless { issuer, subject },
            (None, None, None, subject, Some(owner), Some(repo)) => {
                let workflow = format!(
                    "https://github.com/{owner}/{repo}/.github/workflows/release.yml@refs/heads/main"
                );
                SignedBy::Keyless { issuer: GITHUB.to_owned(), subject: subject.unwrap_or(workflow) }
            }
            _ => {
                return Err(D::Error::custom(
                    "a signer is a key, or has one of `key`, `certificate`, `issuer` with `subject`, and \
                     `githubOwner` with `githubRepo`",
                ));
            }
        };
        Ok(Signer { identity, annotations })
    }
}
