//! host-tester: runs Kubewarden policies with policy-server's semantics.
//!
//! The boxes and who may use whom (a test holds the code to it): `cli` → everything; `run` → `source`, `bundle`,
//! `evaluate`; `bench` → `evaluate`, `module`; `evaluate` → `host`, `engine`, `module`; `engine` → `wapc`;
//! everything → the leaf crate `cases`. wasmtime is named only in `engine` and `wapc`.

pub mod bench;
pub mod bundle;
pub mod cli;
pub mod clock;
pub mod engine;
pub mod evaluate;
pub mod host;
pub mod module;
pub mod report;
pub mod run;
pub mod source;
pub mod verdict;
pub mod wapc;
