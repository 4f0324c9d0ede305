//! Somebody whose signature counts.

use std::fmt;

use crate::host::{Host, HostError, Verification};
use crate::image::is_host;
use crate::settings::Keys;
use crate::text::quoted;

/// Somebody whose signature counts, under the name that messages give it: keys are never printed.
#[derive(Debug)]
pub(super) struct Authority<'a> {
    name: &'a str,
    signer: Signer<'a>,
}

/// Who it is.
#[derive(Debug)]
enum Signer<'a> {
    Key(&'a str),
    Certificate { pem: &'a str, chain: Vec<&'a str>, logged: bool },
    Subject { issuer: &'a str, subject: &'a str },
    Below { issuer: &'a str, prefix: &'a str },
    Workflow { owner: &'a str, repo: Option<&'a str> },
}

/// Hosts where anybody has a path of his own.
const SHARED_HOSTS: [&str; 2] = ["https://github.com/", "https://gitlab.com/"];

impl<'a> Authority<'a> {
    /// Reads one item of `authorities`; `None` where it says of nobody who it is, which is an error.
    pub(super) fn read(keys: &mut Keys<'_, 'a>) -> Option<Self> {
        let name = keys.text("name");
        let (key, pem) = (keys.text("publicKey"), keys.text("certificate"));
        let chain = keys.texts("certificateChain");
        let logged = keys.flag("requireRekorBundle", true);
        let (issuer, subject, prefix) = (keys.text("issuer"), keys.text("subject"), keys.text("urlPrefix"));
        let (owner, repo) = (keys.text("githubOwner"), keys.text("githubRepo"));
        let goes_with = |key: &str, other: &str| {
            if keys.has(key) && !keys.has(other) {
                keys.error(key, &format!("goes with `{other}`"));
            }
        };
        goes_with("certificateChain", "certificate");
        goes_with("requireRekorBundle", "certificate");
        goes_with("githubRepo", "githubOwner");
        let signer = match (key, pem, issuer, subject, prefix, owner) {
            (Some(key), None, None, None, None, None) => {
                check_pem(keys, "publicKey", key, "PUBLIC KEY");
                Signer::Key(key)
            }
            (None, Some(pem), None, None, None, None) => {
                check_pem(keys, "certificate", pem, "CERTIFICATE");
                for (index, pem) in chain.iter().enumerate() {
                    check_pem(keys, &format!("certificateChain[{index}]"), pem, "CERTIFICATE");
                }
                if chain.is_empty() && !logged {
                    let what =
                        "must be `true` without `certificateChain`: nothing else lets the certificate expire";
                    keys.error("requireRekorBundle", what);
                }
                Signer::Certificate { pem, chain, logged }
            }
            (None, None, Some(issuer), Some(subject), None, None) => {
                check_issuer(keys, issuer);
                Signer::Subject { issuer, subject }
            }
            (None, None, Some(issuer), None, Some(prefix), None) => {
                check_issuer(keys, issuer);
                if let Err(what) = check_prefix(prefix) {
                    keys.error("urlPrefix", &format!("{} {what}", quoted(prefix)));
                }
                Signer::Below { issuer, prefix }
            }
            (None, None, None, None, None, Some(owner)) => {
                for (key, part) in [("githubOwner", Some(owner)), ("githubRepo", repo)] {
                    if part.is_some_and(|part| !part.bytes().all(is_of_name)) {
                        keys.error(
                            key,
                            "is a name without `/` and `*`: `githubOwner: acme-ai`, `githubRepo: trainer`",
                        );
                    }
                }
                Signer::Workflow { owner, repo }
            }
            _ => {
                // A value of the wrong type is an error of its own.
                let what = "is one of `publicKey`, `certificate`, `githubOwner`, or `issuer` with `subject` or `urlPrefix`";
                keys.error_here(what);
                return None;
            }
        };
        let name = name.unwrap_or_else(|| match &signer {
            Signer::Key(_) | Signer::Certificate { .. } => keys.keep(format_args!("{}", keys.path())),
            Signer::Subject { subject: name, .. } | Signer::Below { prefix: name, .. } => name,
            Signer::Workflow { owner, repo: None } => keys.keep(format_args!("github.com/{owner}")),
            Signer::Workflow { owner, repo: Some(repo) } => {
                keys.keep(format_args!("github.com/{owner}/{repo}"))
            }
        });
        Some(Authority { name, signer })
    }

    /// Whether a certificate authority vouches for it, in whose certificates a host looks for names only.
    pub(super) fn is_keyless(&self) -> bool {
        !matches!(self.signer, Signer::Key(_) | Signer::Certificate { .. })
    }

    /// Whether it is known by a certificate of its own.
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self.signer, Signer::Certificate { .. })
    }

    /// Whether this is the other one, written once more, so that one signature would count twice.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (&self.signer, &other.signer) {
            (Signer::Key(one), Signer::Key(other))
            | (Signer::Certificate { pem: one, .. }, Signer::Certificate { pem: other, .. }) => {
                letters(one).eq(letters(other))
            }
            (
                Signer::Subject { issuer, subject: who },
                Signer::Subject { issuer: other_issuer, subject: other },
            )
            | (
                Signer::Below { issuer, prefix: who },
                Signer::Below { issuer: other_issuer, prefix: other },
            ) => (issuer, who) == (other_issuer, other),
            (Signer::Workflow { owner, repo }, Signer::Workflow { owner: other_owner, repo: other }) => {
                (owner, repo) == (other_owner, other)
            }
            _ => false,
        }
    }

    /// The digest of an image that it has signed, with these annotations.
    pub(super) fn verify<'h>(
        &self,
        image: &str,
        annotations: &[(&str, &str)],
        host: &Host<'_, 'h>,
    ) -> Result<&'h str, HostError<'h>> {
        let by = match &self.signer {
            Signer::Key(key) => Verification::PublicKey(key),
            Signer::Certificate { pem, chain, logged } => {
                Verification::Certificate { certificate: pem, chain, require_rekor_bundle: *logged }
            }
            Signer::Subject { issuer, subject } => Verification::Keyless { issuer, subject },
            Signer::Below { issuer, prefix } => Verification::KeylessPrefix { issuer, url_prefix: prefix },
            Signer::Workflow { owner, repo } => Verification::GithubActions { owner, repo: *repo },
        };
        host.verify(image, &by, annotations)
    }
}

impl fmt::Display for Authority<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted(self.name).fmt(f)
    }
}

/// A host finds out only when it verifies what is no PEM.
fn check_pem(keys: &Keys<'_, '_>, key: &str, pem: &str, label: &str) {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let body = pem.trim().strip_prefix(&*begin).and_then(|rest| rest.strip_suffix(&*end));
    let is_base64 = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') || byte.is_ascii_whitespace()
    };
    if !body.is_some_and(|body| letters(body).next().is_some() && body.bytes().all(is_base64)) {
        keys.error(
            key,
            &format!("is no PEM: it must begin with `{begin}`, end with `{end}` and hold one only"),
        );
    }
}

fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(|byte| !byte.is_ascii_whitespace())
}

/// Certificates hold an issuer to the letter.
fn check_issuer(keys: &Keys<'_, '_>, issuer: &str) {
    if path_of(issuer).is_none() {
        keys.error(
            "issuer",
            &format!("{} is no issuer such as `https://accounts.google.com`", quoted(issuer)),
        );
    }
}

/// A host panics over a prefix that is no URL, and adds a slash to the very end of one that has none.
fn check_prefix(prefix: &str) -> Result<(), &'static str> {
    let path = path_of(prefix).ok_or("is no URL such as `https://gitlab.com/acme/`")?;
    if !path.ends_with('/') {
        return Err("must end with `/`: it stands for what is below it, whole segments only");
    }
    if path.contains("//") || path.contains("/./") || path.contains("/../") {
        return Err("has a segment that URLs do not keep");
    }
    if SHARED_HOSTS.contains(&prefix) {
        return Err("means everybody there: add the owner");
    }
    Ok(())
}

/// The path of a URL that is written as its host would write it, slash included; empty where there is none.
fn path_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let (host, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
    let plain = |byte: u8| is_of_name(byte) || matches!(byte, b'/' | b'@' | b':' | b'~' | b'+' | b',' | b'=');
    let lower = !host.bytes().any(|byte| byte.is_ascii_uppercase());
    (lower && is_host(host) && path.bytes().all(plain)).then_some(path)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}
