//! Every place where an object names an image.

use std::borrow::Cow;

use crate::json::{Json, Shape};
use crate::map::{Malformed, Map};
use crate::place::Place;
use crate::pod::List;
use crate::request::Request;
use crate::text::{contains, split_at};
use crate::verdict::Report;

/// An image that the object names, as it is written there.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// Where the reference, or the object that holds its parts, stands.
    pub at: Place<'a>,
    /// The text, parts joined as their controller joins them.
    pub text: Cow<'a, str>,
    /// What becomes of it.
    pub usage: Use,
    /// Whether the pull policy is `Never`.
    pub never_pulled: bool,
}

/// What becomes of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A container runs it, or a volume mounts it.
    Pulled,
    /// KServe pulls a model from it: `oci://…`, `oci+native://…`.
    Model,
    /// The workload pushes it.
    Pushed,
    /// Nothing: a container, or an image volume, of a pod spec names none. The text is the container's or volume's
    /// name.
    Missing,
}

impl Found<'_> {
    /// The reference, without the scheme of a model URI.
    pub fn reference(&self) -> &str {
        match self.usage {
            Use::Model => split_at(&self.text, "://").map_or(self.text.as_ref(), |(_, reference)| reference),
            Use::Pulled | Use::Pushed | Use::Missing => &self.text,
        }
    }
}

/// All images of the object: of containers and image volumes wherever pods are, and in custom resources those in
/// fields of their own.
pub fn of<'a>(request: &Request<'a>, report: &mut Report<'_, 'a>) -> Vec<Found<'a>> {
    let mut found = of_pods(request, report);
    request.visit(&mut |map| found.extend(of_custom(map, request, report)));
    found
}

/// The images of containers and volumes wherever pods are.
pub fn of_pods<'a>(request: &Request<'a>, report: &mut Report<'_, 'a>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for pod in request.pods() {
        let spec = pod.map();
        for container in pod.containers(&spec) {
            let Some(container) = report.one(container) else { continue };
            if container.list() == List::Single && runs_nothing(&container.keys().0) {
                continue;
            }
            // NVIDIA's and vLLM's operators write the image of a container in parts.
            let in_parts = container.get("image").is_some_and(|image| image.shape() == Shape::Map);
            if in_parts && !pod.is_built_in() {
                continue;
            }
            let image = report.read(container.text("image")).filter(|image| !image.is_empty());
            if pod.is_spec() && is_left_out(&container, "image") {
                let (at, text) = (container.at("image"), container.name());
                found.push(Found { at, text, usage: Use::Missing, never_pulled: false });
            }
            if let Some(image) = image {
                let never_pulled = is(&container, "imagePullPolicy", "Never");
                // KAITO pushes the adapter that it has tuned.
                let pushed = !pod.is_built_in()
                    && container.keys().0 == "output"
                    && request.kind_at(&container.here()).group == "kaito.sh";
                let usage = if pushed { Use::Pushed } else { Use::Pulled };
                // Fluid's tag stands beside the image, NVIDIA's GPU operator has repository and version there.
                let repository = if pod.is_built_in() { None } else { part(&container, "repository") };
                let version = tag(&container, "version").filter(|_| repository.is_some());
                let (tag, digest) = match version.or_else(|| tag(&container, "imageTag")) {
                    Some(version) if version.starts_with("sha256:") => (None, Some(version)),
                    tag => (tag, None),
                };
                let text = join(repository, image, tag, digest);
                found.push(Found { at: container.at("image"), text, usage, never_pulled });
            }
        }
        for volume in report.each(spec.maps("volumes")) {
            if let Some(image) = report.read(volume.map("image")) {
                let never_pulled = is(&image, "pullPolicy", "Never");
                match report.read(image.text("reference")).filter(|text| !text.is_empty()) {
                    Some(text) => {
                        let at = image.at("reference");
                        found.push(Found { at, text, usage: Use::Pulled, never_pulled });
                    }
                    None if pod.is_spec() && is_left_out(&image, "reference") => {
                        let (at, text) = (image.at("reference"), part(&volume, "name").unwrap_or_default());
                        found.push(Found { at, text, usage: Use::Missing, never_pulled });
                    }
                    None => {}
                }
            }
            // Drivers that mount images take them from an attribute.
            if let Some(csi) = report.read(volume.map("csi"))
                && let Some(attributes) = report.read(csi.map("volumeAttributes"))
            {
                found.extend(in_attributes(&attributes, report));
            }
        }
    }
    found
}

/// The images that a map inside a custom resource names in another way than a container does.
fn of_custom<'a>(map: &Map<'_, 'a>, request: &Request<'a>, report: &mut Report<'_, 'a>) -> Vec<Found<'a>> {
    let (key, around) = map.keys();
    if runs_nothing(&key) {
        return Vec::new();
    }
    if key == "image" || key.ends_with("Image") {
        return report.read(in_parts(map)).into_iter().collect();
    }
    // A PersistentVolume's attributes stand outside of any pod. Longhorn has a `backingImage` there, which is a disk.
    if key == "volumeAttributes" && around == "csi" {
        return in_attributes(map, report);
    }
    let mut found = Vec::new();
    for (name, value) in map.entries() {
        let Ok(text) = value.text() else { continue };
        let usage = match name.as_ref() {
            // Of an environment variable, only KServe's own is a model: of a custom predictor.
            "value" if key == "env" => {
                if !is(map, "name", "STORAGE_URI") || !is_model(&text) {
                    continue;
                }
                Use::Model
            }
            name if is_uri(name) && is_model(&text) => Use::Model,
            // NVIDIA's NIMCache pulls the model with this image.
            "modelPuller" => Use::Pulled,
            // Its NemoEvaluator names the image of each benchmark.
            _ if key == "evaluationImages" && !text.is_empty() => Use::Pulled,
            // A member that ends so and holds a URL is a picture.
            name if name.ends_with("Image") && !text.is_empty() && !contains(&text, "://") => Use::Pulled,
            _ => continue,
        };
        let at = map.member_at(name);
        // OME's `oci://` is Oracle's object storage, no registry.
        if usage == Use::Model && request.kind_at(&at).group == "ome.io" {
            continue;
        }
        found.push(Found { at, text, usage, never_pulled: false });
    }
    found
}

/// The images that a volume of a CSI driver is filled from: `image` of warm-metal's csi-driver-image and others,
/// `model.csi.modelpack.org/reference` of ModelPack's, whose name can be set.
fn in_attributes<'a>(attributes: &Map<'_, 'a>, report: &mut Report<'_, 'a>) -> Vec<Found<'a>> {
    let image = report.read(attributes.text("image")).map(|text| (attributes.at("image"), text, Use::Pulled));
    let references = attributes.entries().iter().filter(|(name, _)| name.ends_with("/reference"));
    let models = references
        .filter_map(|(name, value)| Some((attributes.member_at(name), value.text().ok()?, Use::Model)));
    let named = image.into_iter().chain(models).filter(|(_, text, _)| !text.is_empty());
    named.map(|(at, text, usage)| Found { at, text, usage, never_pulled: false }).collect()
}

/// An image that is written in parts: `{repository, tag}` (NVIDIA's NIM operator, and what came from a Helm chart),
/// `{registry, name}` (vLLM's production stack), `{reference}` (an image volume).
fn in_parts<'a>(map: &Map<'_, 'a>) -> Result<Option<Found<'a>>, Malformed<'a>> {
    let never_pulled = is(map, "pullPolicy", "Never") || is(map, "imagePullPolicy", "Never");
    let part = |key| map.text(key).map(|part| part.filter(|text| !text.is_empty()));
    if let Some(text) = part("reference")? {
        return Ok(Some(Found { at: map.at("reference"), text, usage: Use::Pulled, never_pulled }));
    }
    let Some(name) = part("repository")?.or(part("name")?) else { return Ok(None) };
    let text = join(part("registry")?, name, tag(map, "tag"), part("digest")?);
    Ok(Some(Found { at: map.here(), text, usage: Use::Pulled, never_pulled }))
}

/// `registry/name:tag@digest`, of the parts that there are.
fn join<'a>(
    registry: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
    tag: Option<Cow<'a, str>>,
    digest: Option<Cow<'a, str>>,
) -> Cow<'a, str> {
    let mut text = match registry {
        None => name,
        Some(registry) => Cow::Owned(format!("{registry}/{name}")),
    };
    for (separator, part) in [(':', tag), ('@', digest)] {
        if let Some(part) = part {
            text = Cow::Owned(format!("{text}{separator}{part}"));
        }
    }
    text
}

/// A tag; YAML reads an unquoted `1.27` as a number.
fn tag<'a>(map: &Map<'_, 'a>, key: &str) -> Option<Cow<'a, str>> {
    let value = map.get(key)?;
    match value.shape() {
        Shape::Number => Some(Cow::Borrowed(value.raw())),
        _ => value.text().ok().filter(|tag| !tag.is_empty()),
    }
}

fn part<'a>(map: &Map<'_, 'a>, key: &'a str) -> Option<Cow<'a, str>> {
    map.text(key).ok().flatten().filter(|text| !text.is_empty())
}

fn is(map: &Map<'_, '_>, key: &str, wanted: &str) -> bool {
    map.get(key).and_then(|value: Json<'_>| value.text().ok()).is_some_and(|text| text == wanted)
}

/// Whether a member is absent or empty; a wrong type is neither.
fn is_left_out(map: &Map<'_, '_>, key: &str) -> bool {
    map.get(key).is_none_or(|value| value.raw() == "\"\"")
}

/// Whether a map under this key runs nothing, whatever its members are called: a label may be called `image`, and
/// the block device of a Ceph volume is.
fn runs_nothing(key: &str) -> bool {
    ends(key, "labels") || ends(key, "annotations") || matches!(key, "selector" | "nodeSelector" | "rbd")
}

/// Whether a member of this name holds the URI of a model: `storageUri`, `sourceModelUri`, `uri`, `artifactURL`.
fn is_uri(name: &str) -> bool {
    ends(name, "uri") || ends(name, "modelurl") || ends(name, "artifacturl")
}

fn ends(name: &str, end: &str) -> bool {
    let tail = name.len().checked_sub(end.len()).and_then(|start| name.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether a URI names an image: KServe reads any `oci+<mode>://` as it reads `oci://`.
fn is_model(uri: &str) -> bool {
    let scheme = split_at(uri, "://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme == "oci" || scheme.starts_with("oci+"))
}
