//! host-tester: runs Kubewarden policies with policy-server's semantics.
//!
//! The boxes and who may use whom (a test holds the code to it): `cli` → everything; `run` → `source`, `bundle`,
//! `evaluate`; `bench` → `evaluate`, `engine`, `module`; `bundle`, `generate` and `registry` → `module`;
//! `evaluate` → `host`, `engine`, `module`; `engine` and `host` → `wapc`; `report` → `verdict`; everything → the crate
//! `policy-test`. wasmtime is named only in `engine` and `wapc`.
//!
//! A policy and a request meet in `evaluate`; what comes of it is an `Outcome`, which `run` streams as events in a
//! fixed order and `report` turns into text and an exit code.

pub mod bench;
pub mod bundle;
pub mod cli;
pub mod clock;
pub mod engine;
pub mod evaluate;
pub mod generate;
pub mod host;
pub mod module;
pub mod registry;
pub mod report;
pub mod run;
pub mod source;
pub mod verdict;
pub mod wapc;
