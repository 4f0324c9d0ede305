//! How a policy's answers are treated: what its custom resource says, beside the settings.

use std::sync::Arc;

use policy_test::world::Grants;

/// How a policy's answers are treated.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The id that rejections name.
    pub id: String,
    /// Whether its refusals count.
    pub mode: Mode,
    /// Whether it may change objects.
    pub allowed_to_mutate: bool,
    /// What stands in place of its message.
    pub message: Option<String>,
    /// What it may ask of its host.
    pub grants: Arc<Grants>,
}

/// Whether a policy's refusals count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// They do.
    #[default]
    Protect,
    /// They are only recorded: the request passes.
    Monitor,
}
