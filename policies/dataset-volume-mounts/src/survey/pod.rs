//! Pods, and parts of them: what they mount, what they run, and as whom.

use policy_kit::{Label, Map, Place, Pod};

use crate::reference::Reference;
use crate::settings::Ctx;
use crate::survey::address::{self, Address};
use crate::survey::claim;
use crate::survey::volume::{self, Content, Volume};

/// A pod, or a part of one.
pub(crate) struct PodFacts<'a> {
    pub(crate) pod: Pod<'a>,
    pub(crate) volumes: Vec<Volume<'a>>,
    /// The `csi` members of the volumes, for their drivers.
    pub(crate) csi: Vec<Map<'a>>,
    /// The addresses in commands and environments of the containers.
    pub(crate) addresses: Vec<Address<'a>>,
    /// The labels that reach the pod, where they were read: see [`PodFacts::labels`].
    labels: Option<Vec<Label<'a>>>,
}

/// A mount of a volume by a container.
pub(crate) struct Mount<'a> {
    /// The name of the volume.
    pub(crate) name: &'a str,
    pub(crate) at: Place<'a>,
    /// Whether the volume is mounted as a raw device, which can always be written to.
    pub(crate) is_device: bool,
    pub(crate) read_only: bool,
}

impl<'a> PodFacts<'a> {
    pub(super) fn of(pod: Pod<'a>, ctx: &Ctx<'_, 'a>) -> Self {
        let (request, spec) = (ctx.request, pod.map());
        let (mut volumes, mut csi) = (Vec::new(), Vec::new());
        for volume in volume::LISTS.into_iter().flat_map(|list| spec.maps(list)) {
            volume::add_contents(volume, request, &mut volumes);
            csi.extend(volume.map("csi"));
        }
        if pod.is_built_in()
            && request.kind.is("apps", "StatefulSet")
            && let Some(stateful_set) = request.root().map("spec")
        {
            volumes.extend(claim::templates(stateful_set, request).into_iter().map(Volume::of_template));
        }
        // Without datasets no address leads to one, and nobody asks what data is for.
        let (has_datasets, has_enclaves) = (!ctx.settings.datasets.is_empty(), ctx.settings.has_enclaves());
        // Datashim's labels name claims. In an enclave without datasets they count beside a claim in a volume.
        let names_claim = || volumes.iter().any(|volume| matches!(volume.content, Content::Claim(_)));
        let reads_labels = pod.is_spec() && (has_datasets || has_enclaves && names_claim());
        PodFacts {
            pod,
            csi,
            addresses: if has_datasets { address::of_pod(pod) } else { Vec::new() },
            labels: reads_labels.then(|| labels_at(pod.here(), ctx)),
            volumes,
        }
    }

    /// The mounts of the containers. They are read where the pod uses a dataset, and nowhere else.
    pub(crate) fn mounts(&self) -> Vec<Mount<'a>> {
        let mut mounts = Vec::new();
        for container in self.pod.containers() {
            for (list, is_device) in [("volumeMounts", false), ("volumeDevices", true)] {
                for mount in container.maps(list) {
                    let Some(name) = mount.text("name") else { continue };
                    let read_only = !is_device && mount.is_true("readOnly");
                    mounts.push(Mount { name, at: mount.here(), is_device, read_only });
                }
            }
        }
        mounts
    }

    /// The account of the pod; `None` where the object cannot name it. It is read where the pod uses a dataset, and
    /// nowhere else: a custom resource may have something of another type under this name.
    pub(crate) fn account(&self) -> Option<&'a str> {
        let spec = self.pod.map();
        let named = spec.text("serviceAccountName").or_else(|| spec.text("serviceAccount"));
        // A pod spec that names no account means this one.
        named.or_else(|| self.pod.is_spec().then_some("default"))
    }

    /// The labels that reach the pod, of those that say what data is for, and those that Datashim reads.
    pub(crate) fn labels(&self, ctx: &Ctx<'_, 'a>) -> Vec<Label<'a>> {
        self.labels.clone().unwrap_or_else(|| labels_at(self.pod.here(), ctx))
    }

    /// What Datashim mounts into a whole pod, by its labels: `dataset.<n>.id` names a claim.
    pub(crate) fn claims_in_labels(&self, namespace: &'a str) -> impl Iterator<Item = Reference<'a>> {
        let labels = self.labels.iter().flatten();
        let is_id = |key: &str| key.starts_with("dataset.") && key.rsplit('.').next() == Some("id");
        let ids = labels.filter(move |(_, key, _)| is_id(key));
        ids.map(move |(at, _, name)| Reference { namespace, name, at: *at })
    }
}

/// The labels that reach the pods of what stands at this place, of those that say what data is for, and those that
/// Datashim reads.
pub(crate) fn labels_at<'a>(place: Place<'a>, ctx: &Ctx<'_, 'a>) -> Vec<Label<'a>> {
    let purpose = ctx.settings.labels.purpose;
    ctx.request.labels_at(&place, &|key| key == purpose || key.starts_with("dataset."))
}
