//! Plans and the threads that work them off: what is asked of which policy, and
//! the events in an order that does not depend on the threads.

mod documents;
mod planned;
mod pool;
mod task;

pub use documents::{Assignment, Documents};
pub use planned::{CaseTask, PolicyCases};
pub use pool::{Stopped, in_order};
pub use task::Task;

use crate::verdict::Event;

/// Works off tasks on `threads` threads and hands their events to `sink` in the order of the tasks.
///
/// The sink ends the run by returning an error, which is passed on.
pub fn run<'a, E>(
    tasks: impl Iterator<Item = Box<dyn Task + 'a>> + Send,
    threads: usize,
    mut sink: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    pool::in_order(tasks, threads, |task| task.perform(), |events| events.into_iter().try_for_each(&mut sink))
}
