//! wasmtime, set up for one thing: many short calls, each into a fresh
//! instance that can do no harm.

mod cache;
mod config;
mod ticker;

pub use cache::Cache;
pub use config::Options;

use std::sync::Arc;
use std::time::{Duration, Instant};

use policy_test::outcome::Fault;
use wasmtime::{InstancePre, Linker, Store};

pub use crate::wapc::{HostCalls, Limits};

use crate::wapc::{self, Guest, InstanceState};
use ticker::Ticker;

/// A wasmtime engine with its limits, its pool and its cache of compiled modules.
pub struct Engine {
    wasmtime: wasmtime::Engine,
    linker: Linker<InstanceState>,
    options: Options,
    ticker: Arc<Ticker>,
}

/// A compiled module, linked and ready to be instantiated.
pub struct CompiledModule {
    engine: wasmtime::Engine,
    instance: InstancePre<InstanceState>,
    options: Options,
    /// How long compiling took, or loading from the cache.
    pub prepared: Duration,
    /// Whether the module came from the cache.
    pub cached: bool,
    // Deadlines hold only while the ticker runs, so a module keeps the ticker alive.
    _ticker: Arc<Ticker>,
}

/// One call into a fresh instance.
pub struct Call {
    /// The waPC operation.
    pub operation: &'static str,
    /// The payload of the operation.
    pub payload: Vec<u8>,
    /// Nanoseconds since 1970 that the guest's clock shows.
    pub now: u64,
    /// Who answers the guest's own calls.
    pub host: Arc<dyn HostCalls>,
}

/// What came of a call.
pub struct CallResult {
    /// The response, or why there is none.
    pub result: Result<Vec<u8>, Fault>,
    /// Fuel burnt by the call, initialisation included, where the engine counts it.
    pub fuel: Option<u64>,
    /// What the guest printed.
    pub output: Vec<u8>,
}

impl Engine {
    /// An engine; fails only when the machine cannot reserve the pool's address space.
    pub fn new(options: Options) -> anyhow::Result<Self> {
        let engine = config::engine(&options).map_err(|error| {
            anyhow::anyhow!(
                "cannot start the WebAssembly engine: {error:#}; is the address space limited (`ulimit -v`)?"
            )
        })?;
        let mut linker = Linker::new(&engine);
        wapc::link(&mut linker)
            .map_err(|error| anyhow::anyhow!("cannot define the waPC imports: {error:#}"))?;
        let ticker = Arc::new(Ticker::start(&engine));
        Ok(Self { wasmtime: engine, linker, options, ticker })
    }

    /// Compiles a module, or takes it from the cache, and checks the module's imports and exports.
    pub fn load(&self, wasm: &[u8]) -> Result<CompiledModule, Fault> {
        let begun = Instant::now();
        let loaded = match &self.options.cache {
            Some(cache) => cache.load(&self.wasmtime, wasm),
            None => wasmtime::Module::new(&self.wasmtime, wasm).map(|module| (module, false)),
        };
        let (module, cached) = loaded.map_err(|error| Fault::Load(format!("{error:#}")))?;
        let prepared = begun.elapsed();
        let instance =
            self.linker.instantiate_pre(&module).map_err(|error| Fault::Load(format!("{error:#}")))?;
        wapc::require_exports(&module)?;
        let (engine, options, ticker) =
            (self.wasmtime.clone(), self.options.clone(), Arc::clone(&self.ticker));
        Ok(CompiledModule { engine, instance, options, prepared, cached, _ticker: ticker })
    }
}

impl CompiledModule {
    /// Instantiates the module, initialises it, makes one call and discards it:
    /// nothing survives from one request to the next, as in policy-server.
    pub fn call(&self, call: Call) -> CallResult {
        let mut store =
            Store::new(&self.engine, InstanceState::new(call.host, self.options.limits, call.now));
        store.limiter(|state| state);
        let fuel = self.options.fuel && store.set_fuel(u64::MAX).is_ok();
        let result = self.run(&mut store, call.operation, call.payload);
        let fuel = if fuel { store.get_fuel().ok().map(|left| u64::MAX - left) } else { None };
        CallResult { result, fuel, output: store.into_data().into_output() }
    }

    fn run(
        &self,
        store: &mut Store<InstanceState>,
        operation: &'static str,
        payload: Vec<u8>,
    ) -> Result<Vec<u8>, Fault> {
        let ticks = ticker::ticks(self.options.deadline);
        let rearm = |store: &mut Store<InstanceState>| store.set_epoch_deadline(ticks);
        rearm(store);
        let instance =
            self.instance.instantiate(&mut *store).map_err(|error| wapc::of_start(&error, store.data()))?;
        let guest = Guest::start(store, &instance, rearm)?;
        rearm(store);
        guest.call(store, operation, payload)
    }
}
