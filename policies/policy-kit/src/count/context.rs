//! The map or list that is asked what it multiplies the pods below it by.

use super::Count;
use crate::descent::{Descent, Level};
use crate::json::Entries;
use crate::kinds::GroupKind;
use crate::place::{Place, Step};

/// Counts the pods of one object, place by place.
#[derive(Debug)]
pub struct Counts<'a> {
    /// What all places have in common, where the kind or the object says so as a whole.
    same: Option<Count>,
    descent: Descent<'a>,
}

/// One stop on the way to a place, seen from there.
#[derive(Clone, Copy)]
pub(super) struct Context<'w, 'a> {
    descent: &'w Descent<'a>,
    here: usize,
}

impl<'a> Counts<'a> {
    /// Begins at the root of an object of this kind, which has these members.
    pub(crate) fn of(root: Entries<'a>, kind: GroupKind<'a>) -> Self {
        let descent = Descent::new(root, kind);
        // What is most often asked about is one pod. Steps of a workflow are containers by themselves, and Argo keeps
        // members that mean nothing to it.
        let same = if root.is_empty() {
            Some(Count::Known(0))
        } else if kind.is("", "Pod") || kind.group == "argoproj.io" && kind.kind.contains("Workflow") {
            Some(Count::Known(1))
        } else {
            // KServe deletes what it made of an object that is stopped.
            let stop = Context { descent: &descent, here: 0 }.kserve("serving.kserve.io/stop");
            stop.is_some_and(|stop| stop.eq_ignore_ascii_case("true")).then_some(Count::Known(0))
        };
        Counts { same, descent }
    }

    /// How many pods the object starts at this place.
    pub fn at(&mut self, place: &Place<'a>) -> Count {
        if let Some(same) = self.same {
            return same;
        }
        self.descent.go(&place.steps());
        let descent = &self.descent;
        let factors = (0..descent.stops().len()).map(|here| Context { descent, here }.multiplier());
        factors.fold(Count::Known(1), Count::times)
    }
}

impl<'w, 'a> Context<'w, 'a> {
    /// The map or list that is asked.
    pub(super) fn level(self) -> Option<&'w Level<'a>> {
        self.outer(0)
    }

    /// The map or list so many levels further out.
    pub(super) fn outer(self, levels: usize) -> Option<&'w Level<'a>> {
        let stop = self.here.checked_sub(levels).and_then(|index| self.descent.stops().get(index));
        stop.map(|stop| &stop.level)
    }

    /// The maps and lists further in.
    pub(super) fn inner(self) -> impl Iterator<Item = &'w Level<'a>> {
        self.descent.stops().iter().skip(self.here + 1).map(|stop| &stop.level)
    }

    /// The group of the object that it belongs to.
    pub(super) fn group(self) -> &'w str {
        self.descent.stops().get(self.here).map_or("", |stop| stop.kind.group)
    }

    /// What an annotation of KServe says, where the object itself is one of KServe's.
    pub(super) fn kserve(self, annotation: &str) -> Option<&'a str> {
        let root = self.descent.stops().first().filter(|root| root.kind.group == "serving.kserve.io")?;
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
        match self.descent.steps().get(index) {
            Some(Step::Key(key)) => key,
            Some(Step::Item(_)) | None => "",
        }
    }
}
