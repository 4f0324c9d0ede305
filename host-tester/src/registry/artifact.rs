//! A policy as an OCI artifact, in the form that Kubewarden's tools write and read.

use std::collections::BTreeMap;

use oci_client::annotations::ORG_OPENCONTAINERS_IMAGE_SOURCE;
use oci_client::client::{Config, ImageLayer};
use oci_client::manifest::{
    OciDescriptor, OciImageManifest, OciManifest, WASM_CONFIG_MEDIA_TYPE, WASM_LAYER_MEDIA_TYPE,
};
use olpc_cjson::CanonicalFormatter;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Error;
use crate::module;

/// The annotation that names a policy's source repository.
const SOURCE: &str = "io.kubewarden.policy.source";

/// The largest module that is pulled, in bytes.
const LARGEST: i64 = 256 << 20;

/// What a module becomes in a registry: one layer, an empty configuration, and a manifest with the annotations.
pub struct Artifact {
    pub(super) layer: ImageLayer,
    pub(super) config: Config,
    /// Canonical JSON: the same module has the same digest, whichever tool pushes it.
    pub(super) manifest: Vec<u8>,
    /// Annotations that a manifest cannot hold.
    pub(super) left_out: Vec<String>,
}

impl Artifact {
    /// The artifact of a module; refuses a module that policy-server would not load.
    pub fn of(wasm: &[u8]) -> Result<Self, Error> {
        Self::build(wasm).map_err(|why| Error::new(why, "push what `host-tester annotate` wrote"))
    }

    fn build(wasm: &[u8]) -> Result<Self, String> {
        let metadata = module::read(wasm)?.publishable()?;
        let (annotations, left_out) = annotations(metadata.annotations);
        let layer = ImageLayer::new(wasm.to_vec(), WASM_LAYER_MEDIA_TYPE.to_owned(), None);
        let config = Config::new(b"{}".as_slice(), WASM_CONFIG_MEDIA_TYPE.to_owned(), None);
        let manifest = OciImageManifest::build(std::slice::from_ref(&layer), &config, Some(annotations));
        let mut json = Vec::new();
        manifest
            .serialize(&mut serde_json::Serializer::with_formatter(&mut json, CanonicalFormatter::new()))
            .map_err(|error| format!("its manifest cannot be written: {error}"))?;
        Ok(Self { layer, config, manifest: json, left_out })
    }
}

/// The digest of a blob or manifest.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha256:{:x}", Sha256::digest(bytes))
}

/// The one layer of a policy's manifest.
pub(super) fn only_layer(manifest: &[u8]) -> Result<OciDescriptor, String> {
    let layers = match serde_json::from_slice(manifest) {
        Ok(OciManifest::Image(image)) => image.layers,
        Ok(OciManifest::ImageIndex(_)) => return Err("it is an index of images".to_owned()),
        Err(error) => return Err(format!("its manifest cannot be read: {error}")),
    };
    let found: Vec<_> = layers.iter().map(|layer| format!("`{}`", layer.media_type)).collect();
    match <[OciDescriptor; 1]>::try_from(layers) {
        Ok([layer]) if layer.media_type == WASM_LAYER_MEDIA_TYPE => {
            if layer.size > LARGEST {
                return Err(format!("a module of {} bytes is more than the {LARGEST} allowed", layer.size));
            }
            Ok(layer)
        }
        Ok(_) => Err(format!("its layer is of type {}, not `{WASM_LAYER_MEDIA_TYPE}`", found.join(", "))),
        Err(_) => {
            Err(format!("it has {} layers instead of one of type `{WASM_LAYER_MEDIA_TYPE}`", found.len()))
        }
    }
}

/// The annotations of the manifest, which holds single lines, and the names of the others.
fn annotations(of_module: BTreeMap<String, String>) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut kept, mut left_out) = (BTreeMap::new(), Vec::new());
    for (key, value) in of_module {
        let trimmed = value.trim();
        // Canonical JSON does not escape control characters, so registries refuse a manifest with a tab in it.
        if value.lines().count() > 1 || trimmed.contains(char::is_control) {
            left_out.push(key);
        } else {
            kept.insert(key, trimmed.to_owned());
        }
    }
    if let Some(source) = kept.get(SOURCE).cloned() {
        kept.entry(ORG_OPENCONTAINERS_IMAGE_SOURCE.to_owned()).or_insert(source);
    }
    (kept, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(annotations: &serde_json::Value) -> Vec<u8> {
        let metadata = serde_json::json!({
            "rules": [], "mutating": false, "protocolVersion": "v1", "annotations": annotations,
        });
        module::annotate(b"\0asm\x01\0\0\0", module::check(&metadata).unwrap(), None).unwrap()
    }

    #[test]
    fn the_manifest_is_byte_for_byte_that_of_kwctl() {
        let wasm = module(&serde_json::json!({
            "io.kubewarden.policy.title": "gpu-quota",
            "io.kubewarden.policy.source": "https://example.com/source\n",
            "io.kubewarden.policy.usage": "# First line\nsecond line",
        }));
        let artifact = Artifact::of(&wasm).unwrap();
        let layer = digest(&wasm);
        let size = wasm.len();
        assert_eq!(
            String::from_utf8(artifact.manifest).unwrap(),
            [
                r#"{"annotations":{"io.kubewarden.policy.source":"https://example.com/source","#,
                r#""io.kubewarden.policy.title":"gpu-quota","#,
                r#""org.opencontainers.image.source":"https://example.com/source"},"#,
                r#""config":{"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","#,
                r#""mediaType":"application/vnd.wasm.config.v1+json","size":2},"layers":[{"digest":""#,
                &layer,
                r#"","mediaType":"application/vnd.wasm.content.layer.v1+wasm","size":"#,
                &size.to_string(),
                r#"}],"schemaVersion":2}"#,
            ]
            .concat()
        );
        assert_eq!(artifact.left_out, ["io.kubewarden.policy.usage"]);
        assert_eq!((artifact.layer.sha256_digest(), &artifact.layer.data[..]), (layer, &wasm[..]));
    }

    #[test]
    fn a_source_that_is_given_is_not_replaced() {
        let given = [(SOURCE, "a"), (ORG_OPENCONTAINERS_IMAGE_SOURCE, "b")];
        let given = given.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(annotations(BTreeMap::from(given.clone())).0, BTreeMap::from(given));
    }

    #[test]
    fn an_annotation_with_a_tab_stays_behind() {
        let (kept, left_out) = annotations(BTreeMap::from([("k".to_owned(), "a\tb".to_owned())]));
        assert_eq!((kept.len(), left_out), (0, vec!["k".to_owned()]));
    }

    #[test]
    fn what_is_pushed_is_found_again() {
        let artifact = Artifact::of(&module(&serde_json::json!({}))).unwrap();
        assert_eq!(only_layer(&artifact.manifest).unwrap().digest, artifact.layer.sha256_digest());
    }
}
