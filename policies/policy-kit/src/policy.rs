//! What a policy is: a survey of the object, and rules about what it has found.

pub use crate::about::About;
use crate::host::Host;
use crate::judges::Judges;
use crate::request::Request;
use crate::settings::Settings;
use crate::verdict::{Checked, Report, Rule};

/// A policy has two halves. Its **survey** reads the object into plain facts and knows no rule; its **rules** are
/// functions from these facts to findings. [`crate::policy!`] implements it. It validates or mutates, never both: what a
/// policy refuses may be what another one, asked later, would have repaired.
pub trait Policy: Sized + Sync + 'static {
    /// What the policy can be set to.
    type Settings<'a>: Settings<'a>;
    /// What the survey reads of an object.
    type Survey<'a>;
    /// How a rule is checked.
    type Check: Checked;
    /// Every rule, in the order of the policy's README.
    const RULES: &'static [&'static Rule<Self::Check>];
    /// Name, version and home.
    const ABOUT: About;
    /// The requests that are judged.
    const JUDGES: Judges;
    /// The pod-level fields that the rules read besides those by which every policy knows a part of a pod. Without its
    /// field here, a rule does not see the field in an override or patch that has no containers.
    const POD_FIELDS: &'static [&'static str];
    /// Whether it edits objects.
    const MUTATES: bool;

    /// Reads the object. No clock, environment, file or order of hashes, and nothing is asked of the host: the same
    /// request and settings always give the same facts. What has the wrong type is noted by its reader.
    fn survey<'a>(ctx: &Ctx<'_, 'a, Self::Settings<'a>>) -> Self::Survey<'a>;

    /// Checks a rule.
    fn check<'a>(
        check: &Self::Check,
        survey: &Self::Survey<'a>,
        ctx: &Ctx<'_, 'a, Self::Settings<'a>>,
        report: &mut Report<'_, 'a>,
    );
}

/// What a survey and a rule are given.
pub struct Ctx<'c, 'a, S> {
    /// The request.
    pub request: &'c Request<'a>,
    /// The settings.
    pub settings: &'c S,
    /// Who can be asked, by rules alone: a rule that is off asks nothing.
    pub host: &'c Host<'c, 'a>,
}
