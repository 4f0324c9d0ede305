//! Work in parallel, results in order.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many items workers may be ahead of the slowest one: results that wait for their turn stay in memory.
const WINDOW: u64 = 4096;

/// Items that a worker takes at a time, so that workers seldom wait for the lock.
const BATCH: usize = 8;

/// Why a run ended before its last item.
pub type Stopped<E> = Result<(), E>;

struct Feed<I> {
    items: I,
    taken: u64,
    done: u64,
    waiting: usize,
    stopped: bool,
}

struct Shared<I> {
    feed: Mutex<Feed<I>>,
    moved: Condvar,
}

/// Applies `work` to every item on several threads; `sink` sees the results on
/// this thread, in the order of the items, as soon as that order allows.
pub fn in_order<I, R, E>(
    items: I,
    threads: usize,
    work: impl Fn(I::Item) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Stopped<E>
where
    I: Iterator + Send,
    I::Item: Send,
    R: Send,
{
    let shared = Shared {
        feed: Mutex::new(Feed { items, taken: 0, done: 0, waiting: 0, stopped: false }),
        moved: Condvar::new(),
    };
    std::thread::scope(|scope| {
        let (sender, results) = channel();
        for _ in 0..threads.max(1) {
            let (sender, shared, work) = (sender.clone(), &shared, &work);
            scope.spawn(move || worker(shared, work, &sender));
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, batch) in results {
            waiting.insert(number, batch);
            while let Some(batch) = waiting.remove(&next) {
                next += length(&batch);
                for result in batch {
                    if let Err(error) = sink(result) {
                        shared.lock().stopped = true;
                        shared.moved.notify_all();
                        return Err(error);
                    }
                }
                let mut feed = shared.lock();
                feed.done = next;
                if feed.waiting > 0 {
                    shared.moved.notify_all();
                }
            }
        }
        Ok(())
    })
}

fn worker<I: Iterator, R>(shared: &Shared<I>, work: impl Fn(I::Item) -> R, results: &Sender<(u64, Vec<R>)>) {
    while let Some((number, items)) = shared.take() {
        let batch = items.into_iter().map(&work).collect();
        if results.send((number, batch)).is_err() {
            return;
        }
    }
}

impl<I: Iterator> Shared<I> {
    /// The next items and the number of the first; waits while the slowest worker is too far behind.
    fn take(&self) -> Option<(u64, Vec<I::Item>)> {
        let mut feed = self.lock();
        while !feed.stopped && feed.taken - feed.done > WINDOW {
            feed.waiting += 1;
            feed = self.moved.wait(feed).unwrap_or_else(PoisonError::into_inner);
            feed.waiting -= 1;
        }
        if feed.stopped {
            return None;
        }
        let first = feed.taken;
        let items: Vec<_> = feed.items.by_ref().take(BATCH).collect();
        feed.taken += length(&items);
        (!items.is_empty()).then_some((first, items))
    }

    /// A poisoned lock means that a source panicked; the scope passes that on when it joins.
    fn lock(&self) -> MutexGuard<'_, Feed<I>> {
        self.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let mut seen = Vec::new();
        let work = |item: u64| {
            // The first items take longest, so that later ones overtake them.
            std::thread::sleep(Duration::from_micros(if item < 10 { 2000 } else { 1 }));
            item
        };
        in_order(0..500, 4, work, |item| {
            seen.push(item);
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn a_sink_that_fails_ends_the_run() {
        let mut seen = 0;
        let stopped = in_order(
            0_u64..,
            2,
            |item| item,
            |item| {
                seen += 1;
                if item == 20 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!(stopped, Err("enough"));
        assert_eq!(seen, 21);
    }

    #[test]
    fn workers_wait_for_a_slow_item_instead_of_filling_the_memory() {
        let work = |item: u64| {
            if item == 0 {
                std::thread::sleep(Duration::from_millis(200));
            }
            item
        };
        let mut count = 0;
        in_order(0..20_000, 2, work, |_| {
            count += 1;
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(count, 20_000);
    }
}
