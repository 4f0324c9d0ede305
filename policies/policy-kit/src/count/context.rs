//! The map that is asked what it multiplies the pods below it by, with what stands around it.

use super::number::{Count, known};
use crate::descent::{Descent, Level};
use crate::json::Json;
use crate::place::Step;

/// A map on the way down to a place, seen from there.
#[derive(Clone, Copy)]
pub(crate) struct Context<'w, 'a> {
    descent: &'w Descent<'a>,
    here: usize,
    map: &'w Level<'a>,
}

impl<'w, 'a> Context<'w, 'a> {
    /// The stop of this index on the way; `None` for a list.
    pub(super) fn of(descent: &'w Descent<'a>, here: usize) -> Option<Self> {
        let map = &descent.stops().get(here)?.level;
        matches!(map, Level::Map(_)).then_some(Context { descent, here, map })
    }

    /// The map that is asked.
    pub(crate) fn map(self) -> &'w Level<'a> {
        self.map
    }

    /// The map or list so many levels further out.
    pub(crate) fn outer(self, levels: usize) -> Option<&'w Level<'a>> {
        let stop = self.here.checked_sub(levels).and_then(|index| self.descent.stops().get(index));
        stop.map(|stop| &stop.level)
    }

    /// The members of the whole object.
    pub(super) fn outermost(self) -> &'w Level<'a> {
        self.descent.stops().first().map_or(self.map, |stop| &stop.level)
    }

    /// The maps and lists further in.
    pub(crate) fn inner(self) -> impl Iterator<Item = &'w Level<'a>> {
        self.descent.stops().iter().skip(self.here + 1).map(|stop| &stop.level)
    }

    /// The key of the step so many levels further out: 0 is the one that led here. Empty for an item of a list.
    pub(crate) fn key(self, levels: usize) -> &'w str {
        self.here.checked_sub(levels + 1).map_or("", |index| self.key_of(index))
    }

    /// The key of the step that leads on to the pods. Empty for an item of a list.
    pub(crate) fn next(self) -> &'w str {
        self.key_of(self.here)
    }

    fn key_of(self, index: usize) -> &'w str {
        match self.descent.steps().get(index) {
            Some(Step::Key(key)) => key,
            Some(Step::Item(_)) | None => "",
        }
    }
}

impl<'a> Level<'a> {
    /// The number of pods that a member holds.
    pub(crate) fn count(&self, key: &str) -> Option<Count> {
        Count::of(self.member(key))
    }

    /// The number of pods that a member holds; one where there is no such member.
    pub(crate) fn count_or_one(&self, key: &str) -> Count {
        self.count(key).unwrap_or(Count::Known(1))
    }

    /// The number that a member holds, where it is known.
    pub(crate) fn known(&self, key: &str) -> Option<u64> {
        known(self.member(key))
    }

    /// Whether a member is `true`.
    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.member(key).is_some_and(Json::is_true)
    }

    /// An annotation of an object with these members.
    pub(crate) fn annotation(&self, key: &str) -> Option<&'a str> {
        self.member("metadata")?.member("annotations")?.member(key)?.text().ok()
    }
}
