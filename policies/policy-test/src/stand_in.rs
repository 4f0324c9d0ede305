//! What stands in for the host of a policy and answers its look-ups: the cluster and the registries of a case.
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

mod answer;
pub mod call;
mod cluster;
pub mod grants;
pub mod host;
mod question;
mod read;
mod registry;
pub mod session;
mod stated;

pub use cluster::can::Allowed;
pub use grants::Grants;
pub use host::{Answers, Exchange, Failure, Host};
pub use question::Question;
pub use registry::signer::Signer;
pub use session::Session;
pub use stated::{Outage, RegistryEntry, Service, StandIn, StatedImage};
