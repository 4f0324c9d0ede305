//! What the survey writes down.

use std::fmt;

use policy_kit::accelerator::Unit;
use policy_kit::quantity::Quantity;
use policy_kit::{Count, Json, List, Place, Resource, quoted};

use crate::devices::Devices;

/// Everything by which an object asks for devices.
#[derive(Default)]
pub struct Survey<'a> {
    /// Blocks of resources that have an accelerator among them.
    pub(crate) blocks: Vec<Block<'a>>,
    /// What is asked for in other ways than by resources.
    pub(crate) requests: Vec<DeviceRequest<'a>>,
    /// Claims that are written in an object of their own.
    pub(crate) claim_names: Vec<ClaimName<'a>>,
    /// The pods that all of these belong to, in the order of their places, each with the number that the object starts.
    pub(crate) homes: Vec<(Home<'a>, Count)>,
    /// Types of machines whose devices are not known.
    pub(crate) unknown_machines: Vec<MachineType<'a>>,
    /// The change of a scale. Where there is one, nothing else is asked for.
    pub(crate) scale: Option<Scale<'a>>,
}

/// A block of resources: that of a container, or one of a custom resource. A field of a custom resource that names one
/// resource and its amount is a block, too.
pub(crate) struct Block<'a> {
    pub(crate) at: Place<'a>,
    /// The name of the container, which may be empty; none where the block stands by itself.
    pub(crate) container: Option<&'a str>,
    pub(crate) home: Home<'a>,
    pub(crate) share: Share,
    /// The accelerators among its resources.
    pub(crate) resources: Vec<ExtendedResource<'a>>,
    /// What is stated neither in the block nor for its pod. In a patch nothing is missing: what it leaves out may stand
    /// in what it is merged over.
    pub(crate) missing: Missing,
}

/// What should be stated beside devices, and is not.
#[derive(Clone, Copy, Default)]
pub(crate) struct Missing {
    /// A request or a limit of cpu.
    pub(crate) cpu: bool,
    /// A limit of memory.
    pub(crate) memory: bool,
}

/// An accelerator in a block of resources. It has a limit, a request, or both.
#[derive(Clone, Copy)]
pub(crate) struct ExtendedResource<'a> {
    /// Its name: `nvidia.com/gpu`.
    pub(crate) name: &'a str,
    pub(crate) class: &'a str,
    pub(crate) unit: Unit,
    pub(crate) limit: Option<Amount<'a>>,
    pub(crate) request: Option<Amount<'a>>,
    /// Whether it is a size that comes with a device.
    pub(crate) implies_device: bool,
}

/// An amount as it is written, whether it is one or not.
#[derive(Clone, Copy)]
pub(crate) struct Amount<'a> {
    pub(crate) at: Place<'a>,
    /// What is written: the content of a string, or any other value.
    pub(crate) text: &'a str,
    /// What is written, with the quotes of a string.
    pub(crate) raw: &'a str,
    /// What Kubernetes reads.
    pub(crate) quantity: Option<Quantity>,
}

/// Devices that are asked for by the name of a class, a model or a machine: a request of a claim, an annotation, an
/// item of a virtual machine.
pub(crate) struct DeviceRequest<'a> {
    pub(crate) home: Home<'a>,
    pub(crate) share: Share,
    /// Each of them satisfies the request. Only claims have more than one.
    pub(crate) alternatives: Vec<Alternative<'a>>,
}

/// One way to satisfy a request for devices.
pub(crate) struct Alternative<'a> {
    /// Where the name stands.
    pub(crate) at: Place<'a>,
    /// What is asked for: `gpu.nvidia.com`.
    pub(crate) name: &'a str,
    pub(crate) class: &'a str,
    pub(crate) unit: Unit,
    pub(crate) number: Number<'a>,
}

/// How many devices are asked for.
#[derive(Clone, Copy)]
pub(crate) enum Number<'a> {
    /// This number, which is not written in the object.
    Known(u64),
    /// The number that is written.
    Written(Amount<'a>),
    /// All devices that match, by the `allocationMode` at this place.
    All(Place<'a>),
}

/// A claim, or a template for claims, that is named somewhere.
pub(crate) struct ClaimName<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) name: &'a str,
    pub(crate) is_template: bool,
    pub(crate) home: Home<'a>,
}

/// A type of machines.
pub(crate) struct MachineType<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) name: &'a str,
}

/// A request to the subresource `scale`.
pub(crate) struct Scale<'a> {
    /// Where the number of replicas stands.
    pub(crate) at: Place<'a>,
    pub(crate) old: u64,
    pub(crate) new: u64,
    /// What is scaled, if the host tells.
    pub(crate) resource: Option<Resource<'a>>,
}

/// The pod that devices belong to, and the way in which they are stated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Home<'a> {
    pub(crate) at: Place<'a>,
    pub(crate) statement: Statement,
}

/// In what way devices are stated. An object may state the same devices in several ways.
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

/// Who of a pod has devices.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// A container that runs beside the others.
    Main,
    /// An init container that goes on running.
    Sidecar,
    /// An init container, which runs before the others.
    Init,
    /// The pod as a whole.
    Whole,
    /// The pod as a whole, however many of its parts state it.
    Once,
}

impl<'a> Survey<'a> {
    /// The accelerators in all blocks.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &ExtendedResource<'a>> {
        self.blocks.iter().flat_map(|block| &block.resources)
    }

    /// What satisfies the requests for devices.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = &Alternative<'a>> {
        self.requests.iter().flat_map(|request| &request.alternatives)
    }

    /// The amounts of devices in blocks that are no whole number, each with the name of its resource.
    pub(crate) fn broken_amounts(&self) -> impl Iterator<Item = (&'a str, &Amount<'a>)> {
        let devices = self.resources().filter(|resource| resource.unit.is_device());
        let amounts = devices.flat_map(|resource| {
            let amounts = resource.limit.iter().chain(&resource.request);
            amounts.map(|amount| (resource.name, amount))
        });
        amounts.filter(|(_, amount)| amount.whole().is_none())
    }
}

impl<'a> Block<'a> {
    /// Whose block it is, for messages.
    pub(crate) fn who(&self) -> impl fmt::Display {
        fmt::from_fn(|f| match self.container {
            None => f.write_str("the workload"),
            Some("") => f.write_str("the container"),
            Some(name) => write!(f, "container {}", quoted(name)),
        })
    }

    /// The devices of all its resources.
    pub(crate) fn devices(&self) -> Devices<'a> {
        let mut devices = Devices::default();
        for resource in &self.resources {
            devices.add(resource.class, resource.devices());
        }
        devices
    }

    /// Whether it asks for a device.
    pub(crate) fn holds_devices(&self) -> bool {
        self.resources.iter().any(|resource| resource.devices() > 0)
    }
}

impl Missing {
    /// Everything is missing.
    pub(crate) const ALL: Missing = Missing { cpu: true, memory: true };

    /// What is missing here and there.
    pub(crate) fn and(self, other: Missing) -> Missing {
        Missing { cpu: self.cpu && other.cpu, memory: self.memory && other.memory }
    }

    /// Whether anything is missing.
    pub(crate) fn any(self) -> bool {
        self.cpu || self.memory
    }
}

impl<'a> ExtendedResource<'a> {
    /// The amount that counts: the limit, or a request without one.
    pub(crate) fn amount(&self) -> Option<&Amount<'a>> {
        self.limit.as_ref().or(self.request.as_ref())
    }

    /// How many devices it stands for. What is no whole number counts as the next one, what is no number as one.
    pub(crate) fn devices(&self) -> u64 {
        if !self.unit.is_device() {
            return u64::from(self.implies_device);
        }
        self.amount().map_or(0, |amount| {
            amount.quantity.map_or(1, |quantity| u64::try_from(quantity.ceil()).unwrap_or(0))
        })
    }
}

impl<'a> Amount<'a> {
    /// An amount as a block of resources has it: a string or a number.
    pub(crate) fn of_resource(at: Place<'a>, json: Json<'a>) -> Self {
        let text = json.text().unwrap_or(json.raw());
        Amount { at, text, raw: json.raw(), quantity: Quantity::of(json) }
    }

    /// The number of devices in a field of its own.
    pub(crate) fn of_field(at: Place<'a>, json: Json<'a>) -> Self {
        Amount::of_text(at, json.text().unwrap_or(json.raw()))
    }

    /// A number that is written as text: annotations.
    pub(crate) fn of_text(at: Place<'a>, text: &'a str) -> Self {
        Amount { at, text, raw: text, quantity: Quantity::parse(text) }
    }

    /// The number of devices, if it is one.
    pub(crate) fn whole(&self) -> Option<u64> {
        self.quantity?.whole().and_then(|whole| u64::try_from(whole).ok())
    }
}

impl Number<'_> {
    /// How many devices are counted: one where the number is no whole one, none where nobody knows how many match.
    pub(crate) fn count(&self) -> u64 {
        match self {
            Number::Known(count) => *count,
            Number::Written(amount) => amount.whole().unwrap_or(1),
            Number::All(_) => 0,
        }
    }
}

impl From<List> for Share {
    fn from(list: List) -> Self {
        match list {
            List::Containers | List::Ephemeral | List::Single => Share::Main,
            List::Sidecar => Share::Sidecar,
            List::Init => Share::Init,
        }
    }
}
