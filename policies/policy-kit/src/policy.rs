//! What a policy is, and the way from a payload to an answer.

use std::cell::RefCell;

use typed_arena::Arena;

use crate::edit::{self, Edit};
use crate::host::{Calls, Capabilities, Date, FixedHost, Host};
use crate::json::{Json, Writer};
use crate::request::{Payload, Request};
use crate::settings::{Keys, Settings};
use crate::text::join;
use crate::verdict::{
    Exemption, MALFORMED, Modes, OPAQUE_MANIFEST, Offence, Report, Response, Rule, Verdict, ratchet, speaks,
};

/// A policy: its rules and the pure function that asks them. [`crate::policy!`] implements it. It validates or
/// mutates, never both: what a policy refuses may be what another one, asked later, would have repaired.
pub trait Policy {
    /// What the policy can be set to.
    type Settings<'a>: Settings<'a>;
    /// Every rule, in the order of the policy's README.
    const RULES: &'static [&'static Rule];
    /// Name, version and home.
    const ABOUT: About;
    /// Whether it edits objects.
    const MUTATES: bool;

    /// Files in `report` what the rules find in `request`. No clock, environment, file or order of hashes: the
    /// same request and settings always give the same findings, in the order of their places. Answers the edits of a
    /// policy that mutates; after them it has none for the object.
    fn check<'a>(
        request: &Request<'a>,
        settings: &Self::Settings<'a>,
        host: &Host<'_, 'a>,
        report: &mut Report<'_, 'a>,
    ) -> Vec<Edit<'a>>;
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

/// Makes a module of a policy: `policy! { settings: Settings, rules: rules::ALL, check: check }`, or with
/// `mutate: mutate` one that edits objects, by a function that answers its [`Edit`]s.
///
/// It is the only glue between a policy and its host: the waPC exports for `wasm32-wasip1`, and
/// `call_natively` with the same operations for tests and tools.
#[macro_export]
macro_rules! policy {
    (@mutates check) => { false };
    (@mutates mutate) => { true };
    (@judge check $check:path, $($argument:ident)*) => {{
        $check($($argument),*);
        Vec::new()
    }};
    (@judge mutate $mutate:path, $($argument:ident)*) => { $mutate($($argument),*) };
    { settings: $settings:ident, rules: $rules:expr, $does:ident: $judge:path $(,)? } => {
        /// This policy.
        #[derive(Debug)]
        pub struct ThisPolicy;

        impl $crate::Policy for ThisPolicy {
            type Settings<'a> = $settings<'a>;
            const RULES: &'static [&'static $crate::Rule] = $rules;
            const ABOUT: $crate::policy::About = $crate::policy::About {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                home: env!("CARGO_PKG_HOMEPAGE"),
            };
            const MUTATES: bool = $crate::policy!(@mutates $does);

            fn check<'a>(
                request: &$crate::Request<'a>,
                settings: &$settings<'a>,
                host: &$crate::Host<'_, 'a>,
                report: &mut $crate::Report<'_, 'a>,
            ) -> Vec<$crate::Edit<'a>> {
                $crate::policy!(@judge $does $judge, request settings host report)
            }
        }

        /// Answers an operation of the module as it would inside a host, with `today` as the date and `calls`
        /// to answer what it asks of the host.
        pub fn call_natively(
            operation: &str,
            payload: &[u8],
            today: &str,
            calls: &$crate::host::Calls<'_>,
        ) -> Result<Vec<u8>, String> {
            $crate::policy::call_natively::<ThisPolicy>(operation, payload, today, calls)
        }

        #[cfg(target_os = "wasi")]
        #[expect(unsafe_code, reason = "the host finds the module's starter by this name")]
        #[unsafe(no_mangle)]
        extern "C" fn wapc_init() {
            $crate::guest::register::<ThisPolicy>();
        }
    };
}

/// Answers `validate`.
pub fn validate<P: Policy>(payload: &[u8], capabilities: &dyn Capabilities) -> Response {
    let arena = Arena::new();
    let keep = |text: String| -> &str { arena.alloc(text) };
    let refuse = |what: String| {
        let mut response = Response::accept(&P::ABOUT);
        let About { name, home, .. } = P::ABOUT;
        response.reject(format!(
            "the request is refused by {name}: {what}\nsee {home}/policies/{name}#malformed"
        ));
        response
    };
    let Ok(text) = std::str::from_utf8(payload) else {
        return refuse("the payload is not UTF-8".to_owned());
    };
    let payload = match Payload::read(text, &keep) {
        Ok(payload) => payload,
        Err(malformed) => return refuse(format!("{}: {malformed}", MALFORMED.id)),
    };
    let request = &payload.request;
    if !request.is_judged() {
        return Response::accept(&P::ABOUT);
    }
    let errors = RefCell::new(Vec::new());
    let all = AllSettings::<P>::read(payload.settings, &errors);
    if !errors.borrow().is_empty() {
        return refuse(format!("its settings are invalid: {}", join(&errors.borrow(), "; ")));
    }
    let host = &Host::new(capabilities, &keep, all.own.most_look_ups());
    let mut report = Report::new(&all.modes);
    let edits = all.ask(request, host, &mut report);
    let before;
    let mut verdict = Verdict::default();
    if report.speaks() {
        before = match request.before(&keep) {
            Ok(before) => before,
            Err(malformed) => return refuse(format!("{}: {malformed}", MALFORMED.id)),
        };
        verdict.findings = report.into_findings();
        if let Some(before) = &before
            && let (Some(object), Some(old_object)) = (request.object(), before.object())
        {
            let mut old_report = Report::new(&all.modes);
            all.ask(before, host, &mut old_report);
            let mut old = old_report.into_findings();
            // What was only exempt is no excuse: the exemption may be bound to what changes now.
            for exemption in &all.exemptions {
                exemption.apply(before, || host.today(), &mut old, &mut Vec::new());
            }
            old.retain(speaks);
            ratchet(&mut verdict.findings, object, old, old_object);
        }
        let today = || host.today();
        for exemption in &all.exemptions {
            exemption.apply(request, today, &mut verdict.findings, &mut verdict.notes);
        }
        let expired = all.exemptions.iter();
        let expired =
            expired.filter_map(|exemption| exemption.note_expired(request, today, &verdict.findings));
        verdict.notes.extend(expired);
    } else {
        verdict.findings = report.into_findings();
    }
    let mut response = verdict.respond(&P::ABOUT, request);
    if P::MUTATES && response.accepted && !edits.is_empty() {
        response.mutated_object = request.object().map(|object| edit::apply(object, &edits));
    }
    response
}

/// What a policy answers to `validate_settings`.
#[derive(Debug)]
pub struct SettingsResponse {
    /// Whether the policy can run with these settings.
    pub valid: bool,
    /// Every error, one a line.
    pub message: Option<String>,
}

impl SettingsResponse {
    /// The answer as JSON.
    pub fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.open('{');
        json.key("valid");
        json.literal(if self.valid { "true" } else { "false" });
        json.key("message");
        match &self.message {
            Some(message) => json.text(message),
            None => json.literal("null"),
        }
        json.close('}');
        json.into_text()
    }
}

/// Answers `validate_settings`.
pub fn validate_settings<P: Policy>(payload: &[u8]) -> SettingsResponse {
    let errors = RefCell::new(Vec::new());
    let text = std::str::from_utf8(payload).unwrap_or_default();
    match Json::parse(text) {
        Ok(json) => drop(AllSettings::<P>::read(Some(json), &errors)),
        Err(wrong) => errors.borrow_mut().push(format!("settings: {wrong}")),
    }
    let errors = errors.into_inner();
    SettingsResponse { valid: errors.is_empty(), message: (!errors.is_empty()).then(|| join(&errors, "\n")) }
}

/// Answers `describe` as JSON: the policy's rules with their default modes, and the keys of its settings.
pub fn describe<P: Policy>() -> String {
    let errors = RefCell::new(Vec::new());
    let mut keys = Keys::new(None, &errors);
    AllSettings::<P>::read_keys(&mut keys);
    description(&P::ABOUT, P::RULES, keys.known())
}

fn description(about: &About, rules: &[&'static Rule], settings: &[&str]) -> String {
    let mut json = Writer::default();
    json.open('{');
    json.entry("policy", about.name);
    json.entry("version", about.version);
    json.key("rules");
    json.open('[');
    for rule in rules.iter().copied().chain([&MALFORMED, &OPAQUE_MANIFEST]) {
        json.open('{');
        json.entry("id", rule.id);
        json.entry("mode", rule.default.word());
        json.entry("fix", rule.fix);
        json.close('}');
    }
    json.close(']');
    json.texts("settings", settings.iter().copied());
    json.close('}');
    json.into_text()
}

/// Answers an operation by its name; `today` is a date such as `2026-12-31`, and `calls` answers what the policy
/// asks of its host.
pub fn call_natively<P: Policy>(
    operation: &str,
    payload: &[u8],
    today: &str,
    calls: &Calls<'_>,
) -> Result<Vec<u8>, String> {
    let today = Date::parse(today).ok_or_else(|| format!("{today:?} is no date such as 2026-12-31"))?;
    let answer = match operation {
        "validate" => validate::<P>(payload, &FixedHost { today, calls }).to_json(P::MUTATES),
        "validate_settings" => validate_settings::<P>(payload).to_json(),
        "describe" => describe::<P>(),
        _ => return Err(format!("No handler registered for function {operation}")),
    };
    Ok(answer.into_bytes())
}

/// A policy's own settings and those that all policies share.
struct AllSettings<'a, P: Policy> {
    own: P::Settings<'a>,
    modes: Modes,
    exemptions: Vec<Exemption<'a>>,
}

impl<'a, P: Policy> AllSettings<'a, P> {
    fn read(json: Option<Json<'a>>, errors: &RefCell<Vec<String>>) -> Self {
        let mut keys = Keys::new(json, errors);
        let all = Self::read_keys(&mut keys);
        keys.finish();
        all
    }

    fn read_keys(keys: &mut Keys<'_, 'a>) -> Self {
        let own = P::Settings::read(keys);
        let modes = Modes::read(keys, &own, P::RULES);
        let exemptions = keys.list("exemptions", |keys| Exemption::read(keys, P::RULES));
        AllSettings { own, modes, exemptions }
    }

    /// Asks every rule, those of the kit first.
    fn ask(&self, request: &Request<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) -> Vec<Edit<'a>> {
        for malformed in request.malformed() {
            report.malformed(malformed.clone());
        }
        for place in request.opaque() {
            let what = format_args!("the manifest in this string is no JSON");
            report.found(&OPAQUE_MANIFEST, place.clone(), Offence::None, what);
        }
        P::check(request, &self.own, host, report)
    }
}
