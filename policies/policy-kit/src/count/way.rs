//! The way from an object down to its pods.

use std::borrow::Cow;

use super::Count;
use crate::json::{Json, Shape};
use crate::kinds::{self, GroupKind};
use crate::map::Entries;
use crate::place::{Place, Step};
use crate::text::contains;

/// Counts the pods of one object, place by place. What lies on the way to several of them is read once, or an object
/// with a thousand pods would be read a thousand times.
#[derive(Debug)]
pub struct Counts<'a> {
    /// What all places have in common, where the kind or the object says so as a whole.
    same: Option<Count>,
    way: Way<'a>,
}

/// The maps and lists from the object's root down to a place, and the one among them that is asked what it multiplies
/// the pods below it by.
#[derive(Debug)]
pub(super) struct Way<'a> {
    stops: Vec<Stop<'a>>,
    steps: Vec<Step<'a>>,
    here: usize,
}

/// A map or list on the way.
#[derive(Debug)]
struct Stop<'a> {
    level: Level<'a>,
    /// The group of the innermost object around it that says what it is. It may claim any.
    group: Cow<'a, str>,
}

/// A map or list, read once: a dozen members are asked for.
#[derive(Debug)]
pub(super) enum Level<'j> {
    Map(Entries<'j>),
    List(Vec<Json<'j>>),
}

impl<'j> Level<'j> {
    /// What is neither is an empty map.
    fn of(json: Json<'j>) -> Self {
        match json.items() {
            Ok(items) => Level::List(items),
            Err(_) => Level::Map(json.entries().unwrap_or_default()),
        }
    }

    /// A member, unless it is null.
    #[inline(never)]
    pub(super) fn member(&self, key: &str) -> Option<Json<'j>> {
        let Level::Map(entries) = self else { return None };
        let found = entries.iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    /// What the step leads to, unless it is null.
    fn at(&self, step: &Step<'_>) -> Option<Self> {
        let json = match (self, step) {
            (Level::Map(_), Step::Key(key)) => self.member(key),
            (Level::List(items), Step::Item(index)) => items.get(*index).copied(),
            _ => None,
        };
        json.filter(|json| matches!(json.shape(), Shape::Map | Shape::List)).map(Level::of)
    }
}

impl<'a> Counts<'a> {
    /// Begins at the root of an object of this kind.
    pub(crate) fn of(root: Option<Json<'a>>, kind: &GroupKind<'a>) -> Self {
        let Some(root) = root else { return Counts::fixed(0) };
        // What is most often asked about is one pod. Steps of a workflow are containers by themselves, and Argo keeps
        // members that mean nothing to it.
        if kind.is("", "Pod") || kind.group == "argoproj.io" && contains(&kind.kind, "Workflow") {
            return Counts::fixed(1);
        }
        let root = Stop { level: Level::of(root), group: kind.group.clone() };
        let way = Way { stops: vec![root], steps: Vec::new(), here: 0 };
        // KServe deletes what it made of an object that is stopped.
        let stopped =
            way.kserve("serving.kserve.io/stop").is_some_and(|stop| stop.eq_ignore_ascii_case("true"));
        Counts { same: stopped.then_some(Count::Known(0)), way }
    }

    /// So many wherever they stand.
    fn fixed(count: u64) -> Self {
        Counts { same: Some(Count::Known(count)), way: Way { stops: Vec::new(), steps: Vec::new(), here: 0 } }
    }

    /// How many pods the object starts at this place.
    pub fn at(&mut self, place: &Place<'a>) -> Count {
        self.same.unwrap_or_else(|| {
            self.way.go(&place.0);
            self.way.count()
        })
    }
}

impl<'a> Way<'a> {
    /// Goes to another place, back no further than needed.
    fn go(&mut self, steps: &[Step<'a>]) {
        let shared = self.steps.iter().zip(steps).take_while(|(old, new)| old == new).count();
        self.stops.truncate(shared + 1);
        self.steps.truncate(shared);
        self.steps.extend(steps.iter().skip(shared).cloned());
        for step in steps.iter().skip(self.stops.len().saturating_sub(1)) {
            // A manifest inside a string is not followed: it is a patch, or what another object becomes.
            let Some(last) = self.stops.last() else { break };
            let Some(level) = last.level.at(step) else { break };
            let version = level.member("apiVersion").filter(|_| level.member("kind").is_some());
            let group = version.and_then(|version| version.text().ok()).map(kinds::group_of);
            let group = group.unwrap_or_else(|| last.group.clone());
            self.stops.push(Stop { level, group });
        }
    }

    /// What all stops together multiply one pod by.
    fn count(&mut self) -> Count {
        let mut count = Count::Known(1);
        for here in 0..self.stops.len() {
            self.here = here;
            count = count.times(self.factor());
        }
        count
    }

    /// The map or list that is asked.
    pub(super) fn level(&self) -> Option<&Level<'a>> {
        self.outer(0)
    }

    /// The map or list so many levels further out.
    pub(super) fn outer(&self, levels: usize) -> Option<&Level<'a>> {
        let stop = self.here.checked_sub(levels).and_then(|index| self.stops.get(index));
        stop.map(|stop| &stop.level)
    }

    /// The maps and lists further in.
    pub(super) fn inner(&self) -> impl Iterator<Item = &Level<'a>> {
        self.stops.iter().skip(self.here + 1).map(|stop| &stop.level)
    }

    /// The group of the object that it belongs to.
    pub(super) fn group(&self) -> &str {
        self.stops.get(self.here).map_or("", |stop| &stop.group)
    }

    /// What an annotation of KServe says, where the object itself is one of KServe's.
    pub(super) fn kserve(&self, annotation: &str) -> Option<Cow<'a, str>> {
        let root = self.stops.first().filter(|root| root.group == "serving.kserve.io")?;
        root.level.member("metadata")?.member("annotations")?.member(annotation)?.text().ok()
    }

    /// The key of the step so many levels further out: 0 is the one that led here.
    pub(super) fn key(&self, levels: usize) -> &str {
        self.here.checked_sub(levels + 1).map_or("", |index| self.key_of(index))
    }

    /// The key of the step that leads on.
    pub(super) fn next(&self) -> &str {
        self.key_of(self.here)
    }

    fn key_of(&self, index: usize) -> &str {
        match self.steps.get(index) {
            Some(Step::Key(key)) => key,
            Some(Step::Item(_)) | None => "",
        }
    }
}
