//! The waPC ABI as a host sees it: what a guest may import, how a call is
//! made, and how each way of going wrong becomes a typed [`Fault`].
//!
//! Every pointer a guest hands over is checked: policy-server itself panics on
//! an out-of-range one, so a hostile module must not be able to do that here.

mod fault;
mod imports;
mod memory;
mod state;
mod stop;
mod wasi;

pub use fault::{of_call, of_start};
pub use state::{HostCalls, InstanceState, Limits};
pub use stop::Stop;

use policy_test::outcome::Fault;
use wasmtime::{ExternType, Instance, Linker, Module, Store, TypedFunc, ValType};

/// The function that every waPC guest exports.
const GUEST_CALL: &str = "__guest_call";

/// Functions a guest may export to be initialised, in the order they run.
const STARTERS: [&str; 2] = ["_start", "wapc_init"];

/// A guest that was initialised and can be called.
pub struct Guest {
    call: TypedFunc<(u32, u32), i32>,
}

/// Defines everything that a policy may import. A module with other imports cannot be loaded, as in policy-server.
pub fn link(linker: &mut Linker<InstanceState>) -> wasmtime::Result<()> {
    imports::link(linker)?;
    for module in ["wasi_snapshot_preview1", "wasi_unstable"] {
        wasi::link(linker, module)?;
    }
    Ok(())
}

/// Refuses a module that lacks what every call needs, before it is instantiated.
pub fn require_exports(module: &Module) -> Result<(), Fault> {
    match module.get_export("memory") {
        Some(ExternType::Memory(_)) => {}
        _ => return Err(Fault::MissingExport("memory".to_owned())),
    }
    match module.get_export(GUEST_CALL) {
        Some(ExternType::Func(ty))
            if ty.params().len() == 2
                && ty.params().all(|t| matches!(t, ValType::I32))
                && ty.results().len() == 1
                && ty.results().all(|t| matches!(t, ValType::I32)) =>
        {
            Ok(())
        }
        Some(_) => Err(Fault::MissingExport(format!(
            "{GUEST_CALL} (i32, i32) -> i32; the module exports something else under this name"
        ))),
        None => Err(Fault::MissingExport(GUEST_CALL.to_owned())),
    }
}

impl Guest {
    /// Runs the guest's own initialisation; `rearm` gives it a fresh deadline
    /// before each step, as policy-server does.
    pub fn start(
        store: &mut Store<InstanceState>,
        instance: &Instance,
        rearm: impl Fn(&mut Store<InstanceState>),
    ) -> Result<Self, Fault> {
        let call = instance
            .get_typed_func(&mut *store, GUEST_CALL)
            .map_err(|_| Fault::MissingExport(GUEST_CALL.to_owned()))?;
        for name in STARTERS {
            let Some(function) = instance.get_func(&mut *store, name) else {
                continue;
            };
            let starter = function.typed::<(), ()>(&mut *store).map_err(|_| {
                Fault::Load(format!("export `{name}` is not a function without parameters and results"))
            })?;
            rearm(store);
            if let Err(error) = starter.call(&mut *store, ()) {
                // A command module ends its start-up this way.
                if !matches!(error.downcast_ref::<Stop>(), Some(Stop::Exit(0))) {
                    return Err(of_start(&error, store.data()));
                }
            }
        }
        Ok(Self { call })
    }

    /// Calls one operation and returns the bytes of the answer.
    pub fn call(
        &self,
        store: &mut Store<InstanceState>,
        operation: &'static str,
        payload: Vec<u8>,
    ) -> Result<Vec<u8>, Fault> {
        let (Ok(operation_len), Ok(payload_len)) =
            (u32::try_from(operation.len()), u32::try_from(payload.len()))
        else {
            return Err(Fault::Request("the request is larger than a guest's memory".to_owned()));
        };
        store.data_mut().begin(operation, payload);
        match self.call.call(&mut *store, (operation_len, payload_len)) {
            Err(error) => Err(of_call(&error, store.data())),
            Ok(status) => store.data_mut().answer(status),
        }
    }
}
