//! The harness from outside, as one binary: linking the engine once is enough.

// `cfg(test)` tells clippy that all of this is test code.
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod dependencies;
#[cfg(test)]
mod fake_registry;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod hostile_modules;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod look_ups;
#[cfg(test)]
mod modules;
#[cfg(test)]
mod new_policy;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod semantics;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod support;
