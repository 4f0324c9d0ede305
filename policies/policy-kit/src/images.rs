//! Every place where an object names an image.

use crate::host::Host;
use crate::image::{Fault, Image};
use crate::json::{Json, Shape};
use crate::map::Map;
use crate::place::Place;
use crate::pod::List;
use crate::projects;
use crate::request::Request;
use crate::text::quoted;
use crate::verdict::Report;

/// An image that the object names, as it is written there.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Where the reference, or the object that holds its parts, stands.
    pub at: Place<'a>,
    /// The text, parts joined as their controller joins them.
    pub text: &'a str,
    /// What becomes of it.
    pub usage: Use,
    /// Whether the pull policy is `Never`.
    pub never_pulled: bool,
    /// Whether it stands in a list of containers, or in an image volume, of a whole pod spec.
    pub in_pod_spec: bool,
}

/// An image that the object names by a reference that can be read.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    /// Where it stands, and how it is written.
    pub found: Found<'a>,
    /// What the reference means.
    pub image: Image<'a>,
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

impl<'a> Found<'a> {
    /// The reference, without the scheme of a model URI.
    pub fn reference(&self) -> &'a str {
        match self.usage {
            Use::Model => self.text.split_once("://").map_or(self.text, |(_, reference)| reference),
            Use::Pulled | Use::Pushed | Use::Missing => self.text,
        }
    }

    /// Reads the reference; answers what is wrong with a text that is none.
    pub fn read(self) -> Result<Named<'a>, Fault> {
        Ok(Named { found: self, image: Image::parse(self.reference())? })
    }
}

impl<'a> Named<'a> {
    /// The image's digest: its own, or the one that its tag stands for now. A host that cannot tell is reported.
    pub fn digest(&self, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) -> Option<&'a str> {
        self.image.digest.or_else(|| {
            let what = format_args!("the digest of {}", quoted(self.found.text));
            report.asked(host.digest(&self.image.to_string()), self.found.at, what)
        })
    }
}

/// All images of the object: of containers and image volumes wherever pods are, and in custom resources those in
/// fields of their own.
pub fn of<'a>(request: &Request<'a>) -> Vec<Found<'a>> {
    let mut found = of_pods(request);
    request.visit(&mut |map| found.extend(of_custom(map, request)));
    found
}

/// The images of containers and volumes wherever pods are.
pub fn of_pods<'a>(request: &Request<'a>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for pod in request.pods() {
        let (spec, in_pod_spec) = (pod.map(), pod.is_spec());
        for container in pod.containers() {
            if container.list() == List::Single && runs_nothing(container.keys().0) {
                continue;
            }
            // NVIDIA's and vLLM's operators write the image of a container in parts.
            let in_parts = container.get("image").is_some_and(|image| image.shape() == Shape::Map);
            if in_parts && !pod.is_built_in() {
                continue;
            }
            let image = container.filled("image");
            if in_pod_spec && is_left_out(*container, "image") {
                let (at, text) = (container.at("image"), container.name());
                found.push(Found { at, text, usage: Use::Missing, never_pulled: false, in_pod_spec });
            }
            if let Some(image) = image {
                let never_pulled = is(*container, "imagePullPolicy", "Never");
                let pushed = !pod.is_built_in() && is_pushed(*container, request);
                let usage = if pushed { Use::Pushed } else { Use::Pulled };
                let repository = if pod.is_built_in() { None } else { part(*container, "repository") };
                let tag_of = |key: &&str| tag(*container, key);
                let version = repository.and_then(|_| projects::IMAGE_VERSIONS.iter().find_map(tag_of));
                let (tag, digest) = match version.or_else(|| projects::IMAGE_TAGS.iter().find_map(tag_of)) {
                    Some(version) if version.starts_with("sha256:") => (None, Some(version)),
                    tag => (tag, None),
                };
                let text = join(request, repository, image, [tag, digest]);
                found.push(Found { at: container.at("image"), text, usage, never_pulled, in_pod_spec });
            }
        }
        for volume in spec.maps("volumes") {
            if let Some(image) = volume.map("image") {
                let never_pulled = is(image, "pullPolicy", "Never");
                match image.filled("reference") {
                    Some(text) => {
                        let at = image.at("reference");
                        found.push(Found { at, text, usage: Use::Pulled, never_pulled, in_pod_spec });
                    }
                    None if in_pod_spec && is_left_out(image, "reference") => {
                        let (at, text) = (image.at("reference"), part(volume, "name").unwrap_or_default());
                        found.push(Found { at, text, usage: Use::Missing, never_pulled, in_pod_spec });
                    }
                    None => {}
                }
            }
            // Drivers that mount images take them from an attribute.
            if let Some(csi) = volume.map("csi")
                && let Some(attributes) = csi.map("volumeAttributes")
            {
                found.extend(in_attributes(attributes));
            }
        }
    }
    found
}

/// The images that a map inside a custom resource names in another way than a container does.
fn of_custom<'a>(map: Map<'a>, request: &Request<'a>) -> Vec<Found<'a>> {
    let (key, around) = map.keys();
    if runs_nothing(key) {
        return Vec::new();
    }
    if key == "image" || key.ends_with("Image") {
        return in_parts(map, request).into_iter().collect();
    }
    // A PersistentVolume's attributes stand outside of any pod. Longhorn has a `backingImage` there, which is a disk.
    if key == "volumeAttributes" && around == "csi" {
        return in_attributes(map);
    }
    let mut found = Vec::new();
    for (name, value) in map.entries() {
        let Ok(text) = value.text() else { continue };
        let usage = match *name {
            "value" if key == "env" => {
                if !projects::MODEL_VARIABLES.iter().any(|variable| is(map, "name", variable))
                    || !is_model(text)
                {
                    continue;
                }
                Use::Model
            }
            name if is_uri(name) && is_model(text) => Use::Model,
            name if projects::IMAGES.contains(&name) => Use::Pulled,
            _ if projects::MAPS_OF_IMAGES.contains(&key) && !text.is_empty() => Use::Pulled,
            // A member that ends so and holds a URL is a picture.
            name if name.ends_with("Image") && !text.is_empty() && !text.contains("://") => Use::Pulled,
            _ => continue,
        };
        let at = map.member_at(name);
        if usage == Use::Model
            && projects::images(request.kind_at(&at).group).any(|images| images.models_in_oracle)
        {
            continue;
        }
        found.push(Found { at, text, usage, never_pulled: false, in_pod_spec: false });
    }
    found
}

/// The images that a volume of a CSI driver is filled from: `image` of warm-metal's csi-driver-image and others,
/// `model.csi.modelpack.org/reference` of ModelPack's, whose name can be set.
fn in_attributes(attributes: Map<'_>) -> Vec<Found<'_>> {
    let image = attributes.text("image").map(|text| (attributes.at("image"), text, Use::Pulled));
    let references = attributes.entries().iter().filter(|(name, _)| name.ends_with("/reference"));
    let models = references
        .filter_map(|(name, value)| Some((attributes.member_at(name), value.text().ok()?, Use::Model)));
    let named = image.into_iter().chain(models).filter(|(_, text, _)| !text.is_empty());
    let found =
        named.map(|(at, text, usage)| Found { at, text, usage, never_pulled: false, in_pod_spec: false });
    found.collect()
}

/// An image that is written in parts: `{repository, tag}` (NVIDIA's NIM operator, and what came from a Helm chart),
/// `{registry, name}` (vLLM's production stack), `{reference}` (an image volume).
fn in_parts<'a>(map: Map<'a>, request: &Request<'a>) -> Option<Found<'a>> {
    let never_pulled = is(map, "pullPolicy", "Never") || is(map, "imagePullPolicy", "Never");
    if let Some(text) = map.filled("reference") {
        let at = map.at("reference");
        return Some(Found { at, text, usage: Use::Pulled, never_pulled, in_pod_spec: false });
    }
    let (repository, name) = (map.filled("repository"), map.filled("name"));
    let name = repository.or(name)?;
    let text = join(request, map.filled("registry"), name, [tag(map, "tag"), map.filled("digest")]);
    Some(Found { at: map.here(), text, usage: Use::Pulled, never_pulled, in_pod_spec: false })
}

/// `registry/name:tag@digest`, of the parts that there are: tag and digest come last.
fn join<'a>(
    request: &Request<'a>,
    registry: Option<&str>,
    name: &'a str,
    [tag, digest]: [Option<&str>; 2],
) -> &'a str {
    let mut text = name;
    if let Some(registry) = registry {
        text = request.keep(format_args!("{registry}/{name}"));
    }
    if let Some(tag) = tag {
        text = request.keep(format_args!("{text}:{tag}"));
    }
    if let Some(digest) = digest {
        text = request.keep(format_args!("{text}@{digest}"));
    }
    text
}

/// A tag; YAML reads an unquoted `1.27` as a number.
fn tag<'a>(map: Map<'a>, key: &str) -> Option<&'a str> {
    let value = map.get(key)?;
    match value.shape() {
        Shape::Number => Some(value.raw()),
        _ => value.text().ok().filter(|tag| !tag.is_empty()),
    }
}

/// A text of a part of an image. One of the wrong type is none: a field of that name may be anything.
fn part<'a>(map: Map<'a>, key: &str) -> Option<&'a str> {
    map.get(key)?.text().ok().filter(|text| !text.is_empty())
}

fn is(map: Map<'_>, key: &str, wanted: &str) -> bool {
    map.get(key).and_then(|value: Json<'_>| value.text().ok()).is_some_and(|text| text == wanted)
}

/// Whether a member is absent or empty; a wrong type is neither.
fn is_left_out(map: Map<'_>, key: &str) -> bool {
    map.get(key).is_none_or(|value| value.raw() == "\"\"")
}

/// Whether the image of a container is one that its project pushes.
fn is_pushed<'a>(container: Map<'a>, request: &Request<'a>) -> bool {
    let key = container.keys().0;
    projects::PUSHED.contains(&key)
        && projects::images(request.kind_at(&container.here()).group)
            .any(|images| images.pushed.contains(&key))
}

/// Whether a map under this key runs nothing, whatever its members are called: a label may be called `image`, and
/// the block device of a Ceph volume is.
fn runs_nothing(key: &str) -> bool {
    ends(key, "labels") || ends(key, "annotations") || matches!(key, "selector" | "nodeSelector" | "rbd")
}

/// Whether a member of this name holds the URI of a model: `storageUri`, `sourceModelUri`, `uri`, `artifactURL`.
fn is_uri(name: &str) -> bool {
    ends(name, "uri") || projects::MODEL_URIS.iter().any(|end| ends(name, end))
}

fn ends(name: &str, end: &str) -> bool {
    let tail = name.len().checked_sub(end.len()).and_then(|start| name.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether a URI names an image: KServe reads any `oci+<mode>://` as it reads `oci://`.
fn is_model(uri: &str) -> bool {
    let scheme = uri.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme == "oci" || scheme.starts_with("oci+"))
}
