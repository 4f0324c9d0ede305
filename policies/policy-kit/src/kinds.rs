//! What is known of kinds: those of Kubernetes itself, by their schema, and what the shape of an object cannot tell of
//! others, which `projects` lists by project. Everything else is found by structure.

mod built_in;
mod exceptions;
mod group_kind;

pub use self::built_in::pod_spec_path;
pub(crate) use self::built_in::{is_bookkeeping, is_path, is_pod_spec, keeps_metadata_to_itself};
pub use self::exceptions::starts_no_pods;
pub(crate) use self::exceptions::{
    fills_in, has_exceptions, holds_manifest, is_merged, is_pod_field, may_be_filled_in,
};
pub use self::group_kind::GroupKind;
pub(crate) use self::group_kind::group_of;
