//! What an object says of the pods that it starts.

mod context;
mod pod_defaults;

use policy_kit::{Container, Map, Pod};

use crate::settings::Ctx;
pub(crate) use crate::survey::context::{Context, who};
use crate::survey::pod_defaults::{CONTEXTS, PodDefaults, all_defaults};

/// Every part of the object that says how a pod is run.
pub struct Survey<'a> {
    pub(crate) pods: Vec<PodFacts<'a>>,
}

/// A pod, or a part of one.
pub(crate) struct PodFacts<'a> {
    pub(crate) pod: Pod<'a>,
    /// The pod-level fields.
    pub(crate) spec: Map<'a>,
    /// The security contexts of the pod's level.
    contexts: Vec<Context<'a>>,
    pub(crate) containers: Vec<ContainerFacts<'a>>,
    pub(crate) volumes: Vec<Map<'a>>,
    /// What the pod's level settles for its containers.
    pub(crate) defaults: PodDefaults,
}

/// A container, and its own security context if it has one.
pub(crate) struct ContainerFacts<'a> {
    pub(crate) container: Container<'a>,
    pub(crate) context: Option<Context<'a>>,
}

pub(crate) fn survey<'a>(ctx: &Ctx<'_, 'a>) -> Survey<'a> {
    // A PersistentVolume is data: who may make one that points at the files of a node is a matter of RBAC.
    if ctx.request.kind.is("", "PersistentVolume") {
        return Survey { pods: Vec::new() };
    }
    let pods = ctx.request.pods();
    let defaults = all_defaults(pods);
    let facts = pods.iter().zip(defaults).map(|(pod, defaults)| PodFacts::of(*pod, defaults));
    Survey { pods: facts.collect() }
}

impl<'a> Survey<'a> {
    /// Every security context, wherever it stands.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = &Context<'a>> {
        self.pods.iter().flat_map(PodFacts::contexts).map(|(_, context)| context)
    }
}

impl<'a> PodFacts<'a> {
    fn of(pod: Pod<'a>, defaults: PodDefaults) -> Self {
        let spec = pod.map();
        let contexts = CONTEXTS.iter().filter_map(|key| spec.map(key));
        PodFacts {
            pod,
            spec,
            contexts: contexts.map(|map| Context::of_pod(map, pod)).collect(),
            containers: pod.containers().map(ContainerFacts::of).collect(),
            volumes: spec.maps("volumes"),
            defaults,
        }
    }

    /// Every security context of the pod and its containers, with the container if it is that of one.
    pub(crate) fn contexts(&self) -> impl Iterator<Item = (Option<Container<'a>>, &Context<'a>)> {
        let of_containers = self.containers.iter();
        let of_containers =
            of_containers.filter_map(|facts| Some((Some(facts.container), facts.context.as_ref()?)));
        self.contexts.iter().map(|context| (None, context)).chain(of_containers)
    }

    /// The containers that are judged for what they leave out, too: those of a whole pod spec.
    pub(crate) fn complete_containers(&self) -> &[ContainerFacts<'a>] {
        if self.pod.is_spec() { &self.containers } else { &[] }
    }
}

impl<'a> ContainerFacts<'a> {
    fn of(container: Container<'a>) -> Self {
        let context = container.map("securityContext");
        ContainerFacts { container, context: context.map(|map| Context::of_container(map, container)) }
    }
}
