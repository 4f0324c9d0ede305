//! What makes policies and modules of their parts.

/// Makes a policy of its parts; the [crate's documentation](crate) has a whole one. In this order:
///
/// - `settings`: a type with one lifetime, which implements [`crate::Settings`];
/// - `survey`: the path of a function, `=>`, and the type that it answers, which has one lifetime;
/// - `rules`: the paths of the rules, in the order of the README;
/// - `check`, unless it is `crate::rules::Check`, which [`crate::rules!`] makes: the type that checks a rule;
/// - `judges`, unless they are [`crate::Judges::WORKLOADS`]: the requests that are judged;
/// - `pod_fields`, unless there are none: see [`crate::Policy::POD_FIELDS`];
/// - `mutates`, unless it is `false`: whether the rules answer edits.
///
/// It names the policy `ThisPolicy`, and makes `call_natively`, which answers the module's operations for tests and
/// tools.
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
/// its survey: `policy_kit::rules! { settings: Settings, survey: Survey }`, as in the whole policy of the
/// [crate's documentation](crate).
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
