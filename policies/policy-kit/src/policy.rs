//! What a policy is: a survey of the object, and rules about what it has found.

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

/// What a policy is called and where it is described.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The crate's name, which is the policy's.
    pub name: &'static str,
    /// The crate's version.
    pub version: &'static str,
    /// The project's home page, without a slash at its end.
    pub home: &'static str,
}

/// Makes a policy of its parts:
///
/// ```ignore
/// policy! {
///     settings: Settings,            // a type with one lifetime
///     survey: survey => Survey,      // a function, and the type that it answers, with one lifetime
///     rules: [privileged::RULE, host_path::RULE],
///     check: crate::rules::Check,    // these four may be left out
///     judges: Judges::WORKLOADS,
///     pod_fields: ["hostAliases"],
///     mutates: false,
/// }
/// ```
///
/// It names the policy `ThisPolicy`. The types of its rules come from `crate::rules`, where [`crate::rules!`] makes them.
/// `call_natively` answers the module's operations for tests and tools.
#[macro_export]
macro_rules! policy {
    {
        settings: $settings:ident,
        survey: $survey:path => $facts:ident,
        rules: [$($rule:path),* $(,)?]
        $(, check: $check:ty)?
        $(, judges: $judges:expr)?
        $(, pod_fields: [$($field:literal),* $(,)?])?
        $(, mutates: $mutates:literal)?
        $(,)?
    } => {
        /// This policy.
        #[derive(Debug)]
        pub struct ThisPolicy;

        impl $crate::Policy for ThisPolicy {
            type Settings<'a> = $settings<'a>;
            type Survey<'a> = $facts<'a>;
            type Check = $crate::check_of_rules!($($check)?);
            const RULES: &'static [&'static $crate::Rule<Self::Check>] = &[$(&$rule),*];
            const ABOUT: $crate::policy::About = $crate::policy::About {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                home: env!("CARGO_PKG_HOMEPAGE"),
            };
            const JUDGES: $crate::Judges = {
                #[allow(unused_variables, reason = "the default, unless the policy says otherwise")]
                let judges = $crate::Judges::WORKLOADS;
                $(let judges = $judges;)?
                judges
            };
            const POD_FIELDS: &'static [&'static str] = &[$($($field),*)?];
            const MUTATES: bool = false $(|| $mutates)?;

            fn survey<'a>(ctx: &$crate::Ctx<'_, 'a, $settings<'a>>) -> $facts<'a> {
                $survey(ctx)
            }

            fn check<'a>(
                check: &Self::Check,
                survey: &$facts<'a>,
                ctx: &$crate::Ctx<'_, 'a, $settings<'a>>,
                report: &mut $crate::Report<'_, 'a>,
            ) {
                (check.0)(survey, ctx, report);
            }
        }

        /// Answers an operation of the module as it would inside a host: at the time `now` (`2026-11-24`, or
        /// `2026-11-24T13:30:00Z`), with `calls` to answer what it asks of the host.
        pub fn call_natively(
            operation: &str,
            payload: &[u8],
            now: &str,
            calls: &$crate::host::Calls<'_>,
        ) -> Result<Vec<u8>, String> {
            $crate::call_natively(&[&ThisPolicy], operation, payload, now, calls)
        }
    };
}

/// The type `Check` of a policy's rules: the one that is given, or that of the crate's file `rules.rs`.
#[doc(hidden)]
#[expect(clippy::crate_in_macro_def, reason = "the policy's own `rules.rs`, not one of the kit")]
#[macro_export]
macro_rules! check_of_rules {
    () => {
        crate::rules::Check
    };
    ($check:ty) => {
        $check
    };
}

/// Makes the types `Rule` and `Check` of a policy's rules, in its file `rules.rs`, from the types of its settings and of
/// its survey. `Ctx` is what both halves are given.
///
/// ```ignore
/// policy_kit::rules! { settings: Settings, survey: Survey }
/// ```
#[macro_export]
macro_rules! rules {
    { settings: $settings:ident, survey: $facts:ident $(,)? } => {
        /// A rule of this policy.
        pub(crate) type Rule = $crate::Rule<Check>;

        /// How a rule of this policy is checked: by a function from the survey and the context to findings.
        pub struct Check(
            pub(crate) for<'c, 'a, 'r> fn(
                &$facts<'a>,
                &$crate::Ctx<'c, 'a, $settings<'a>>,
                &mut $crate::Report<'r, 'a>,
            ),
        );

        impl $crate::verdict::Checked for Check {
            const NOTHING: Self = Check(|_, _, _| {});
        }
    };
}

/// Makes a module of policies, for `wasm32-wasip1`: the waPC exports. It stands in a crate of its own, so that policies
/// are plain libraries of which several fit into one module.
#[macro_export]
macro_rules! module {
    ($($member:path),+ $(,)?) => {
        #[cfg(target_os = "wasi")]
        #[allow(unsafe_code, reason = "the host finds the module's starter by this name")]
        #[unsafe(no_mangle)]
        extern "C" fn wapc_init() {
            $crate::guest::register(&[$(&$member),+]);
        }
    };
}
