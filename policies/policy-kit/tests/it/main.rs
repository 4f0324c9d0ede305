//! Small policies, asked as a host asks them: what the kit does for every policy, whatever its rules are.

#![expect(unreachable_pub, reason = "the macro makes policies for crates of their own")]

// `cfg(test)` tells clippy that all of this is test code.
#[cfg(test)]
mod confidential;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod judges;
#[cfg(test)]
mod pod_fields;
#[cfg(test)]
mod records;
#[cfg(test)]
mod support;
