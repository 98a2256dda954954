//! Looking up is work for threads that may wait for the disk. So much is done at once, and who waits too long for a turn
//! is told to come again; a job that outlives its request keeps its turn until it ends.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::Limits;
use super::failure::Failure;

/// How much work a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Milliseconds.
    Light,
    /// A part of a second of all processors: it may not hold up what is light.
    Heavy,
}

/// The turns.
#[derive(Debug)]
pub(super) struct Work {
    light: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
    queue: Duration,
}

impl Work {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            light: Arc::new(Semaphore::new(limits.workers.max(1))),
            heavy: Arc::new(Semaphore::new((limits.workers / 2).max(1))),
            queue: limits.queue,
        }
    }

    /// Does a job when it is its turn.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        weight: Weight,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let turns = match weight {
            Weight::Light => &self.light,
            Weight::Heavy => &self.heavy,
        };
        let turn = tokio::time::timeout(self.queue, Arc::clone(turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Failure::busy()) };
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            job()
        });
        done.await.map_err(|_| Failure::broken())
    }
}
