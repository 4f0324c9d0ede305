//! The pods of one object, place by place.

use std::fmt;

use super::context::Context;
use super::multiplier::multiplier;
use super::number::Count;
use crate::descent::{Descent, Level};
use crate::json::Entries;
use crate::kinds::GroupKind;
use crate::place::Place;
use crate::projects::{self, Counting, OfGroup};

/// Counts the pods of one object, place by place.
pub struct Counts<'a> {
    /// What all places have in common, where the kind or the object says so as a whole.
    same: Option<Count>,
    descent: Descent<'a>,
    kind: GroupKind<'a>,
    /// What the projects of the kind say.
    projects: &'static [OfGroup<Counting>],
}

impl<'a> Counts<'a> {
    /// Begins at the root of an object of this kind, which has these members.
    pub(crate) fn of(root: Entries<'a>, kind: GroupKind<'a>) -> Self {
        let projects = projects::counting(kind.group);
        let same = if root.is_empty() {
            Some(Count::Known(0))
        } else if kind.is("", "Pod") {
            // What is most often asked about is one pod.
            Some(Count::Known(1))
        } else {
            let object = Level::Map(root);
            let mut deciders = projects.iter().filter_map(|(_, project)| project.pods_of_object);
            deciders.find_map(|pods_of_object| pods_of_object(kind.kind, &object))
        };
        Counts { same, descent: Descent::new(root, kind), kind, projects }
    }

    /// How many pods the object starts at this place.
    pub fn at(&mut self, place: &Place<'a>) -> Count {
        if let Some(same) = self.same {
            return same;
        }
        self.descent.go(&place.steps());
        let (mut group, mut projects) = (self.kind.group, self.projects);
        let mut count = Count::Known(1);
        for (here, stop) in self.descent.stops().iter().enumerate() {
            // Most objects hold no object of another group.
            if stop.kind.group != group {
                group = stop.kind.group;
                projects = projects::counting(group);
            }
            if let Some(map) = Context::of(&self.descent, here) {
                count = count.times(multiplier(map, projects, self.projects));
            }
        }
        count
    }
}

impl fmt::Debug for Counts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counts").field("same", &self.same).field("kind", &self.kind).finish_non_exhaustive()
    }
}
