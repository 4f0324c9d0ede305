//! The registries of a case, as policy-server reads them.

use std::collections::BTreeMap;

use oci_spec::distribution::Reference;
use serde_json::{Value, json};

use crate::stand_in::cluster::mask;
use crate::stand_in::{Failure, RegistryEntry, StatedImage};

pub(super) mod answer;
pub(super) mod signer;
mod verify;

type Images = BTreeMap<String, RegistryEntry>;

/// What the host knows of a manifest; it drops the rest.
const MANIFEST: [&str; 8] =
    ["schemaVersion", "mediaType", "artifactType", "annotations", "config", "layers", "subject", "manifests"];

/// Why an image has not been found.
#[derive(Clone, Copy)]
enum Missing {
    /// Its registry does not accept the connection.
    Unreachable,
    /// Its registry does not answer.
    TimedOut,
    /// Its registry has no such image.
    Unknown,
}

/// What is wrong with the images of a case, if anything is.
pub(super) fn check(images: &Images) -> Result<(), String> {
    for (name, registered) in images {
        let wrong = |what: &str| Err(format!("registry: `{name}`: {what}"));
        let reference = match name.parse::<Reference>() {
            Ok(reference) => reference,
            Err(error) => return wrong(&error.to_string()),
        };
        let RegistryEntry::Image(image) = registered else { continue };
        let hex = image.digest.strip_prefix("sha256:").unwrap_or_default();
        if hex.len() != 64 || !hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return wrong(&format!("`{}` is no digest: `sha256:` and 64 digits of base 16", image.digest));
        }
        if reference.digest().is_some_and(|digest| digest != image.digest) {
            return wrong("its reference has another digest");
        }
        if let Some(manifest) = &image.manifest
            && manifest.get("layers").is_none()
            && manifest.get("manifests").is_none()
        {
            return wrong("its manifest has neither `layers` nor `manifests`");
        }
    }
    Ok(())
}

/// The images that there are, and why there are none if nobody answers.
#[derive(Clone, Copy)]
struct Registry<'a> {
    images: &'a Images,
    outage: Option<Missing>,
}

impl<'a> Registry<'a> {
    fn digest(self, image: &str) -> Result<Value, Failure> {
        let image = self.image(&parse(image)?)?;
        Ok(json!({"digest": image.digest}))
    }

    fn manifest(self, image: &str) -> Result<Value, Failure> {
        let reference = parse(image)?;
        stated(self.image(&reference)?, &reference)
    }

    fn manifest_and_config(self, image: &str) -> Result<Value, Failure> {
        let mut reference = parse(image)?;
        let mut image = self.image(&reference)?;
        let mut manifest = stated(image, &reference)?;
        if let Some(entries) = manifest.get("manifests").and_then(Value::as_array) {
            let Some(digest) = entries.iter().find_map(for_this_host) else {
                let cause = "Image manifest not found: no entry found in image index manifest matching client's \
                             default platform";
                return Err(of_registry(cause, &[]));
            };
            reference = reference.clone_with_digest(digest.to_owned());
            image = self.find(&reference).map_err(|_| {
                Failure::Unstated(format!("the case does not list `{reference}`, to which an index leads"))
            })?;
            manifest = stated(image, &reference)?;
        }
        let Some(config) = &image.config else {
            return Err(Failure::Unstated(format!("the case does not state the `config` of `{reference}`")));
        };
        Ok(json!({"manifest": manifest, "digest": image.digest, "config": config}))
    }

    /// The image of a reference, for the calls about manifests.
    fn image(self, wanted: &Reference) -> Result<&'a StatedImage, Failure> {
        self.find(wanted).map_err(|missing| {
            if matches!(missing, Missing::Unknown) && self.keeps_signatures(wanted) {
                return Failure::Unstated(format!(
                    "the case does not list `{wanted}`, though the image has signers"
                ));
            }
            missing.to_manifest_call(wanted)
        })
    }

    /// Whether a reference is the one under which the signatures of some image are kept.
    fn keeps_signatures(self, wanted: &Reference) -> bool {
        self.images.iter().any(|(name, registered)| match (name.parse::<Reference>(), registered) {
            (Ok(reference), RegistryEntry::Image(image)) => {
                !image.signers.is_empty() && kept_at(&reference, &image.digest) == *wanted
            }
            _ => false,
        })
    }

    /// The image of a reference: a digest is looked up by itself, whatever the tag beside it.
    fn find(self, wanted: &Reference) -> Result<&'a StatedImage, Missing> {
        if let Some(outage) = self.outage {
            return Err(outage);
        }
        let in_repository = self.images.iter().filter_map(|(name, registered)| {
            let reference: Reference = name.parse().ok()?;
            let same =
                reference.registry() == wanted.registry() && reference.repository() == wanted.repository();
            same.then_some((reference, registered))
        });
        let mut by_content = None;
        for (reference, registered) in in_repository {
            let found = match wanted.digest() {
                Some(digest) => reference.digest() == Some(digest),
                None => reference.tag() == wanted.tag(),
            };
            match registered {
                RegistryEntry::Unreachable if found => return Err(Missing::Unreachable),
                RegistryEntry::Image(image) if found => return Ok(image),
                RegistryEntry::Image(image) if wanted.digest() == Some(&image.digest) => {
                    by_content = Some(image);
                }
                _ => {}
            }
        }
        by_content.map(|image| &**image).ok_or(Missing::Unknown)
    }
}

impl Missing {
    /// What becomes of the calls about manifests.
    fn to_manifest_call(self, reference: &Reference) -> Failure {
        let further: &[&str] = match self {
            Missing::Unreachable => {
                &["client error (Connect)", "tcp connect error", "Connection refused (os error 111)"]
            }
            Missing::TimedOut => {
                &["client error (Connect)", "tcp connect error", "Connection timed out (os error 110)"]
            }
            Missing::Unknown => &[],
        };
        of_registry(&self.text(reference), further)
    }

    fn text(self, reference: &Reference) -> String {
        let (server, repository) = (reference.resolve_registry(), reference.repository());
        let version = reference.digest().or(reference.tag()).unwrap_or_default();
        let url = format!("https://{server}/v2/{repository}/manifests/{version}");
        match self {
            Missing::Unreachable | Missing::TimedOut => format!("error sending request for url ({url})"),
            Missing::Unknown => format!(
                "Registry error: url {url}, envelope: OCI API errors: [OCI API error: manifest unknown]"
            ),
        }
    }
}

/// Where the signatures of an image are: at a tag made of its digest.
fn kept_at(image: &Reference, digest: &str) -> Reference {
    let tag = format!("{}.sig", digest.replace(':', "-"));
    Reference::with_tag(image.registry().to_owned(), image.repository().to_owned(), tag)
}

fn parse(image: &str) -> Result<Reference, Failure> {
    image.parse().map_err(|error: oci_spec::distribution::ParseError| Failure::refused(error.to_string()))
}

fn of_registry(cause: &str, further: &[&str]) -> Failure {
    Failure::Refused {
        message: format!("Fail to interact with OCI registry: {cause}"),
        causes: std::iter::once(&cause).chain(further).map(|cause| (*cause).to_owned()).collect(),
    }
}

/// The manifest that the case states, without what the host drops.
fn stated(image: &StatedImage, reference: &Reference) -> Result<Value, Failure> {
    let Some(manifest) = &image.manifest else {
        return Err(Failure::Unstated(format!("the case does not state the `manifest` of `{reference}`")));
    };
    let mut manifest = manifest.clone();
    mask::retain(&mut manifest, MANIFEST.into_iter());
    Ok(manifest)
}

/// The digest of an entry of an index, where it is for the machines that policy-server usually runs on.
fn for_this_host(entry: &Value) -> Option<&str> {
    let platform = |key| entry.get("platform")?.get(key)?.as_str();
    let fits = platform("os") == Some("linux") && platform("architecture") == Some("amd64");
    if fits { entry.get("digest")?.as_str() } else { None }
}

#[cfg(test)]
mod tests;
