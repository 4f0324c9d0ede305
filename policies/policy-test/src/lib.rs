//! Test data for admission policies, and what every executor of it shares.
//!
//! A **case** is a manifest in a YAML list with a decision written by hand; **variants** are derived from
//! it by code; the **request builder** turns both into what an API server would send. The same plan runs
//! natively in a policy's own tests ([`run!`]), as Wasm in host-tester, and exported in other clients.
//!
//! This is a leaf crate: it knows nothing of Wasm and nothing of the policies.

pub mod case;
pub mod describe;
pub mod edits;
pub mod expect;
pub mod kinds;
pub mod kit;
pub mod outcome;
pub mod request;
pub mod response;
pub mod run;
pub mod stand_in;
pub mod variants;
mod yaml;
