//! Settings that several policies have in common. Each has one key, one shape and one reader, so that a profile sets it
//! once for all of them.

use super::keys::Keys;
use crate::glob;
use crate::host::{Host, HostError};
use crate::request::Request;
use crate::text::quoted;
use crate::verdict::Mode;

/// The setting `production`: the namespaces in which AI workloads serve others, by name (`namespaces`, with patterns:
/// `prod-*`) or by a label of the namespace (`label: stage=production`).
#[derive(Debug, Default)]
pub struct Production<'a> {
    namespaces: Vec<&'a str>,
    label: Option<(&'a str, &'a str)>,
}

/// The setting `breakGlass`: who may do in an emergency what nobody else may, and how the emergency is written down.
#[derive(Debug, Default)]
pub struct BreakGlass<'a> {
    /// Groups of which one is enough.
    pub groups: Groups<'a>,
    /// The annotation that holds the ticket.
    pub ticket_annotation: Option<&'a str>,
    /// The annotation that holds the time at which the emergency ends, as Kubernetes writes times.
    pub expiry_annotation: Option<&'a str>,
}

/// Groups of users: the setting `platformGroups`, or the key `groups` of another one.
#[derive(Debug, Default)]
pub struct Groups<'a>(Vec<&'a str>);

/// The setting `controllers`: users that act for others, by name or pattern
/// (`system:serviceaccount:argocd:argocd-application-controller`).
#[derive(Debug, Default)]
pub struct Controllers<'a>(Vec<&'a str>);

impl<'a> Production<'a> {
    /// Reads the key `production`.
    pub fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let read = keys.object("production", |keys| {
            let namespaces = keys.texts("namespaces");
            let label = keys.text("label").and_then(|text| {
                let label = text.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
                if label.is_none() {
                    let what = format!("expected a label such as `stage=production`, found {}", quoted(text));
                    keys.error("label", &what);
                }
                label
            });
            let says_nothing = namespaces.is_empty() && !keys.has("label") && !keys.has_unknown();
            (Production { namespaces, label }, says_nothing)
        });
        let Some((production, says_nothing)) = read else { return Production::default() };
        if says_nothing {
            keys.error("production", "names no namespace: add `namespaces` or `label`");
        }
        production
    }

    /// Whether it is said what production is.
    pub fn is_set(&self) -> bool {
        !self.namespaces.is_empty() || self.label.is_some()
    }

    /// Whether the namespace of a request is production. It is looked up only where a label decides.
    pub fn covers<'r>(&self, request: &Request<'r>, host: &Host<'_, 'r>) -> Result<bool, HostError<'r>> {
        let Some(namespace) = request.namespace.filter(|namespace| !namespace.is_empty()) else {
            return Ok(false);
        };
        if self.namespaces.iter().any(|pattern| glob::matches(pattern, namespace)) {
            return Ok(true);
        }
        let Some((key, value)) = self.label else { return Ok(false) };
        let labels =
            host.get("v1", "Namespace", None, namespace)?.and_then(|found| found.down("metadata.labels"));
        let label = labels.and_then(|labels| labels.member(key)?.text().ok());
        Ok(label == Some(value))
    }
}

impl<'a> BreakGlass<'a> {
    /// Reads the key `breakGlass`.
    pub fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let read = keys.object("breakGlass", |keys| {
            let break_glass = BreakGlass {
                groups: Groups::read(keys, "groups"),
                ticket_annotation: keys.text("ticketAnnotation"),
                expiry_annotation: keys.text("expiryAnnotation"),
            };
            let names_nobody = !break_glass.groups.is_set() && !keys.has_unknown();
            (break_glass, names_nobody)
        });
        let Some((break_glass, names_nobody)) = read else { return BreakGlass::default() };
        if names_nobody {
            keys.error("breakGlass.groups", "is required: name who may break the glass");
        }
        break_glass
    }
}

impl<'a> Groups<'a> {
    /// Reads the key `platformGroups`: the groups of those who run the cluster.
    pub fn platform(keys: &mut Keys<'_, 'a>) -> Self {
        Groups::read(keys, "platformGroups")
    }

    fn read(keys: &mut Keys<'_, 'a>, key: &'static str) -> Self {
        Groups(keys.texts(key))
    }

    /// Whether somebody is named.
    pub fn is_set(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether whoever asks is in one of the groups.
    pub fn include(&self, request: &Request<'_>) -> bool {
        request.user_groups().iter().any(|group| self.0.contains(group))
    }

    /// The default mode of a rule about who may do something: it warns while nobody is named, and denies once somebody
    /// is.
    pub fn mode(&self) -> Mode {
        if self.is_set() { Mode::Deny } else { Mode::Warn }
    }
}

impl<'a> Controllers<'a> {
    /// Reads the key `controllers`.
    pub fn read(keys: &mut Keys<'_, 'a>) -> Self {
        Controllers(keys.texts("controllers"))
    }

    /// Whether whoever asks is one of them. Nobody is told apart where the host does not tell who asks.
    pub fn include(&self, request: &Request<'_>) -> bool {
        let user = request.user_name();
        !user.is_empty() && self.0.iter().any(|pattern| glob::matches(pattern, user))
    }
}

/// Reads the key `governanceNamespace`: the namespace that holds grants, records and evidence.
pub fn governance_namespace<'a>(keys: &mut Keys<'_, 'a>) -> Option<&'a str> {
    keys.text("governanceNamespace")
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::arena::Arena;
    use crate::host::FixedHost;
    use crate::json::Json;
    use crate::request::Payload;
    use crate::settings::Notes;

    /// Reads settings, and answers what `look` sees in them, or the errors.
    fn read<T>(settings: &str, look: impl FnOnce(&mut Keys<'_, '_>) -> T) -> Result<T, Vec<String>> {
        let (errors, arena) = (RefCell::default(), Arena::new());
        let json = Json::parse(settings, &arena).unwrap();
        let mut keys = Keys::new(Some(json), Notes { errors: &errors, arena: &arena });
        let seen = look(&mut keys);
        keys.finish();
        let errors = errors.take();
        if errors.is_empty() { Ok(seen) } else { Err(errors) }
    }

    /// Answers what `look` sees of a request of a user in a namespace whose label `stage` is `production`.
    fn asked<T>(namespace: &str, look: impl for<'r> FnOnce(&Request<'r>, &Host<'_, 'r>) -> T) -> T {
        let arena = &Arena::new();
        let text = format!(
            r#"{{"request":{{"kind":{{"group":"","kind":"Pod"}},"operation":"DELETE","namespace":"{namespace}",
            "userInfo":{{"username":"system:serviceaccount:argocd:controller","groups":["platform"]}}}}}}"#
        );
        let request = &Payload::read(&text, arena, &[]).unwrap().request;
        let answer = format!(r#"{{"metadata":{{"name":"{namespace}","labels":{{"stage":"production"}}}}}}"#);
        let calls = |_: &str, _: &str, _: &str, _: &[u8]| Ok(answer.clone().into_bytes());
        let given = FixedHost { now: 0, calls: &calls };
        look(request, &Host::new(&given, arena, 1))
    }

    #[test]
    fn production_is_known_by_name_or_by_label() {
        for (settings, namespace, wanted) in [
            (r#"{"production":{"namespaces":["prod-*"]}}"#, "prod-eu", true),
            (r#"{"production":{"namespaces":["prod-*"]}}"#, "dev", false),
            (r#"{"production":{"label":"stage=production"}}"#, "dev", true),
            (r#"{"production":{"label":"stage=canary"}}"#, "dev", false),
            (r#"{"production":{"label":"stage=production"}}"#, "", false),
            ("{}", "prod-eu", false),
        ] {
            let covers = read(settings, |keys| {
                let production = Production::read(keys);
                asked(namespace, |request, host| production.covers(request, host).unwrap())
            });
            assert_eq!(covers, Ok(wanted), "{settings} {namespace}");
        }
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        for (settings, wanted) in [
            (r#"{"production":{}}"#, "production: names no namespace: add `namespaces` or `label`"),
            (
                r#"{"production":{"label":"stage"}}"#,
                "production.label: expected a label such as `stage=production`, found `stage`",
            ),
            (
                r#"{"production":{"namespace":["a"]}}"#,
                "production: unknown key `namespace`; did you mean `namespaces`?",
            ),
        ] {
            let errors = read(settings, |keys| drop(Production::read(keys)));
            assert_eq!(errors, Err(vec![wanted.to_owned()]));
        }
        let errors = read(r#"{"breakGlass":{"ticketAnnotation":"a"}}"#, |keys| drop(BreakGlass::read(keys)));
        let wanted = "breakGlass.groups: is required: name who may break the glass";
        assert_eq!(errors, Err(vec![wanted.to_owned()]));
    }

    #[test]
    fn a_rule_about_who_may_warns_until_somebody_is_named() {
        assert_eq!(read("{}", |keys| Groups::platform(keys).mode()), Ok(Mode::Warn));
        let named = r#"{"platformGroups":["platform"]}"#;
        assert_eq!(read(named, |keys| Groups::platform(keys).mode()), Ok(Mode::Deny));
        let included = |settings| {
            read(settings, |keys| {
                let groups = Groups::platform(keys);
                asked("ml", |request, _| groups.include(request))
            })
        };
        assert_eq!(included(named), Ok(true));
        assert_eq!(included(r#"{"platformGroups":["plat"]}"#), Ok(false));
    }

    #[test]
    fn controllers_are_known_by_name_or_pattern() {
        for (settings, wanted) in [
            (r#"{"controllers":["system:serviceaccount:argocd:*"]}"#, true),
            (r#"{"controllers":["system:serviceaccount:flux-system:*"]}"#, false),
            ("{}", false),
        ] {
            let included = read(settings, |keys| {
                let controllers = Controllers::read(keys);
                asked("ml", |request, _| controllers.include(request))
            });
            assert_eq!(included, Ok(wanted), "{settings}");
        }
    }

    #[test]
    fn the_governance_namespace_is_a_name() {
        let read = read(r#"{"governanceNamespace":"governance"}"#, |keys| {
            governance_namespace(keys) == Some("governance")
        });
        assert_eq!(read, Ok(true));
    }
}
