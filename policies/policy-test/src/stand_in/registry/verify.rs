//! `verify` in its five forms, in the words of policy-server and of the sigstore library that it uses.

use std::collections::BTreeMap;
use std::fmt::Write;

use oci_spec::distribution::Reference;
use serde_json::{Value, json};

use super::signer::Signer;
use super::{Missing, Registry};
use crate::stand_in::Failure;
use crate::stand_in::call::{ByCertificate, HostCall};

type Annotations = BTreeMap<String, String>;

/// One signature that is wanted.
enum Constraint<'a> {
    Key(&'a str),
    Subject { issuer: &'a str, subject: &'a str },
    Prefix { issuer: &'a str, prefix: String },
    Repository { owner: &'a str, repo: Option<&'a str> },
}

/// The signatures that are wanted of an image.
struct Wanted<'a> {
    image: &'a str,
    /// Every constraint has to be met by some signature.
    constraints: Vec<Constraint<'a>>,
    /// What a signature has to say besides.
    annotations: Option<&'a Annotations>,
    /// What the host says where there is no constraint.
    when_empty: &'static str,
}

pub(super) fn answer(registry: Registry<'_>, call: &HostCall) -> Result<Value, Failure> {
    let wanted = match call {
        HostCall::SigstorePubKeyVerify(wanted) => Wanted {
            image: &wanted.image,
            constraints: wanted.pub_keys.iter().map(|key| Constraint::Key(key)).collect(),
            annotations: wanted.annotations.as_ref(),
            when_empty: "Must provide at least one pub key",
        },
        HostCall::SigstoreKeylessVerify(wanted) => {
            let constraints = wanted.keyless.iter();
            let constraints = constraints
                .map(|identity| Constraint::Subject { issuer: &identity.issuer, subject: &identity.subject });
            Wanted {
                image: &wanted.image,
                constraints: constraints.collect(),
                annotations: wanted.annotations.as_ref(),
                when_empty: "Must provide keyless info",
            }
        }
        HostCall::SigstoreKeylessPrefixVerify(wanted) => {
            let constraints = wanted.keyless_prefix.iter().map(|identity| {
                let prefix = url_prefix(&identity.url_prefix).ok_or(Failure::Panicked)?;
                Ok(Constraint::Prefix { issuer: &identity.issuer, prefix })
            });
            Wanted {
                image: &wanted.image,
                constraints: constraints.collect::<Result<_, _>>()?,
                annotations: wanted.annotations.as_ref(),
                when_empty: "Must provide keyless info",
            }
        }
        HostCall::SigstoreGithubActionsVerify(wanted) => {
            let constraint = Constraint::Repository { owner: &wanted.owner, repo: wanted.repo.as_deref() };
            Wanted {
                image: &wanted.image,
                constraints: if wanted.owner.is_empty() { Vec::new() } else { vec![constraint] },
                annotations: wanted.annotations.as_ref(),
                when_empty: "Must provide owner info",
            }
        }
        HostCall::SigstoreCertificateVerify(wanted) => return by_certificate(registry, wanted),
        _ => return Err(Failure::Unstated("the call is none of a registry's".to_owned())),
    };
    all_of(registry, &wanted)
}

fn all_of(registry: Registry<'_>, wanted: &Wanted<'_>) -> Result<Value, Failure> {
    let Wanted { image, constraints, annotations, when_empty } = wanted;
    if constraints.is_empty() {
        return Err(Failure::refused(*when_empty));
    }
    let (digest, signers) = signatures(registry, image)?;
    let met = |constraint: &Constraint<'_>| {
        signers.iter().any(|signer| constraint.is_met_by(signer) && signer.says(*annotations))
    };
    let unmet: Vec<_> = constraints.iter().filter(|constraint| !met(constraint)).collect();
    if unmet.is_empty() {
        return Ok(trusted(digest));
    }
    let mut message = "Image verification failed: missing signatures\n\
                       The following constraints were not satisfied:\n"
        .to_owned();
    for constraint in unmet {
        message.push_str(&constraint.as_yaml(*annotations));
    }
    Err(Failure::refused(message))
}

/// The annotations may be those of another signature than the certificate's: so it is in policy-server.
fn by_certificate(registry: Registry<'_>, wanted: &ByCertificate) -> Result<Value, Failure> {
    let (digest, signers) = signatures(registry, &wanted.image)?;
    let certificate = String::from_utf8_lossy(&wanted.certificate);
    let annotations = wanted.annotations.as_ref();
    if signers.iter().any(|signer| signer.has_certificate(&certificate))
        && signers.iter().any(|signer| signer.says(annotations))
    {
        return Ok(trusted(digest));
    }
    Err(Failure::refused("verification failed: Several Signature Layers failed verification"))
}

/// The digest of an image and the signatures on it; there is at least one.
fn signatures<'a>(registry: Registry<'a>, image: &str) -> Result<(&'a str, &'a [Signer]), Failure> {
    let reference: Reference =
        image.parse().map_err(|error: oci_spec::distribution::ParseError| Failure::Refused {
            message: format!("Invalid OCI image reference: {error}"),
            causes: vec![error.to_string()],
        })?;
    let image = registry.find(&reference).map_err(|missing| {
        let cause = format!("Cannot fetch manifest of {reference}: {}", missing.text(&reference));
        Failure::Refused {
            message: format!("failed to get image trusted layers: {cause}"),
            causes: vec![cause],
        }
    })?;
    // A tag of signatures that cannot be fetched is taken for none.
    let kept = registry.find(&super::kept_at(&reference, &image.digest));
    if image.signers.is_empty() || matches!(kept, Err(Missing::Unreachable)) {
        return Err(Failure::refused(format!("no signatures found for image: {reference} ")));
    }
    Ok((&image.digest, &image.signers))
}

fn trusted(digest: &str) -> Value {
    json!({"is_trusted": true, "digest": digest})
}

/// A URL as a library writes it, with a slash at its end; `None` for what is no URL, over which the host panics.
fn url_prefix(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !plain(scheme) || !plain(host) {
        return None;
    }
    let slash = if path.ends_with('/') { "" } else { "/" };
    Some(format!("{}://{}{path}{slash}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase()))
}

impl Constraint<'_> {
    fn is_met_by(&self, signer: &Signer) -> bool {
        match self {
            Constraint::Key(key) => signer.has_key(key),
            Constraint::Subject { issuer, subject } => signer.keyless() == Some((issuer, subject)),
            Constraint::Prefix { issuer, prefix } => {
                signer.keyless().is_some_and(|(by, subject)| by == *issuer && subject.starts_with(prefix))
            }
            Constraint::Repository { owner, repo } => signer
                .repository()
                .is_some_and(|(of, in_repo)| of == *owner && repo.is_none_or(|repo| repo == in_repo)),
        }
    }

    /// The constraint as the host writes it into its message.
    fn as_yaml(&self, annotations: Option<&Annotations>) -> String {
        let mut text = match self {
            Constraint::Key(key) => {
                let lines = key.trim_end().replace('\n', "\n  ");
                format!("kind: pubKey\nowner: null\nkey: |\n  {lines}\n")
            }
            Constraint::Subject { issuer, subject } => {
                format!("kind: genericIssuer\nissuer: {issuer}\nsubject: !equal {subject}\n")
            }
            Constraint::Prefix { issuer, prefix } => {
                format!("kind: genericIssuer\nissuer: {issuer}\nsubject: !urlPrefix {prefix}\n")
            }
            Constraint::Repository { owner, repo } => {
                format!("kind: githubAction\nowner: {owner}\nrepo: {}\n", repo.unwrap_or("null"))
            }
        };
        match annotations {
            None => text.push_str("annotations: null\n"),
            Some(annotations) => {
                text.push_str("annotations:\n");
                for (key, value) in annotations {
                    // A text takes everything.
                    let _ = writeln!(text, "  {key}: {value}");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
