//! The pods of an object, as homes of the devices that it asks for.

use policy_kit::{Place, Request};

use crate::survey::facts::{Home, Statement};
use crate::survey::places::Places;

/// Tells the pod that a place belongs to.
pub(crate) struct Homes<'c, 'a> {
    request: &'c Request<'a>,
    /// Where whole pod specs stand.
    specs: Places<'a>,
}

impl<'c, 'a> Homes<'c, 'a> {
    pub(crate) fn of(request: &'c Request<'a>) -> Self {
        let mut specs = Places::default();
        for pod in request.pods().iter().filter(|pod| pod.is_spec()) {
            specs.add(pod.here());
        }
        Homes { request, specs }
    }

    /// The pod that a place belongs to, where a custom resource keeps the containers of one pod in several members.
    pub(crate) fn pod_of(&self, at: Place<'a>) -> Place<'a> {
        let is_spec = |at: &Place<'a>| self.specs.have(at);
        match at.leaf() {
            // Argo's templates, Dynamo's services, the sidecars of the vLLM production stack, the accelerators of
            // Kubeflow Pipelines.
            Some(
                "container" | "script" | "containerSet" | "mainContainer" | "extraPodSpec" | "sidecarConfig"
                | "resources",
            ) => self.pod_of(at.up()),
            // KServe's predictor may have a model beside a list of containers; its workers are pods of their own.
            Some(_) if !is_spec(&at) && is_spec(&at.up()) => at.up(),
            Some(_) => at,
            None => match at.up().leaf() {
                Some("sidecars" | "sidecarContainers" | "extraContainers") => self.pod_of(at.up().up()),
                _ => at,
            },
        }
    }

    /// How devices are stated at a place.
    pub(crate) fn statement_at(&self, at: &Place<'a>) -> Statement {
        if self.request.is_merged(at) { Statement::Patch } else { Statement::Pods }
    }

    /// The pod that a place belongs to, as the home of devices that are stated by its resources.
    pub(crate) fn pods_home(&self, at: Place<'a>) -> Home<'a> {
        Home { at: self.pod_of(at), statement: Statement::Pods }
    }
}
