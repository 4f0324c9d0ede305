//! A set of places.

use policy_kit::Place;

/// Places in order, so that a large object is not searched once for each of its parts.
#[derive(Default)]
pub(crate) struct Places<'a>(Vec<Place<'a>>);

impl<'a> Places<'a> {
    pub(crate) fn add(&mut self, place: Place<'a>) {
        // The places come nearly in order.
        let index = self.index(&place);
        self.0.insert(index, place);
    }

    pub(crate) fn have(&self, place: &Place<'a>) -> bool {
        self.0.get(self.index(place)) == Some(place)
    }

    fn index(&self, place: &Place<'a>) -> usize {
        self.0.partition_point(|known| known < place)
    }
}
