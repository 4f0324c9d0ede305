//! Devices added up: a pod's containers as the scheduler adds them, a workload's pods as often as it starts them.

use std::borrow::Cow;

use policy_kit::accelerator;
use policy_kit::{Count, List, Place, Request};

use crate::named::Named;

/// Numbers of devices by class.
#[derive(Clone, Default)]
pub(crate) struct Devices<'a>(Vec<(Cow<'a, str>, u64)>);

/// What an object says of one pod.
pub(crate) struct Demand<'a> {
    /// The pod.
    pub(crate) at: Place<'a>,
    statement: Statement,
    main: Devices<'a>,
    sidecars: Devices<'a>,
    /// The largest need at the time of an init container.
    init: Devices<'a>,
    /// Claims: of the pod as a whole.
    whole: Devices<'a>,
    /// Claims by name, which other pods may share.
    shared: Vec<(Cow<'a, str>, Devices<'a>)>,
    /// Fractions by annotation, however many parts of the pod it is found at.
    fractions: u64,
}

/// In what way devices are stated. An object may state the same devices in several ways, so that only the largest
/// sum counts for the workload.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Statement {
    /// By the resources of pods.
    Pods,
    /// By a patch that is merged over a pod elsewhere.
    Patch,
    /// By the type of a machine.
    Machine,
    /// By a claim that pods refer to: nothing is started by it.
    Claim,
    /// By something to choose from: nothing is started by it.
    Offer,
}

/// All pods of the object, in the order of their places, so that no message depends on the order of the text.
pub(crate) struct Demands<'a> {
    pods: Vec<Demand<'a>>,
    /// Where whole pod specs stand: each part of a large workflow asks.
    specs: Places<'a>,
    /// What they name and is not looked up yet.
    pub(crate) named: Vec<Named<'a>>,
}

/// Places in order, so that a large object is not searched once for each of its parts.
#[derive(Default)]
pub(crate) struct Places<'a>(Vec<Place<'a>>);

impl<'a> Devices<'a> {
    pub(crate) fn add(&mut self, class: Cow<'a, str>, count: u64) {
        if count == 0 {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == class) {
            Some((_, sum)) => *sum = sum.saturating_add(count),
            None => self.0.push((class, count)),
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Classes with their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Cow<'a, str>, u64)> {
        self.0.iter().map(|(class, count)| (class, *count))
    }

    pub(crate) fn add_all(&mut self, other: &Devices<'a>) {
        for (class, count) in other.iter() {
            self.add(class.clone(), count);
        }
    }

    /// The larger number of each class.
    fn raise_to(&mut self, other: &Devices<'a>) {
        for (class, count) in other.iter() {
            self.raise(class.clone(), count);
        }
    }

    /// The larger number of one class.
    pub(crate) fn raise(&mut self, class: Cow<'a, str>, count: u64) {
        let here = self.iter().find(|(known, _)| **known == class).map_or(0, |(_, count)| count);
        self.add(class, count.saturating_sub(here));
    }
}

impl<'a> Places<'a> {
    pub(crate) fn add(&mut self, place: Place<'a>) {
        // They come nearly in order.
        let index = self.index(&place);
        self.0.insert(index, place);
    }

    pub(crate) fn have(&self, place: &Place<'a>) -> bool {
        self.0.get(self.index(place)) == Some(place)
    }

    fn index(&self, place: &Place<'a>) -> usize {
        self.0.partition_point(|known| known < place)
    }
}

impl Statement {
    /// How devices are stated at this place.
    pub(crate) fn at<'a>(place: &Place<'a>, request: &Request<'a>) -> Statement {
        if request.is_merged(place) { Statement::Patch } else { Statement::Pods }
    }
}

impl<'a> Demand<'a> {
    /// What the pod needs.
    pub(crate) fn devices(&self) -> Devices<'a> {
        let mut devices = self.own();
        for (_, claimed) in &self.shared {
            devices.add_all(claimed);
        }
        devices
    }

    /// What it shares with no other pod: main containers and sidecars run together, init containers one after the
    /// other, each beside the sidecars that were started before it. As the scheduler and the quota add them.
    fn own(&self) -> Devices<'a> {
        let mut devices = self.main.clone();
        devices.add_all(&self.sidecars);
        devices.raise_to(&self.init);
        devices.add_all(&self.whole);
        devices.add(Cow::Borrowed(accelerator::NVIDIA_GPU), self.fractions);
        devices
    }

    /// Whose devices they are, for messages.
    pub(crate) fn who(&self) -> &'static str {
        match self.statement {
            Statement::Pods | Statement::Patch | Statement::Offer => "the pod asks for",
            Statement::Machine => "the machine has",
            Statement::Claim => "the claim asks for",
        }
    }
}

impl<'a> Demands<'a> {
    pub(crate) fn new(request: &Request<'a>) -> Self {
        let mut specs = Places::default();
        for pod in request.pods().iter().filter(|pod| pod.is_spec()) {
            specs.add(pod.map().here());
        }
        Demands { pods: Vec::new(), specs, named: Vec::new() }
    }

    /// Adds a container's devices to its pod.
    pub(crate) fn add(&mut self, at: Place<'a>, statement: Statement, list: List, devices: &Devices<'a>) {
        let demand = self.of(at, statement);
        match list {
            List::Containers | List::Ephemeral | List::Single => demand.main.add_all(devices),
            List::Sidecar => demand.sidecars.add_all(devices),
            List::Init => {
                let mut together = demand.sidecars.clone();
                together.add_all(devices);
                demand.init.raise_to(&together);
            }
        }
    }

    /// Adds devices to a pod as a whole.
    pub(crate) fn add_whole(&mut self, at: Place<'a>, statement: Statement, class: Cow<'a, str>, count: u64) {
        self.of(at, statement).whole.add(class, count);
    }

    /// Adds all of these devices to a pod as a whole.
    pub(crate) fn add_all_whole(&mut self, at: Place<'a>, statement: Statement, devices: &Devices<'a>) {
        self.of(at, statement).whole.add_all(devices);
    }

    /// Adds a claim to a pod, which names it once or several times.
    pub(crate) fn add_shared(
        &mut self,
        at: Place<'a>,
        statement: Statement,
        claim: Cow<'a, str>,
        devices: Devices<'a>,
    ) {
        let shared = &mut self.of(at, statement).shared;
        if !shared.iter().any(|(known, _)| *known == claim) {
            shared.push((claim, devices));
        }
    }

    /// Adds fractions of NVIDIA's devices to a pod, once.
    pub(crate) fn add_fractions(&mut self, at: Place<'a>, statement: Statement, devices: u64) {
        let demand = self.of(at, statement);
        demand.fractions = demand.fractions.max(devices);
    }

    /// The pods, in the order of their places.
    pub(crate) fn pods(&self) -> &[Demand<'a>] {
        &self.pods
    }

    /// The pod that a place belongs to, where a custom resource keeps the containers of one pod in several members.
    pub(crate) fn home(&self, at: Place<'a>) -> Place<'a> {
        let is_spec = |at: &Place<'a>| self.specs.have(at);
        match at.leaf() {
            // Argo's templates, Dynamo's services, the sidecars of the vLLM production stack, the accelerators of
            // Kubeflow Pipelines.
            Some(
                "container" | "script" | "containerSet" | "mainContainer" | "extraPodSpec" | "sidecarConfig"
                | "resources",
            ) => self.home(at.up()),
            // KServe's predictor may have a model beside a list of containers; its workers are pods of their own.
            Some(_) if !is_spec(&at) && is_spec(&at.clone().up()) => at.up(),
            Some(_) => at,
            None => match at.clone().up().leaf() {
                Some("sidecars" | "sidecarContainers" | "extraContainers") => self.home(at.up().up()),
                _ => at,
            },
        }
    }

    fn of(&mut self, at: Place<'a>, statement: Statement) -> &mut Demand<'a> {
        let index = self.pods.partition_point(|demand| (&demand.at, demand.statement) < (&at, statement));
        if !self.pods.get(index).is_some_and(|demand| demand.at == at && demand.statement == statement) {
            let empty = Devices::default;
            let (main, sidecars, init, whole) = (empty(), empty(), empty(), empty());
            let shared = Vec::new();
            let demand = Demand { at, statement, main, sidecars, init, whole, shared, fractions: 0 };
            self.pods.insert(index, demand);
        }
        #[expect(clippy::indexing_slicing, reason = "the index was found, or is that of what was just added")]
        &mut self.pods[index]
    }

    /// The devices of the workload, each pod as often as the object starts it, with one line a pod for messages; of
    /// several ways to state them the one with the most devices.
    pub(crate) fn of_workload(&self, request: &Request<'a>) -> Total<'_, 'a> {
        let (mut largest, mut most) = (Total::default(), 0);
        if self.pods.is_empty() {
            return largest;
        }
        let mut counts = request.counts();
        let ways = [(Statement::Pods, "pod"), (Statement::Patch, "pod"), (Statement::Machine, "machine")];
        for (way, unit) in ways {
            let mut total = Total::default();
            let mut claims: Vec<&str> = Vec::new();
            for demand in self.pods.iter().filter(|demand| demand.statement == way) {
                if demand.devices().is_empty() {
                    continue;
                }
                let pods = counts.at(&demand.at);
                total.add(Part { at: &demand.at, unit, count: pods, each: demand.own() });
                for (claim, each) in &demand.shared {
                    if pods.at_least() > 0 && !claims.contains(&claim.as_ref()) {
                        claims.push(claim);
                        let (count, each) = (Count::Known(1), each.clone());
                        total.add(Part { at: &demand.at, unit: "claim", count, each });
                    }
                }
            }
            let sum = total.devices.iter().map(|(_, count)| count).fold(0, u64::saturating_add);
            if sum > most {
                (largest, most) = (total, sum);
            }
        }
        largest
    }
}

/// What a workload asks for.
#[derive(Default)]
pub(crate) struct Total<'d, 'a> {
    pub(crate) devices: Devices<'a>,
    pub(crate) parts: Vec<Part<'d, 'a>>,
}

/// Something that a workload has several of.
pub(crate) struct Part<'d, 'a> {
    pub(crate) at: &'d Place<'a>,
    /// What it is, for messages.
    pub(crate) unit: &'static str,
    /// How many there are at least.
    pub(crate) count: Count,
    /// What each of them needs.
    pub(crate) each: Devices<'a>,
}

impl<'d, 'a> Total<'d, 'a> {
    fn add(&mut self, part: Part<'d, 'a>) {
        for (class, count) in part.each.iter() {
            self.devices.add(class.clone(), count.saturating_mul(part.count.at_least()));
        }
        if !part.each.is_empty() {
            self.parts.push(part);
        }
    }
}
