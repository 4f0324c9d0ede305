//! The guard that a policy is asked about what it judges, and about nothing else: the rules of its `metadata.yml` are
//! held against what the policy declares.

use std::collections::BTreeSet;

use crate::describe::{JudgedKind, JudgedKinds, Judges};
use crate::kinds::Kinds;
use crate::run::metadata::MetadataFile;

/// Stands for everything in a rule of a webhook.
const ANY: &str = "*";

/// Kinds of what is sent to a subresource, each with its subresource: a review of `pods/exec` holds `PodExecOptions`.
const OF_SUBRESOURCES: [(&str, &str); 10] = [
    ("Binding", "binding"),
    ("Eviction", "eviction"),
    ("NodeProxyOptions", "proxy"),
    ("PodAttachOptions", "attach"),
    ("PodExecOptions", "exec"),
    ("PodPortForwardOptions", "portforward"),
    ("PodProxyOptions", "proxy"),
    ("Scale", "scale"),
    ("ServiceProxyOptions", "proxy"),
    ("TokenRequest", "token"),
];

/// A resource that `metadata.yml` asks for.
struct AskedResource<'a> {
    group: &'a str,
    plural: &'a str,
    sub_resource: Option<&'a str>,
}

/// What differs between the rules of a `metadata.yml` and what the policy judges.
pub(super) fn differences(metadata: &MetadataFile, declared: &Judges) -> Vec<String> {
    let asked: Vec<_> = metadata
        .rules
        .iter()
        .flat_map(|rule| rule.resources.iter().map(move |resource| (rule, resource)))
        .flat_map(|(rule, resource)| {
            let (plural, sub_resource) = match resource.split_once('/') {
                Some((plural, sub_resource)) => (plural, Some(sub_resource)),
                None => (resource.as_str(), None),
            };
            rule.api_groups.iter().map(move |group| AskedResource { group, plural, sub_resource })
        })
        .collect();
    let mut differences = operations(metadata, declared);
    differences.extend(sub_resources(&asked, declared));
    if let JudgedKinds::These(judged) = &declared.kinds {
        differences.extend(kinds(metadata, &asked, judged));
    }
    differences
}

fn operations(metadata: &MetadataFile, declared: &Judges) -> Vec<String> {
    let asked: BTreeSet<&str> =
        metadata.rules.iter().flat_map(|rule| &rule.operations).map(String::as_str).collect();
    let judged: BTreeSet<&str> = declared.operations.iter().map(String::as_str).collect();
    let missing = judged.iter().filter(|operation| !asked.contains(*operation) && !asked.contains(ANY));
    let missing =
        missing.map(|operation| format!("no rule asks for the operation {operation}, which is judged"));
    let stray = asked.difference(&judged);
    let stray =
        stray.map(|operation| format!("a rule asks for the operation {operation}, which is not judged"));
    missing.chain(stray).collect()
}

/// A policy that declares no requests of its own judges the subresources of all pods, and need not ask for those in
/// which it has nothing to look for.
fn sub_resources(asked: &[AskedResource<'_>], declared: &Judges) -> Vec<String> {
    let asked: BTreeSet<&str> = asked.iter().filter_map(|asked| asked.sub_resource).collect();
    let judged: BTreeSet<&str> = declared.sub_resources.iter().map(String::as_str).collect();
    let declares_own = *declared != Judges::default();
    let missing = judged.iter().filter(|name| declares_own && !asked.contains(*name) && !asked.contains(ANY));
    let missing = missing.map(|name| format!("no rule asks for the subresource `{name}`, which is judged"));
    let stray = asked.difference(&judged);
    let stray = stray.map(|name| format!("a rule asks for the subresource `{name}`, which is not judged"));
    missing.chain(stray).collect()
}

fn kinds(metadata: &MetadataFile, asked: &[AskedResource<'_>], judged: &[JudgedKind]) -> Vec<String> {
    let missing = judged.iter().filter(|kind| {
        !asked.iter().any(|asked| asked.brings(kind)) && !is_asked_by_annotation(metadata, kind)
    });
    let missing =
        missing.map(|kind| format!("no rule asks for {}, which is judged", named(&kind.group, &kind.kind)));
    let stray = asked.iter().filter(|asked| !judged.iter().any(|kind| asked.brings(kind)));
    let stray = stray.map(|asked| {
        let resource = match asked.sub_resource {
            Some(sub_resource) => format!("{}/{sub_resource}", asked.plural),
            None => asked.plural.to_owned(),
        };
        format!("a rule asks for {}, of which no kind is judged", named(asked.group, &resource))
    });
    missing.chain(stray).collect()
}

/// Whether the generator adds a rule for a custom kind, as the annotation `ai-guardrails.kinds` wants it.
fn is_asked_by_annotation(metadata: &MetadataFile, kind: &JudgedKind) -> bool {
    let Some(row) = Kinds::builtin().get(&kind.group, &kind.kind).filter(|row| row.group.contains('.'))
    else {
        return false;
    };
    let wanted = metadata.annotations.get("ai-guardrails.kinds").map_or("containers", String::as_str);
    wanted.split(',').map(str::trim).any(|wanted| match wanted.split_once('.') {
        None => wanted == "containers" && !row.container_paths().is_empty(),
        Some((plural, group)) => group == row.group && (plural == ANY || plural == row.plural),
    })
}

fn named(group: &str, name: &str) -> String {
    if group.is_empty() { format!("`{name}`") } else { format!("`{name}` of `{group}`") }
}

impl AskedResource<'_> {
    /// Whether requests about this resource hold objects of a kind.
    fn brings(&self, kind: &JudgedKind) -> bool {
        let own = OF_SUBRESOURCES.iter().find(|(name, _)| *name == kind.kind);
        if let (Some(sub_resource), Some((_, own))) = (self.sub_resource, own) {
            return sub_resource == ANY || sub_resource == *own;
        }
        let plural = Kinds::builtin().plural(&kind.group, &kind.kind);
        own.is_none()
            && (self.group == ANY || self.group == kind.group)
            && (self.plural == ANY || self.plural == plural)
    }
}

#[cfg(test)]
mod tests;
