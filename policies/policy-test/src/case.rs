//! The case format: manifests in a YAML list, each with a decision written by hand.
//!
//! ```yaml
//! - rejects: a privileged init container          # accepts | warns | rejects | mutates
//!   why: allocation goes through the kubelet, not through the device tree
//!   object: {apiVersion: v1, kind: Pod, metadata: {name: trainer, namespace: ml}, spec: {}}
//!   cluster: [{apiVersion: v1, kind: Namespace, metadata: {name: ml}}]   # objects that look-ups find
//!   registry: {"ghcr.io/acme/trainer:v1": {digest: "sha256:…", signers: []}}
//!   can: [{user: alex, verb: create, resource: pods, namespace: ml}]
//!   now: 2026-11-24T13:30:00Z    # what the policy takes for the present; a day alone is its first second
//! ```
//!
//! `cluster`, `registry` and `can` answer the look-ups of the policy; [`crate::stand_in`] describes them. Instead of
//! what is in it, `cluster` or `registry` can be a word that says how look-ups fail: `unreachable`, `timesOut`,
//! `notGranted` or `garbage`. An image of `registry` can be `unreachable` by itself. A policy may ask what its
//! `metadata.yml` states in `hostCapabilities` (everything, without that key), and read the kinds in
//! `contextAwareResources`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::expect::Decision;
use crate::stand_in::StandIn;
use crate::variants::Family;

pub use crate::case::moment::Moment;

mod moment;
pub mod read;

/// The moment of every case that names none in `now`.
pub const TODAY: &str = "2026-11-24";

/// One case of a file.
#[derive(Clone, Debug)]
pub struct Case {
    /// The line where it begins.
    pub line: u64,
    /// The decision that its author expects.
    pub decision: Decision,
    /// What is decided, as a sentence; unique in its file.
    pub sentence: String,
    /// Why it is decided so.
    pub why: Option<String>,
    /// What the policy is asked.
    pub given: Given,
    /// Settings of the policy; `{}` when absent.
    pub settings: Value,
    /// The moment of the evaluation; a case with one cannot be exported to clients with a real clock.
    pub now: Option<Moment>,
    /// The object before the violation, for the `update` variant.
    pub clean: Option<Value>,
    /// Which variants are derived.
    pub vary: Option<Vary>,
    /// What answers the look-ups that the policy makes.
    pub stand_in: Arc<StandIn>,
}

/// What a policy is asked.
#[derive(Clone, Debug)]
pub enum Given {
    /// To judge a request that is built from a manifest.
    Manifest(Box<Manifest>),
    /// To judge a whole admission request, however malformed.
    Request(Value),
    /// To refuse the case's settings, with a message that names this path.
    InvalidSettings(String),
}

/// The manifest of a case and what is done with it.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The object.
    pub object: Value,
    /// The object before an UPDATE.
    pub old: Option<Value>,
    /// `CREATE` when absent; an object with `old` is an `UPDATE`.
    pub operation: Option<String>,
    /// `scale`, `ephemeralcontainers`, …
    pub sub_resource: Option<String>,
    /// The `userInfo`.
    pub user: Option<Value>,
    /// Whether it is a trial run.
    pub dry_run: bool,
}

/// The variants of a case, where its author limits them: `{families: […], reason: …}` names those that apply, and
/// `{except: […], reason: …}` those that do not.
#[derive(Clone, Debug)]
pub struct Vary {
    /// The families that apply; none when empty.
    pub families: BTreeSet<Family>,
    /// Why the others do not.
    pub reason: String,
}

impl Case {
    /// The moment of the evaluation: `2026-11-24` or `2026-11-24T13:30:00Z`.
    pub fn moment(&self) -> &str {
        self.now.as_ref().map_or(TODAY, Moment::as_str)
    }

    /// Whether a family of variants is wanted.
    pub fn wants(&self, family: Family) -> bool {
        self.vary.as_ref().is_none_or(|vary| vary.families.contains(&family))
    }

    /// The manifest, where it is created as a whole by the request: no subresource, nothing before it.
    pub fn created(&self) -> Option<&Manifest> {
        match &self.given {
            Given::Manifest(manifest) if manifest.is_creation() => Some(manifest),
            _ => None,
        }
    }
}

impl Manifest {
    fn is_creation(&self) -> bool {
        self.operation() == "CREATE" && self.sub_resource.is_none()
    }

    /// The operation; an object with an old one is updated, all others are created.
    pub fn operation(&self) -> &str {
        match (&self.operation, &self.old) {
            (Some(operation), _) => operation,
            (None, Some(_)) => "UPDATE",
            (None, None) => "CREATE",
        }
    }
}
