//! Numbers of devices.

/// Numbers of devices by class.
#[derive(Clone, Default)]
pub(crate) struct Devices<'a>(Vec<(&'a str, u64)>);

impl<'a> Devices<'a> {
    pub(crate) fn add(&mut self, class: &'a str, count: u64) {
        if count == 0 {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| *known == class) {
            Some((_, sum)) => *sum = sum.saturating_add(count),
            None => self.0.push((class, count)),
        }
    }

    pub(crate) fn add_all(&mut self, other: &Devices<'a>) {
        for (class, count) in other.iter() {
            self.add(class, count);
        }
    }

    /// The larger number of one class.
    pub(crate) fn raise(&mut self, class: &'a str, count: u64) {
        let here = self.iter().find(|(known, _)| *known == class).map_or(0, |(_, count)| count);
        self.add(class, count.saturating_sub(here));
    }

    /// The larger number of each class.
    pub(crate) fn raise_to(&mut self, other: &Devices<'a>) {
        for (class, count) in other.iter() {
            self.raise(class, count);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Classes with their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, u64)> {
        self.0.iter().copied()
    }

    /// The devices of all classes together.
    pub(crate) fn sum(&self) -> u64 {
        self.iter().map(|(_, count)| count).fold(0, u64::saturating_add)
    }
}
