//! Family `move`: containers stand in another list of their Pod.
//!
//! A rule that is about containers holds for all of them: somebody who is refused a privileged container
//! must not get it as an init container. It applies to the containers that a finding points at and, where
//! nothing speaks, to all main ones. Findings about the pod as a whole stay where they are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::case::Manifest;
use crate::kinds::Kinds;
use crate::request::{self, Options};
use crate::variants::base::{Base, Variant, is_pod, request_of};
use crate::variants::family::Family;

/// A place in a Pod: one of its lists, and an index.
pub(super) type Place = (&'static str, usize);

const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

struct Target {
    name: &'static str,
    list: &'static str,
    /// Init containers that always restart run beside the main ones; all others must not state it.
    sidecar: bool,
}

const TARGETS: [Target; 4] = [
    Target { name: "main", list: "containers", sidecar: false },
    Target { name: "init", list: "initContainers", sidecar: false },
    Target { name: "sidecar", list: "initContainers", sidecar: true },
    Target { name: "ephemeral", list: "ephemeralContainers", sidecar: false },
];

pub(super) fn variants(kinds: &Kinds, base: Base<'_>, manifest: &Manifest) -> Result<Vec<Variant>, String> {
    let mut variants = Vec::new();
    let Some(sources) = is_pod(&manifest.object).then(|| sources(base, &manifest.object)) else {
        return Ok(variants);
    };
    for target in &TARGETS {
        let there_already = |(list, _): &Place| *list == target.list && !target.sidecar;
        if sources.is_empty() || sources.iter().all(there_already) {
            continue;
        }
        let Some(moved) = Moved::new(&manifest.object, &sources, target) else {
            continue;
        };
        let variant = moved.created(kinds, base, manifest, target)?;
        variants.push(variant);
        variants.extend(moved.added_later(kinds, base, manifest, target)?);
    }
    Ok(variants)
}

/// The containers that move.
fn sources(base: Base<'_>, pod: &Value) -> BTreeSet<Place> {
    if base.speaks() {
        let speaking = base.findings.listed.iter().filter(|finding| finding.mode.speaks());
        return speaking.filter_map(|finding| place(&finding.path)).map(|(place, _)| place).collect();
    }
    let main = pod.pointer("/spec/containers").and_then(Value::as_array);
    (0..main.map_or(0, Vec::len)).map(|index| ("containers", index)).collect()
}

/// The list and the index of the container of a Pod at which a path leads.
pub(super) fn container_of(pod: &Value, path: &str) -> Option<Place> {
    place(path).map(|(place, _)| place).filter(|_| is_pod(pod))
}

/// Splits `spec.initContainers[1].image` into the container's place and the rest of the path.
fn place(path: &str) -> Option<(Place, &str)> {
    let (list, rest) = path.strip_prefix("spec.")?.split_once('[')?;
    let (index, rest) = rest.split_once(']')?;
    let list = LISTS.into_iter().find(|known| *known == list)?;
    Some(((list, index.parse().ok()?), rest))
}

struct Moved {
    /// The Pod with its containers moved.
    pod: Value,
    /// The Pod without them, as it was before they came.
    rest: Value,
    /// Where each container stands now.
    places: BTreeMap<Place, Place>,
    /// Those that were moved.
    sources: BTreeSet<Place>,
}

impl Moved {
    /// None where a container is none: a malformed item is what it is only in its own list.
    fn new(pod: &Value, sources: &BTreeSet<Place>, target: &Target) -> Option<Self> {
        let mut lists: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
        let mut places = BTreeMap::new();
        let mut taken = Vec::new();
        let spec = pod.get("spec")?.as_object()?;
        for list in LISTS {
            let Some(items) = spec.get(list) else {
                continue;
            };
            let kept = lists.entry(list).or_default();
            for (index, item) in items.as_array()?.iter().enumerate() {
                if sources.contains(&(list, index)) {
                    taken.push(((list, index), item.as_object()?.clone()));
                } else {
                    places.insert((list, index), (list, kept.len()));
                    kept.push(item.clone());
                }
            }
        }
        let rest = with_lists(pod, spec, &lists);
        let end = lists.entry(target.list).or_default();
        for (source, container) in taken {
            places.insert(source, (target.list, end.len()));
            end.push(Value::Object(fitted(container, target)));
        }
        let pod = with_lists(pod, spec, &lists);
        Some(Self { pod, rest, places, sources: sources.clone() })
    }

    fn created(
        &self,
        kinds: &Kinds,
        base: Base<'_>,
        manifest: &Manifest,
        target: &Target,
    ) -> Result<Variant, String> {
        let request = request_of(kinds, &Manifest { object: self.pod.clone(), ..manifest.clone() })?;
        let verdict = base.verdict_at(|path| self.translate(path));
        Ok(Variant::new(Family::Move, format!("move to {}", target.name), request, verdict))
    }

    /// An ephemeral container comes through a subresource, long after the Pod. What else is wrong with the
    /// Pod was there before, so this holds only where all findings are in the containers that come.
    fn added_later(
        &self,
        kinds: &Kinds,
        base: Base<'_>,
        manifest: &Manifest,
        target: &Target,
    ) -> Result<Option<Variant>, String> {
        let mut speaking = base.findings.listed.iter().filter(|finding| finding.mode.speaks());
        let inside = |path| place(path).is_some_and(|(place, _)| self.sources.contains(&place));
        if target.list != "ephemeralContainers" || !base.speaks() || !speaking.all(|one| inside(&one.path)) {
            return Ok(None);
        }
        let options = Options {
            operation: Some("UPDATE".to_owned()),
            old: Some(self.rest.clone()),
            sub_resource: Some("ephemeralcontainers".to_owned()),
            user: manifest.user.clone(),
            dry_run: manifest.dry_run,
            ..Options::default()
        };
        let request = request::build(kinds, &self.pod, &options)?;
        let verdict = base.verdict_at(|path| self.translate(path));
        Ok(Some(Variant::new(Family::Move, "move to ephemeral, by subresource", request, verdict)))
    }

    fn translate(&self, path: &str) -> String {
        match place(path).and_then(|(place, rest)| Some((self.places.get(&place)?, rest))) {
            Some(((list, index), rest)) => format!("spec.{list}[{index}]{rest}"),
            None => path.to_owned(),
        }
    }
}

/// The Pod with these lists. An emptied list stays as an empty one: the API server refuses a Pod without main
/// containers, but only after the webhooks have seen it.
fn with_lists(pod: &Value, spec: &Map<String, Value>, lists: &BTreeMap<&'static str, Vec<Value>>) -> Value {
    let mut spec = spec.clone();
    for (list, items) in lists {
        spec.insert((*list).to_owned(), json!(items));
    }
    let mut pod = pod.clone();
    if let Value::Object(members) = &mut pod {
        members.insert("spec".to_owned(), Value::Object(spec));
    }
    pod
}

fn fitted(mut container: Map<String, Value>, target: &Target) -> Map<String, Value> {
    container.remove("targetContainerName");
    container.remove("restartPolicy");
    if target.sidecar {
        container.insert("restartPolicy".to_owned(), json!("Always"));
    }
    container
}
