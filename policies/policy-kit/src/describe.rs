//! What a module answers to `describe`: everything that tools want to know of a policy.

use std::cell::RefCell;

use crate::arena::Arena;
use crate::json::Writer;
use crate::judges::JudgedKinds;
use crate::member::{Judge, Member};
use crate::request::Operation;
use crate::settings::{Keys, Notes};
use crate::verdict::{AnyRule, Kind, MALFORMED, OPAQUE_MANIFEST};

/// The answer as JSON: name and version, what is judged, the rules in the order of the README, the keys of the settings.
pub(crate) fn describe(member: &dyn Member) -> String {
    let errors = RefCell::new(Vec::new());
    let arena = &Arena::new();
    let mut keys = Keys::new(None, Notes { errors: &errors, arena });
    let judge = Judge::read(member, &mut keys);
    let about = member.about();
    let mut json = Writer::default();
    json.open('{');
    json.entry("policy", about.name);
    json.entry("version", about.version);
    judges(member, &mut json);
    json.texts("podFields", member.pod_fields().iter().copied());
    json.key("rules");
    json.open('[');
    for rule in judge.rules() {
        describe_rule(rule, &mut json);
    }
    describe_rule(&MALFORMED, &mut json);
    describe_rule(&OPAQUE_MANIFEST, &mut json);
    json.close(']');
    json.texts("settings", keys.known().iter().copied());
    json.close('}');
    json.into_text()
}

fn judges(member: &dyn Member, json: &mut Writer) {
    let judges = member.judges();
    json.key("judges");
    json.open('{');
    json.texts("operations", judges.operations.iter().map(|operation| word(*operation)));
    json.texts("subResources", judges.sub_resources.iter().copied());
    match judges.kinds {
        JudgedKinds::Workloads => json.entry("kinds", "workloads"),
        JudgedKinds::All => json.entry("kinds", "all"),
        JudgedKinds::Only(kinds) => {
            json.key("kinds");
            json.open('[');
            for (group, kind) in kinds {
                json.open('{');
                json.entry("group", group);
                json.entry("kind", kind);
                json.close('}');
            }
            json.close(']');
        }
    }
    json.close('}');
}

fn word(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "CREATE",
        Operation::Update => "UPDATE",
        Operation::Delete => "DELETE",
        Operation::Connect => "CONNECT",
    }
}

fn describe_rule(rule: &AnyRule, json: &mut Writer) {
    json.open('{');
    json.entry("id", rule.id);
    json.entry("mode", rule.default.word());
    json.entry("level", rule.level.word());
    json.entry("severity", rule.severity.word());
    json.key("standards");
    json.open('[');
    for standard in rule.standards {
        let (name, id) = standard.parts();
        json.text(&format!("{name}:{id}"));
    }
    json.close(']');
    json.key("confidential");
    json.literal(if rule.confidential { "true" } else { "false" });
    let (kind, keys) = match rule.kind {
        Kind::Finding => ("finding", &[][..]),
        Kind::Record(keys) => ("record", keys),
    };
    json.entry("kind", kind);
    json.texts("keys", keys.iter().copied());
    json.entry("fix", rule.fix);
    json.close('}');
}
