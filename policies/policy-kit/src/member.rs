//! A policy as a member of a module: the same for every policy, whatever its settings and its survey are.

use crate::about::About;
use crate::edit;
use crate::host::Host;
use crate::judges::Judges;
use crate::malformed;
use crate::policy::{Ctx, Policy};
use crate::request::Request;
use crate::settings::{Keys, Settings};
use crate::verdict::{
    AnyRule, Exemption, Found, LOOK_UPS, Mode, Modes, OPAQUE_MANIFEST, Offence, Report, Response, Verdict,
    ratchet,
};

/// A policy, without its types: a module is a list of them.
pub trait Member: Sync {
    /// Name, version and home.
    fn about(&self) -> &'static About;
    /// Every rule, in the order of the README, without those of the kit.
    fn rules(&self) -> Vec<&'static AnyRule>;
    /// The requests that are judged.
    fn judges(&self) -> &'static Judges;
    /// Pod-level fields that the rules read besides those of every policy.
    fn pod_fields(&self) -> &'static [&'static str];
    /// Whether it edits objects.
    fn mutates(&self) -> bool;
    /// Reads the policy's own settings.
    fn read<'a>(&self, keys: &mut Keys<'_, 'a>) -> Box<dyn Configured<'a> + 'a>;
}

/// A policy with its settings.
pub trait Configured<'a> {
    /// How many questions a request may ask of the host.
    fn most_look_ups(&self) -> usize;
    /// The mode of a rule that the settings do not name.
    fn default_mode(&self, rule: &'static AnyRule) -> Mode;
    /// Surveys the object and checks the rules.
    fn check(&self, request: &Request<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>);
}

impl<P: Policy> Member for P {
    fn about(&self) -> &'static About {
        &P::ABOUT
    }

    fn rules(&self) -> Vec<&'static AnyRule> {
        P::RULES.iter().map(|rule| *rule as &'static AnyRule).collect()
    }

    fn judges(&self) -> &'static Judges {
        &P::JUDGES
    }

    fn pod_fields(&self) -> &'static [&'static str] {
        P::POD_FIELDS
    }

    fn mutates(&self) -> bool {
        P::MUTATES
    }

    fn read<'a>(&self, keys: &mut Keys<'_, 'a>) -> Box<dyn Configured<'a> + 'a> {
        Box::new(Own::<'a, P>(P::Settings::read(keys)))
    }
}

/// The settings of one policy.
struct Own<'a, P: Policy>(P::Settings<'a>);

impl<'a, P: Policy> Configured<'a> for Own<'a, P> {
    fn most_look_ups(&self) -> usize {
        self.0.most_look_ups()
    }

    fn default_mode(&self, rule: &'static AnyRule) -> Mode {
        self.0.default_mode(rule)
    }

    fn check(&self, request: &Request<'a>, host: &Host<'_, 'a>, report: &mut Report<'_, 'a>) {
        let ctx = Ctx { request, settings: &self.0, host };
        let survey = P::survey(&ctx);
        for (index, rule) in P::RULES.iter().copied().enumerate() {
            if report.begin_own(index, rule) {
                P::check(&rule.check, &survey, &ctx, report);
            }
        }
    }
}

/// A member with all of its settings: its own and those that all policies share.
pub(crate) struct Judge<'a> {
    about: &'static About,
    rules: Vec<&'static AnyRule>,
    own: Box<dyn Configured<'a> + 'a>,
    modes: Modes,
    exemptions: Vec<Exemption<'a>>,
}

impl<'a> Judge<'a> {
    pub(crate) fn read(member: &dyn Member, keys: &mut Keys<'_, 'a>) -> Self {
        let own = member.read(keys);
        let mut rules = member.rules();
        if own.most_look_ups() > 0 {
            rules.extend(LOOK_UPS);
        }
        let modes = Modes::read(keys, &rules, &|rule| own.default_mode(rule));
        let exemptions = keys.list("exemptions", |keys| Exemption::read(keys, &rules));
        Judge { about: member.about(), rules, own, modes, exemptions }
    }

    /// Every rule that has a mode, but for `opaque-manifest`.
    pub(crate) fn rules(&self) -> &[&'static AnyRule] {
        &self.rules
    }

    pub(crate) fn most_look_ups(&self) -> usize {
        self.own.most_look_ups()
    }

    /// What the policy answers to `request`; `before` is the same request about the old object, if there is one.
    pub(crate) fn judge<E>(
        &self,
        request: &Request<'a>,
        before: impl FnOnce() -> Result<Option<Request<'a>>, E>,
        host: &Host<'_, 'a>,
    ) -> Result<Response, E> {
        let Found { findings, edits, record } = self.ask(request, host);
        let mut verdict = Verdict { findings, record, notes: Vec::new() };
        if verdict.findings.iter().any(super::verdict::Finding::speaks) {
            if let Some(before) = before()? {
                self.excuse(&mut verdict, request, &before, host);
            }
            let today = || host.today();
            for exemption in &self.exemptions {
                exemption.apply(request, today, &mut verdict.findings, &mut verdict.notes);
            }
            let expired = self.exemptions.iter();
            let expired =
                expired.filter_map(|exemption| exemption.note_expired(request, today, &verdict.findings));
            verdict.notes.extend(expired);
        }
        let mut response = verdict.respond(self.about, request);
        if response.accepted && !edits.is_empty() {
            response.mutated_object = request.object().map(|object| edit::apply(object, &edits));
        }
        Ok(response)
    }

    /// Excuses what the old object had already.
    fn excuse(
        &self,
        verdict: &mut Verdict<'a>,
        request: &Request<'a>,
        before: &Request<'a>,
        host: &Host<'_, 'a>,
    ) {
        let (Some(object), Some(old_object)) = (request.object(), before.object()) else { return };
        let mut old = self.ask(before, host).findings;
        // What was only exempt is no excuse: the exemption may be bound to what changes now.
        for exemption in &self.exemptions {
            exemption.apply(before, || host.today(), &mut old, &mut Vec::new());
        }
        old.retain(super::verdict::Finding::speaks);
        ratchet(&mut verdict.findings, object, old, old_object);
    }

    /// Asks every rule; those of the kit come first.
    fn ask(&self, request: &Request<'a>, host: &Host<'_, 'a>) -> Found<'a> {
        let mut report = Report::new(&self.modes);
        for malformed in request.malformed() {
            report.malformed(malformed);
        }
        if report.begin(&OPAQUE_MANIFEST) {
            for place in request.opaque() {
                report.found(*place, Offence::None, format_args!("the manifest in this string is no JSON"));
            }
        }
        self.own.check(request, host, &mut report);
        for malformed in malformed::take_noted(request.arena()) {
            report.malformed(&malformed);
        }
        report.finish()
    }
}
