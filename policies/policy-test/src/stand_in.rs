//! What answers the look-ups of a policy: the cluster and the registries of a case.
//!
//! ```yaml
//! cluster:                              # its objects, in any order
//!   - {apiVersion: v1, kind: Namespace, metadata: {name: ml, labels: {tier: restricted}}}
//! can:                                  # what is allowed, `*` stands for anything
//!   - {user: alex@example.com, verb: create, resource: pods, subresource: exec, namespace: ml}
//! registry:                             # its images, by reference
//!   ghcr.io/acme/trainer:v1:
//!     digest: sha256:…
//!     signers:                          # whose signatures it carries, each with `annotations` if it likes
//!       - {key: "-----BEGIN PUBLIC KEY-----…"}         # the key alone is the same
//!       - {issuer: https://accounts.example.com, subject: ci@example.com}
//!       - {githubOwner: acme, githubRepo: trainer}
//!       - {certificate: "-----BEGIN CERTIFICATE-----…"}
//!     manifest: {…}                     # of an image or an index
//!     config: {…}
//!   ghcr.io/acme/gone:v1: unreachable
//! ```
//!
//! Instead of what is in it, `cluster` and `registry` can say that look-ups fail: `unreachable` (nobody accepts the
//! connection), `timesOut` (nobody answers), `notGranted` (the policy may not ask) or `garbage` (what comes is no
//! JSON; of a cluster policy-server reads it itself, and says so). Absent, both are there and empty.
//!
//! - **Kinds** are those of `kinds.tsv`, of the objects, and of CustomResourceDefinitions among them. An object of a
//!   kind with namespaces and without one of its own is in `default`.
//! - **An image is found** by tag or by digest. A name and its long form (`docker.io/library/…`) are the same. One
//!   that is pinned need not be listed twice; to say that only the look-up by digest fails, list
//!   `<repository>@<digest>: unreachable`. A config that an index leads to is that of the entry for linux/amd64,
//!   listed by its digest.
//! - **Signatures are believed**: nothing is computed. Keys and certificates are compared as text; every signature
//!   is in the log, and no chain of a certificate is looked at. `githubOwner` stands for a workflow of that
//!   repository, whose subject is `subject` or one made up. The tag under which they are kept,
//!   `<repository>:sha256-<hex>.sig`, can be listed like an image; where it is `unreachable`, `verify` finds none.
//! - **`can`** is read like a rule of RBAC: `group` is the core group and `namespace` any when absent. Who is neither
//!   `user` nor in `groups` of an item is not meant by it; an item without both means everybody. `system:masters`
//!   may do anything.
//! - **What times out** is what the host gives up by itself; the policy gets to read so. An evaluation that is over
//!   its own time is none of a case's: whatever the policy would have made of it, the server refuses.
//!
//! What a case cannot state (addresses of names, trust in certificates) and what it should have stated (a manifest)
//! is no answer: the evaluation fails, whatever the policy makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::Value;

pub mod call;
mod cluster;
pub mod grants;
pub mod host;
mod question;
mod read;
mod registry;
pub mod session;

pub use cluster::can::Allowed;
pub use grants::Grants;
pub use host::{Answers, Exchange, Failure, Host};
pub use question::Question;
pub use registry::signer::Signer;
pub use session::Session;

use call::HostCall;

/// What answers the look-ups of a policy.
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

/// One side of the world, and whether it answers at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service<T> {
    /// It does, from this.
    Answers(T),
    /// It does not.
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
    /// Reads a file with the keys `cluster`, `registry` and `can`; errors name file, line and column.
    pub fn load(path: &std::path::Path) -> anyhow::Result<Self> {
        read::load(path)
    }

    /// A world in which neither the cluster nor a registry can be reached.
    pub fn cut_off() -> Self {
        Self::failing(Outage::Unreachable)
    }

    /// A world in which every look-up fails so, whoever is asked.
    pub fn failing(outage: Outage) -> Self {
        Self { cluster: Service::Fails(outage), registry: Service::Fails(outage), ..Self::default() }
    }

    /// The same world, in which nobody can be reached with this question.
    #[must_use]
    pub fn without(&self, question: Question) -> Self {
        Self { lost: Some(question), ..self.clone() }
    }

    /// The same world, in which nobody can be reached with the questions of an evaluation that have these numbers.
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
            let known: BTreeSet<_> = stated.iter().filter_map(cluster::identity).collect();
            let new = objects.into_iter();
            let new = new.filter(|object| cluster::identity(object).is_none_or(|own| !known.contains(&own)));
            stated.extend(new.collect::<Vec<_>>());
        }
    }

    /// Whether a look-up fails for want of a grant, which belongs to the client and not to the world.
    pub fn withholds_something(&self) -> bool {
        self.withholds("kubernetes") || self.withholds("oci")
    }
}

impl Answers for StandIn {
    fn answer(&self, call: &HostCall) -> Result<Vec<u8>, Failure> {
        if self.lost.is_some() && self.lost == Question::of(call) {
            return StandIn::cut_off().answer(call);
        }
        let answer = match call {
            HostCall::KubernetesGetResource(get) => Some(self.cluster(call)?.get(get)),
            HostCall::KubernetesListResourceNamespace(list) => {
                Some(self.cluster(call)?.list_in_namespace(list))
            }
            HostCall::KubernetesListResourceAll(list) => Some(self.cluster(call)?.list_all(list)),
            HostCall::KubernetesCanI(can_i) => {
                self.cluster(call)?;
                Some(Ok(cluster::can::answer(&self.can, &can_i.request)))
            }
            HostCall::DnsLookupHost(_) => {
                return Err(Failure::Unstated("a case cannot state the addresses of a name".to_owned()));
            }
            HostCall::CryptoIsCertificateTrusted(_) => {
                return Err(Failure::Unstated("a case cannot state trust in a certificate".to_owned()));
            }
            call => registry::answer(&self.registry, call).transpose(),
        };
        match answer {
            Some(answer) => Ok(answer?.to_string().into_bytes()),
            None => Ok(GARBAGE.to_vec()),
        }
    }

    fn answer_after(&self, made: usize, call: &HostCall) -> Result<Vec<u8>, Failure> {
        if self.unanswered.contains(&made) {
            return StandIn::cut_off().answer(call);
        }
        self.answer(call)
    }

    fn withholds(&self, namespace: &str) -> bool {
        match namespace {
            "kubernetes" => self.cluster == Service::Fails(Outage::NotGranted),
            "oci" => self.registry == Service::Fails(Outage::NotGranted),
            _ => false,
        }
    }

    fn stand_in(&self) -> Option<&StandIn> {
        Some(self)
    }
}

/// What a broken proxy says.
const GARBAGE: &[u8] = b"<html><body>503 Service Unavailable</body></html>";
