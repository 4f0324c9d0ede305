//! Images in registries: digests, manifests, signatures.

use super::error::{HostError, Why};
use super::payload::Payload;
use super::questions::Host;
use crate::image::is_digest;
use crate::json::{Json, Writer};

/// What a signature has to show.
#[derive(Clone, Copy, Debug)]
pub enum Verification<'s> {
    /// This key, as PEM, made it.
    PublicKey(&'s str),
    /// Sigstore certified the signer: this issuer, this subject.
    Keyless {
        /// `https://accounts.google.com`.
        issuer: &'s str,
        /// An e-mail address or a URI, exact.
        subject: &'s str,
    },
    /// Sigstore certified the signer: this issuer, a subject below this URL.
    KeylessPrefix {
        /// `https://gitlab.com`.
        issuer: &'s str,
        /// A URL; the host adds a `/` to its end where there is none.
        url_prefix: &'s str,
    },
    /// A workflow of GitHub Actions that this owner, or one of its repositories, called made it.
    GithubActions {
        /// The user or organisation.
        owner: &'s str,
        /// The repository, without its owner.
        repo: Option<&'s str>,
    },
    /// This certificate's key made it.
    Certificate {
        /// PEM.
        certificate: &'s str,
        /// PEM, the root last.
        chain: &'s [&'s str],
        /// Whether the transparency log has to hold it.
        require_rekor_bundle: bool,
    },
}

/// What a registry says of an image: manifest, digest and configuration.
#[derive(Clone, Copy, Debug)]
pub struct Manifest<'a> {
    /// The image manifest; of an index, the one for the host's own platform.
    pub manifest: Json<'a>,
    /// That manifest's digest.
    pub digest: &'a str,
    /// The configuration: any JSON.
    pub config: Json<'a>,
}

impl<'a> Host<'_, 'a> {
    /// The digest that a reference stands for now.
    pub fn digest(&self, image: &str) -> Result<&'a str, HostError<'a>> {
        digest_of(self.ask("oci", "v1/manifest_digest", quoted(image))?)
    }

    /// Manifest and configuration of an image.
    pub fn manifest(&self, image: &str) -> Result<Manifest<'a>, HostError<'a>> {
        let answer = self.ask("oci", "v1/oci_manifest_config", quoted(image))?;
        let (manifest, config) = (answer.member("manifest"), answer.member("config"));
        let (Some(manifest), Some(config)) = (manifest, config) else {
            return Err(HostError::senseless("its answer is no manifest with its configuration"));
        };
        Ok(Manifest { manifest, config, digest: digest_of(answer)? })
    }

    /// Whether a registry knows a reference, such as the tag of a signature.
    pub fn has_manifest(&self, image: &str) -> Result<bool, HostError<'a>> {
        match self.ask("oci", "v1/oci_manifest", quoted(image)) {
            Ok(_) => Ok(true),
            Err(error) if error.text().contains("manifest unknown") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The digest of an image that is signed as wanted, with these annotations in what is signed. A host knows no
    /// other answer; that it is not so is [`Why::Unsigned`] or [`Why::Refused`].
    pub fn verify(
        &self,
        image: &str,
        by: &Verification<'_>,
        annotations: &[(&str, &str)],
    ) -> Result<&'a str, HostError<'a>> {
        let payload = Payload::new();
        let payload = match *by {
            Verification::PublicKey(key) => {
                payload.text("type", "SigstorePubKeyVerify").texts("pub_keys", &[key])
            }
            Verification::Keyless { issuer, subject } => {
                let who = Payload::new().text("issuer", issuer).text("subject", subject).end();
                payload.text("type", "SigstoreKeylessVerify").raw("keyless", &format!("[{who}]"))
            }
            Verification::KeylessPrefix { issuer, url_prefix } => {
                let who = Payload::new().text("issuer", issuer).text("url_prefix", url_prefix).end();
                payload.text("type", "SigstoreKeylessPrefixVerify").raw("keyless_prefix", &format!("[{who}]"))
            }
            Verification::GithubActions { owner, repo } => {
                payload.text("type", "SigstoreGithubActionsVerify").text("owner", owner).maybe("repo", repo)
            }
            Verification::Certificate { certificate, chain, require_rekor_bundle } => {
                let chain: Vec<_> = chain.iter().map(|certificate| bytes(certificate)).collect();
                let chain =
                    if chain.is_empty() { "null".to_owned() } else { format!("[{}]", chain.join(",")) };
                payload
                    .text("type", "SigstoreCertificateVerify")
                    .raw("certificate", &bytes(certificate))
                    .raw("certificate_chain", &chain)
                    .raw("require_rekor_bundle", if require_rekor_bundle { "true" } else { "false" })
            }
        };
        let mut pairs = Payload::new();
        for (key, value) in annotations {
            pairs = pairs.text(key, value);
        }
        let pairs = if annotations.is_empty() { "null".to_owned() } else { pairs.end() };
        let payload = payload.text("image", image).raw("annotations", &pairs);
        let answer = self.ask("oci", "v2/verify", payload.end())?;
        if answer.member("is_trusted").map(Json::raw) != Some("true") {
            return Err(HostError { why: Why::Refused, text: "the answer does not call it trusted" });
        }
        digest_of(answer)
    }
}

/// The member `digest` of an answer, where it is one.
fn digest_of(answer: Json<'_>) -> Result<&str, HostError<'_>> {
    let digest = answer.member("digest").map(Json::raw).unwrap_or_default();
    let digest = digest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    if is_digest(digest) { Ok(digest) } else { Err(HostError::senseless("its answer holds no digest")) }
}

fn quoted(text: &str) -> String {
    let mut writer = Writer::default();
    writer.text(text);
    writer.into_text()
}

/// PEM as the host wants it: a list of numbers.
fn bytes(text: &str) -> String {
    let numbers: Vec<_> = text.bytes().map(|byte| byte.to_string()).collect();
    format!("[{}]", numbers.join(","))
}
