//! The way of a pass through an object.

use crate::arena::Arena;
use crate::place::{Place, Step};

/// The steps of a pass over an object, of which places are made only where something is found.
#[derive(Debug)]
pub(crate) struct Path<'a> {
    steps: Vec<Step<'a>>,
    /// The places of the first steps that somebody has asked for.
    places: Vec<Place<'a>>,
    arena: &'a Arena,
}

impl<'a> Path<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        // Enough for most objects, so that neither grows.
        Path { steps: Vec::with_capacity(16), places: Vec::with_capacity(16), arena }
    }

    pub(crate) fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    pub(crate) fn push(&mut self, step: Step<'a>) {
        self.steps.push(step);
    }

    pub(crate) fn pop(&mut self) {
        self.steps.pop();
        self.places.truncate(self.steps.len());
    }

    pub(crate) fn truncate(&mut self, depth: usize) {
        self.steps.truncate(depth);
        self.places.truncate(depth);
    }

    /// The place that the steps lead to.
    pub(crate) fn here(&mut self) -> Place<'a> {
        let mut place = self.places.last().copied().unwrap_or(Place::root(self.arena));
        for step in self.steps.iter().skip(self.places.len()) {
            place = place.step(*step);
            self.places.push(place);
        }
        place
    }
}
