//! What a rule is.

use std::fmt;

/// One rule of a policy: everything that is known of it, and how it is checked.
///
/// A rule is a constant of its own file: `host_network::RULE` in the whole policy of the [crate's documentation](crate).
/// What is not written comes from [`Rule::BASE`].
#[derive(Clone, Copy)]
pub struct Rule<C: ?Sized = ()> {
    /// The rule's name, never reused: `host-path`.
    pub id: &'static str,
    /// Its mode where the settings do not say otherwise.
    pub default: Mode,
    /// How strict a cluster has to be to want it.
    pub level: Level,
    /// How bad it is what it finds.
    pub severity: Severity,
    /// The controls of published standards that it holds.
    pub standards: &'static [Standard],
    /// Whether what it finds is never shown: no value, no part of one, no hash.
    pub confidential: bool,
    /// What it answers.
    pub kind: Kind,
    /// What to do about a finding; ends the sentence that the finding begins.
    pub fix: &'static str,
    /// How it is checked.
    pub check: C,
}

/// A rule, however it is checked.
pub type AnyRule = Rule<dyn Send + Sync>;

/// How a policy's rules are checked: by a function from what its survey has read, and what there is besides, to
/// findings. [`crate::policy!`] makes the type `Check` of a policy.
pub trait Checked: Send + Sync + 'static {
    /// Finds nothing.
    const NOTHING: Self;
}

/// What a finding does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The request is rejected.
    Deny,
    /// The request is accepted and the user is warned.
    Warn,
    /// The request is accepted and the finding goes to the audit annotations.
    Audit,
    /// The rule is not asked.
    Off,
}

/// How strict a cluster has to be to want a rule, named as the Pod Security Standards name their levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Every cluster.
    Baseline,
    /// A hardened one.
    Restricted,
}

/// How bad it is what a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good practice.
    Low,
    /// Something goes wrong sooner or later.
    Medium,
    /// A way to other people's data, devices or money.
    High,
    /// A way to the node or the cluster.
    Critical,
}

/// A control of a published standard, by its id there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// Pod Security Standards: `baseline/host-namespaces`.
    PodSecurity(&'static str),
    /// OWASP AI Security Verification Standard 1.0: `4.3.3`.
    Aisvs(&'static str),
    /// NIST AI Risk Management Framework: `GOVERN 1.6`.
    NistAiRmf(&'static str),
    /// Kubernetes AI Conformance: `secure_accelerator_access`.
    AiConformance(&'static str),
}

/// What a rule answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Findings.
    Finding,
    /// What is to be remembered of the object, whatever becomes of the request: the values of these keys, which the
    /// README lists, in the audit annotation `record`. Its mode is audit or off.
    Record(&'static [&'static str]),
}

impl<C: Checked> Rule<C> {
    /// What most rules have in common: findings of a baseline cluster that deny. Without a name it is no rule.
    pub const BASE: Self = RULE.checked_by(C::NOTHING);
}

impl Rule {
    /// The same rule with a way to check it: one that several policies have in common.
    pub const fn checked_by<C>(self, check: C) -> Rule<C> {
        let Rule { id, default, level, severity, standards, confidential, kind, fix, .. } = self;
        Rule { id, default, level, severity, standards, confidential, kind, fix, check }
    }
}

/// A rule that nobody checks: the kit files its findings itself.
pub(crate) const RULE: Rule = Rule {
    id: "",
    default: Mode::Deny,
    level: Level::Baseline,
    severity: Severity::Medium,
    standards: &[],
    confidential: false,
    kind: Kind::Finding,
    fix: "",
    check: (),
};

impl<C: ?Sized> fmt::Debug for Rule<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl Mode {
    /// The word of the settings and of the audit annotations.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Deny => "deny",
            Mode::Warn => "warn",
            Mode::Audit => "audit",
            Mode::Off => "off",
        }
    }
}

impl Level {
    /// The word that `describe` answers.
    pub fn word(self) -> &'static str {
        match self {
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        }
    }
}

impl Severity {
    /// The word that `describe` answers.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl Standard {
    /// The standard's short name and the control's id there.
    pub fn parts(self) -> (&'static str, &'static str) {
        match self {
            Standard::PodSecurity(id) => ("pod-security", id),
            Standard::Aisvs(id) => ("aisvs", id),
            Standard::NistAiRmf(id) => ("nist-ai-rmf", id),
            Standard::AiConformance(id) => ("ai-conformance", id),
        }
    }
}
