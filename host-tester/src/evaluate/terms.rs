//! What a policy's custom resource says beside the settings.

use std::sync::Arc;

use policy_test::stand_in::Grants;

/// How a policy's answers are treated.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The id that rejections name.
    pub id: String,
    /// Whether the policy's refusals count.
    pub mode: Mode,
    /// Whether the policy may change objects.
    pub allowed_to_mutate: bool,
    /// The message in place of the policy's own.
    pub message: Option<String>,
    /// What the policy may ask of its host.
    pub grants: Arc<Grants>,
}

/// Whether a policy's refusals count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Refusals count.
    #[default]
    Protect,
    /// Refusals are recorded, and the request passes.
    Monitor,
}
