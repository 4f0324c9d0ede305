//! The map or list that is asked what it multiplies the pods below it by.

use std::borrow::Cow;

use super::Count;
use crate::json::Json;
use crate::kinds::GroupKind;
use crate::place::{Place, Step};
use crate::text::contains;
use crate::way::{Level, Way};

/// Counts the pods of one object, place by place.
#[derive(Debug)]
pub struct Counts<'a> {
    /// What all places have in common, where the kind or the object says so as a whole.
    same: Option<Count>,
    way: Way<'a>,
}

/// One stop on the way to a place, seen from there.
#[derive(Clone, Copy)]
pub(super) struct Spot<'w, 'a> {
    way: &'w Way<'a>,
    here: usize,
}

impl<'a> Counts<'a> {
    /// Begins at the root of an object of this kind, which has these members.
    pub(crate) fn of(root: &[(Cow<'a, str>, Json<'a>)], kind: &GroupKind<'a>) -> Self {
        let way = Way::new(root.to_vec(), kind.clone());
        // What is most often asked about is one pod. Steps of a workflow are containers by themselves, and Argo keeps
        // members that mean nothing to it.
        let same = if root.is_empty() {
            Some(Count::Known(0))
        } else if kind.is("", "Pod") || kind.group == "argoproj.io" && contains(&kind.kind, "Workflow") {
            Some(Count::Known(1))
        } else {
            // KServe deletes what it made of an object that is stopped.
            let stop = Spot { way: &way, here: 0 }.kserve("serving.kserve.io/stop");
            stop.is_some_and(|stop| stop.eq_ignore_ascii_case("true")).then_some(Count::Known(0))
        };
        Counts { same, way }
    }

    /// How many pods the object starts at this place.
    pub fn at(&mut self, place: &Place<'a>) -> Count {
        if let Some(same) = self.same {
            return same;
        }
        self.way.go(&place.0);
        let way = &self.way;
        let factors = (0..way.stops().len()).map(|here| Spot { way, here }.factor());
        factors.fold(Count::Known(1), Count::times)
    }
}

impl<'w, 'a> Spot<'w, 'a> {
    /// The map or list that is asked.
    pub(super) fn level(self) -> Option<&'w Level<'a>> {
        self.outer(0)
    }

    /// The map or list so many levels further out.
    pub(super) fn outer(self, levels: usize) -> Option<&'w Level<'a>> {
        let stop = self.here.checked_sub(levels).and_then(|index| self.way.stops().get(index));
        stop.map(|stop| &stop.level)
    }

    /// The maps and lists further in.
    pub(super) fn inner(self) -> impl Iterator<Item = &'w Level<'a>> {
        self.way.stops().iter().skip(self.here + 1).map(|stop| &stop.level)
    }

    /// The group of the object that it belongs to.
    pub(super) fn group(self) -> &'w str {
        self.way.stops().get(self.here).map_or("", |stop| &stop.kind.group)
    }

    /// What an annotation of KServe says, where the object itself is one of KServe's.
    pub(super) fn kserve(self, annotation: &str) -> Option<Cow<'a, str>> {
        let root = self.way.stops().first().filter(|root| root.kind.group == "serving.kserve.io")?;
        root.level.member("metadata")?.member("annotations")?.member(annotation)?.text().ok()
    }

    /// The key of the step so many levels further out: 0 is the one that led here.
    pub(super) fn key(self, levels: usize) -> &'w str {
        self.here.checked_sub(levels + 1).map_or("", |index| self.key_of(index))
    }

    /// The key of the step that leads on.
    pub(super) fn next(self) -> &'w str {
        self.key_of(self.here)
    }

    fn key_of(self, index: usize) -> &'w str {
        match self.way.steps().get(index) {
            Some(Step::Key(key)) => key,
            Some(Step::Item(_)) | None => "",
        }
    }
}
