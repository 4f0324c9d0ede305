//! Exemptions: who may do what a rule forbids, why, and until when.

use super::kit_rules::{MALFORMED, OPAQUE_MANIFEST};
use super::report::{Finding, Offence};
use super::rule::{AnyRule, Mode};
use crate::descent::Level;
use crate::glob;
use crate::host::Date;
use crate::place::Step;
use crate::request::Request;
use crate::settings::Keys;
use crate::text::quoted;

/// Users are told so many days before an exemption ends.
const NOTICE: i64 = 14;

/// One item of the setting `exemptions`. Its fields are joined by AND, the items of a field by OR; a finding
/// that lacks what a field asks for is not exempt.
pub(crate) struct Exemption<'a> {
    reason: &'a str,
    expires: Option<Date>,
    fields: Vec<(Field, Vec<&'a str>)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Rules,
    Namespaces,
    Kinds,
    Names,
    Values,
    Images,
    ServiceAccounts,
    Users,
    Groups,
}

const FIELDS: [(&str, Field); 9] = [
    ("rules", Field::Rules),
    ("namespaces", Field::Namespaces),
    ("kinds", Field::Kinds),
    ("names", Field::Names),
    ("values", Field::Values),
    ("images", Field::Images),
    ("serviceAccounts", Field::ServiceAccounts),
    ("users", Field::Users),
    ("groups", Field::Groups),
];

impl<'a> Exemption<'a> {
    /// Reads one exemption; `rules` are those of the policy.
    pub(crate) fn read(keys: &mut Keys<'_, 'a>, rules: &[&'static AnyRule]) -> Self {
        let reason = keys.text("reason").unwrap_or_default();
        if !keys.has("reason") {
            keys.error("reason", "is required: say why this is allowed");
        }
        let expires = keys.text("expires").and_then(|text| {
            let date = Date::parse(text);
            if date.is_none() {
                let what = format!("expected a date such as 2026-12-31, found {}", quoted(text));
                keys.error("expires", &what);
            }
            date
        });
        let mut fields = Vec::new();
        for (key, field) in FIELDS {
            let items = keys.texts(key);
            if field == Field::Rules {
                check_rules(keys, &items, rules);
            }
            // An empty list matches nothing; a key that is not written does not narrow anything.
            if keys.has(key) {
                if items.is_empty() {
                    keys.error(key, "matches nothing: leave it out, or name something");
                }
                fields.push((field, items));
            }
        }
        if fields.is_empty() && !keys.has_unknown() {
            keys.error("reason", "exempts everything: narrow it by rules, namespaces, names or other keys");
        }
        Exemption { reason, expires, fields }
    }

    /// Exempts the findings that it covers, by turning them into audit, unless it has ended. A note that it soon
    /// will is added to `notes`.
    pub(crate) fn apply(
        &self,
        request: &Request<'a>,
        today: impl Fn() -> Date,
        findings: &mut [Finding<'a>],
        notes: &mut Vec<String>,
    ) {
        if !self.is_about(request) {
            return;
        }
        let covers = |finding: &Finding<'a>| self.covers(request, finding);
        let Some(first) = findings.iter().position(covers) else {
            return;
        };
        let reason = quoted(self.reason);
        if let Some(expires) = self.expires {
            let days = today().days_until(expires);
            if days < 0 {
                return;
            }
            if days <= NOTICE {
                notes.push(format!("the exemption {reason} ends on {expires}"));
            }
        }
        for finding in findings.iter_mut().skip(first).filter(|finding| covers(finding)) {
            finding.mode = Mode::Audit;
        }
    }
}

impl<'a> Exemption<'a> {
    /// A note for people where it has ended and would still be needed for one of `findings`.
    pub(crate) fn note_expired(
        &self,
        request: &Request<'a>,
        today: impl Fn() -> Date,
        findings: &[Finding<'a>],
    ) -> Option<String> {
        let expires = self.expires?;
        let needed = self.is_about(request) && findings.iter().any(|finding| self.covers(request, finding));
        let missed = needed && today() > expires;
        missed.then(|| format!("the exemption {} expired on {expires}", quoted(self.reason)))
    }

    /// Whether the request has what the exemption asks of it.
    fn is_about(&self, request: &Request<'_>) -> bool {
        self.fields.iter().all(|(field, patterns)| match field {
            Field::Namespaces => request.namespace.is_some_and(|name| any(patterns, name)),
            Field::Kinds => {
                let kind = &request.kind;
                any(patterns, kind.kind) || any(patterns, &format!("{}/{}", kind.group, kind.kind))
            }
            Field::Names => request.name.is_some_and(|name| any(patterns, name)),
            Field::Users => any(patterns, request.user_name()),
            Field::Groups => request.user_groups().iter().any(|group| any(patterns, group)),
            Field::Rules | Field::Values | Field::Images | Field::ServiceAccounts => true,
        })
    }

    /// Whether a finding has what the exemption asks of it.
    fn covers(&self, request: &Request<'a>, finding: &Finding<'a>) -> bool {
        finding.speaks()
            && finding.rule.id != MALFORMED.id
            && self.fields.iter().all(|(field, patterns)| matches(*field, patterns, request, finding))
    }
}

/// An exemption from a rule that does not exist is a misspelt one.
fn check_rules(keys: &Keys<'_, '_>, names: &[&str], rules: &[&'static AnyRule]) {
    for (index, name) in names.iter().enumerate() {
        let key = format!("rules[{index}]");
        if *name == MALFORMED.id {
            keys.error(&key, "nothing is exempt from `malformed`: what cannot be read is never accepted");
        } else if !rules.iter().any(|rule| glob::matches(name, rule.id)) && *name != OPAQUE_MANIFEST.id {
            keys.error(&key, &format!("there is no rule {}", quoted(name)));
        }
    }
}

fn any(patterns: &[&str], text: &str) -> bool {
    !text.is_empty() && patterns.iter().any(|pattern| glob::matches(pattern, text))
}

fn matches<'a>(field: Field, patterns: &[&str], request: &Request<'a>, finding: &Finding<'a>) -> bool {
    match field {
        Field::Rules => any(patterns, finding.rule.id),
        Field::Values => match &finding.value {
            Offence::Text(value) => any(patterns, value),
            Offence::None | Offence::Count(..) => false,
        },
        Field::Images => {
            // The image is that of the container which the finding is about; a pod's own fields have none.
            let of_container =
                |_: &Level<'_>, step: &Step<'_>| matches!(step, Step::Key(key) if is_of_container(key));
            request.nearest(&finding.at, "image", &of_container).is_some_and(|image| any(patterns, image))
        }
        Field::ServiceAccounts => {
            // A container has no account of its own, whatever a custom resource lets it write.
            let of_pod = |owner: &Level<'_>, _: &Step<'_>| owner.member("image").is_none();
            let account = request.nearest(&finding.at, "serviceAccountName", &of_pod);
            account.is_some_and(|account| any(patterns, account))
        }
        Field::Namespaces | Field::Kinds | Field::Names | Field::Users | Field::Groups => true,
    }
}

/// Whether this is the key of a field that belongs to one container.
fn is_of_container(key: &str) -> bool {
    matches!(
        key,
        "securityContext"
            | "ports"
            | "livenessProbe"
            | "readinessProbe"
            | "startupProbe"
            | "lifecycle"
            | "image"
            | "env"
            | "envFrom"
            | "args"
            | "command"
            | "resources"
            | "volumeMounts"
            | "volumeDevices"
    )
}
