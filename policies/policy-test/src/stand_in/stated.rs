//! What a case states of the cluster and of the registries.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::Value;

use crate::stand_in::cluster::can::Allowed;
use crate::stand_in::cluster::object::identity;
use crate::stand_in::question::Question;
use crate::stand_in::registry::signer::Signer;

/// What stands in for a cluster and its registries, and answers the look-ups of a policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StandIn {
    /// The objects of the cluster, in any order.
    pub cluster: Service<Vec<Value>>,
    /// The images of the registries, by reference.
    pub registry: Service<BTreeMap<String, RegistryEntry>>,
    /// Who may do what in the cluster.
    pub can: Vec<Allowed>,
    /// With which question nobody can be reached, whatever is stated.
    pub lost: Option<Question>,
    /// The questions of an evaluation, numbered from 0, with which nobody can be reached.
    pub unanswered: Range<usize>,
}

/// The API server or the registries: what they know, or how they fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service<T> {
    /// They answer from this.
    Answers(T),
    /// They answer nothing.
    Fails(Outage),
}

/// How look-ups fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Nobody accepts the connection.
    Unreachable,
    /// Nobody answers until the host gives up.
    TimesOut,
    /// The policy may not ask.
    NotGranted,
    /// What comes is no JSON.
    Garbage,
}

/// What a registry knows of an image.
#[derive(Clone, Debug, PartialEq)]
pub enum RegistryEntry {
    /// The registry does not answer.
    Unreachable,
    /// It has the image.
    Image(Box<StatedImage>),
}

/// An image of a registry.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedImage {
    /// `sha256:…`
    pub digest: String,
    /// Whose signatures it carries.
    pub signers: Vec<Signer>,
    /// The manifest of an image or an index.
    pub manifest: Option<Value>,
    /// What the manifest calls its config.
    pub config: Option<Value>,
}

impl Outage {
    /// The word for it in a case.
    pub fn word(self) -> &'static str {
        match self {
            Outage::Unreachable => "unreachable",
            Outage::TimesOut => "timesOut",
            Outage::NotGranted => "notGranted",
            Outage::Garbage => "garbage",
        }
    }
}

impl StandIn {
    /// A stand-in for a host that reaches neither the cluster nor a registry.
    pub fn cut_off() -> Self {
        Self::failing(Outage::Unreachable)
    }

    /// A stand-in with which every look-up fails so, whoever is asked.
    pub fn failing(outage: Outage) -> Self {
        Self { cluster: Service::Fails(outage), registry: Service::Fails(outage), ..Self::default() }
    }

    /// The same stand-in, in which nobody can be reached with this question.
    #[must_use]
    pub fn without(&self, question: Question) -> Self {
        Self { lost: Some(question), ..self.clone() }
    }

    /// The same stand-in, in which nobody can be reached with the questions of an evaluation that have these numbers.
    #[must_use]
    pub fn silent(&self, numbers: Range<usize>) -> Self {
        Self { unanswered: numbers, ..self.clone() }
    }

    /// Whether the cluster or the registries fail as a whole.
    pub fn fails(&self) -> bool {
        matches!(self.cluster, Service::Fails(_)) || matches!(self.registry, Service::Fails(_))
    }

    /// Adds objects to a cluster that answers; those that it states itself stay as they are.
    pub fn add_objects(&mut self, objects: impl IntoIterator<Item = Value>) {
        if let Service::Answers(stated) = &mut self.cluster {
            let known: BTreeSet<_> = stated.iter().filter_map(identity).collect();
            let new = objects.into_iter();
            let new = new.filter(|object| identity(object).is_none_or(|own| !known.contains(&own)));
            stated.extend(new.collect::<Vec<_>>());
        }
    }
}
