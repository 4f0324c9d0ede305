//! One rule, one file.

pub(crate) mod pinned;
pub(crate) mod unsigned;
pub(crate) mod wrong_signer;
