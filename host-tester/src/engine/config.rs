//! How wasmtime is configured, and why.

use std::time::Duration;

use wasmtime::{Config, Engine, PoolingAllocationConfig};

use super::Cache;
use crate::wapc::Limits;

/// What an engine allows and measures.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long one call may take; policy-server's default is two seconds.
    pub deadline: Duration,
    /// Memory, tables and output of one instance.
    pub limits: Limits,
    /// Whether fuel is counted, which makes guests slower.
    pub fuel: bool,
    /// Whether one module is compiled on all cores.
    pub parallel: bool,
    /// Where compiled modules are kept.
    pub cache: Option<Cache>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(2),
            limits: Limits {
                memory: 256 << 20,
                table: TABLE_ELEMENTS,
                output: 1 << 20,
                // An object is at most 2 MiB on its way to policy-server; a mutation sends it back.
                response: 8 << 20,
            },
            fuel: false,
            parallel: true,
            cache: None,
        }
    }
}

/// Elements of a table: modules written in C# or Go need many. The pool only reserves address space for them.
const TABLE_ELEMENTS: usize = 100_000;

/// Instances that live at the same time, with room for the warm slots of several modules.
const SLOTS: u32 = 256;

pub(super) fn engine(options: &Options) -> wasmtime::Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(SLOTS)
        .total_memories(SLOTS)
        .total_tables(SLOTS)
        .max_tables_per_module(4)
        .table_elements(TABLE_ELEMENTS)
        .max_memory_size(options.limits.memory)
        // Without these two, wasmtime gives the pages back after every call, and the next call faults them in again,
        // which costs more the more threads there are.
        .linear_memory_keep_resident(2_000_000)
        .table_keep_resident(65_536);
    let mut config = Config::new();
    config
        .allocation_strategy(pool)
        .epoch_interruption(true)
        .consume_fuel(options.fuel)
        .parallel_compilation(options.parallel);
    Engine::new(&config)
}
