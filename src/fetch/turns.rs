//! Whose turn it is: one request to a host at a time, with an interval between them, and as many hosts at once as there
//! are workers.
//!
//! Jobs wait in a line for each host. The host that has been free for longest is next, then the job that stands first in the
//! list. A worker that is led to another host by a redirect waits there for its turn like any other. Taking a turn costs the
//! logarithm of the number of hosts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::Clock;
use super::headers::after;
use super::outcome::RetryLater;

/// Longest that a worker sleeps without looking round.
const NAP: Duration = Duration::from_millis(50);

/// The hosts and the jobs that wait for them.
#[derive(Debug)]
pub(super) struct Turns {
    interval: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    ids: BTreeMap<String, usize>,
    hosts: Vec<Host>,
    /// Hosts that nobody is at and that jobs wait for: from when they may be asked, their first job, their number.
    ready: BTreeSet<(Timestamp, usize, usize)>,
    /// Jobs that no worker has taken.
    waiting: usize,
}

#[derive(Debug)]
struct Host {
    jobs: VecDeque<usize>,
    free_from: Timestamp,
    is_busy: bool,
    closed: Option<RetryLater>,
}

/// The right to ask a host, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    host: usize,
    clock: &'a dyn Clock,
    has_asked: bool,
}

impl std::fmt::Debug for dyn Clock + '_ {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Clock")
    }
}

impl Turns {
    pub(super) fn new(interval: Duration) -> Self {
        Self { interval, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Lets a job wait for a host.
    pub(super) fn add(&mut self, job: usize, host: &str) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let id = state.id(host);
        state.waiting += 1;
        if let Some(host) = state.hosts.get_mut(id) {
            host.jobs.push_back(job);
            if host.jobs.len() == 1 {
                state.ready.insert((host.free_from, job, id));
            }
        }
    }

    /// The next job, when its host may be asked; `None` when no job is left.
    pub(super) fn next<'a>(&'a self, clock: &'a dyn Clock) -> Option<(usize, Turn<'a>)> {
        loop {
            let mut state = self.lock();
            if state.waiting == 0 {
                return None;
            }
            let now = clock.now();
            match state.ready.first().copied() {
                Some((from, job, id)) if from <= now => {
                    state.ready.pop_first();
                    state.waiting -= 1;
                    if let Some(host) = state.hosts.get_mut(id) {
                        host.jobs.pop_front();
                        host.is_busy = true;
                    }
                    return Some((job, Turn { turns: self, host: id, clock, has_asked: false }));
                }
                Some((from, ..)) => {
                    drop(state);
                    clock.wait(until(now, from));
                }
                // All hosts that are left are being asked.
                None => self.look_round(state),
            }
        }
    }

    /// Waits for the turn at a host that a redirect leads to.
    pub(super) fn enter<'a>(&'a self, host: &str, clock: &'a dyn Clock) -> Turn<'a> {
        loop {
            let mut state = self.lock();
            let id = state.id(host);
            let now = clock.now();
            let Some(host) = state.hosts.get_mut(id) else { continue };
            if host.is_busy {
                self.look_round(state);
            } else if host.free_from > now {
                let from = host.free_from;
                drop(state);
                clock.wait(until(now, from));
            } else {
                host.is_busy = true;
                let first = host.jobs.front().map(|&job| (host.free_from, job, id));
                if let Some(first) = first {
                    state.ready.remove(&first);
                }
                return Turn { turns: self, host: id, clock, has_asked: false };
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_round(&self, state: MutexGuard<'_, State>) {
        drop(self.changed.wait_timeout(state, NAP).unwrap_or_else(PoisonError::into_inner));
    }
}

/// How long to sleep now until a time.
fn until(now: Timestamp, time: Timestamp) -> Duration {
    Duration::try_from(time.duration_since(now)).unwrap_or_default().min(NAP)
}

impl State {
    fn id(&mut self, host: &str) -> usize {
        if let Some(&id) = self.ids.get(host) {
            return id;
        }
        let id = self.hosts.len();
        self.ids.insert(host.to_owned(), id);
        self.hosts.push(Host { jobs: VecDeque::new(), free_from: Timestamp::MIN, is_busy: false, closed: None });
        id
    }
}

impl Turn<'_> {
    /// What the host said when it was asked too often in this run; it is not asked again.
    pub(super) fn closed(&self) -> Option<RetryLater> {
        self.turns.lock().hosts.get(self.host).and_then(|host| host.closed)
    }

    /// Remembers that the host does not want to be asked.
    pub(super) fn close(&self, later: RetryLater) {
        if let Some(host) = self.turns.lock().hosts.get_mut(self.host) {
            host.closed = Some(later);
        }
    }

    /// Says that the host is asked now, so that the next turn is an interval away.
    pub(super) fn ask(&mut self) {
        self.has_asked = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let now = self.clock.now();
        let mut state = self.turns.lock();
        let id = self.host;
        if let Some(host) = state.hosts.get_mut(id) {
            host.is_busy = false;
            if self.has_asked {
                host.free_from = after(now, self.turns.interval).unwrap_or(now);
            }
            let first = host.jobs.front().map(|&job| (host.free_from, job, id));
            state.ready.extend(first);
        }
        drop(state);
        self.turns.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that only moves when somebody waits.
    struct Still(Mutex<Timestamp>);

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }

        fn wait(&self, time: Duration) {
            let mut now = self.0.lock().unwrap();
            *now = now.checked_add(time).unwrap();
        }
    }

    fn still() -> Still {
        Still(Mutex::new("2026-11-22T10:00:00Z".parse().unwrap()))
    }

    fn second(clock: &Still) -> i64 {
        clock.now().as_second() - "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn a_host_rests_between_requests_and_others_are_asked_meanwhile() {
        let clock = still();
        let mut turns = Turns::new(Duration::from_secs(10));
        for (job, host) in ["a", "a", "b", "a", "c"].into_iter().enumerate() {
            turns.add(job, host);
        }
        let mut order = Vec::new();
        while let Some((job, mut turn)) = turns.next(&clock) {
            turn.ask();
            order.push((job, second(&clock)));
        }
        assert_eq!(order, [(0, 0), (2, 0), (4, 0), (1, 10), (3, 20)]);
    }

    #[test]
    fn a_host_is_asked_by_one_at_a_time() {
        let clock = still();
        let mut turns = Turns::new(Duration::ZERO);
        turns.add(0, "a");
        turns.add(1, "a");
        turns.add(2, "b");
        let (first, turn) = turns.next(&clock).unwrap();
        let (second, other) = turns.next(&clock).unwrap();
        assert_eq!((first, second), (0, 2));
        drop(turn);
        assert_eq!(turns.next(&clock).unwrap().0, 1);
        drop(other);
        assert!(turns.next(&clock).is_none());
    }

    #[test]
    fn a_redirect_waits_for_its_turn_too() {
        let clock = still();
        let mut turns = Turns::new(Duration::from_secs(10));
        turns.add(0, "a");
        let (_, mut turn) = turns.next(&clock).unwrap();
        turn.ask();
        drop(turn);
        drop(turns.enter("a", &clock));
        assert_eq!(second(&clock), 10);
        drop(turns.enter("new", &clock));
        assert_eq!(second(&clock), 10);
    }

    #[test]
    fn a_host_that_wants_to_be_left_alone_is() {
        let clock = still();
        let mut turns = Turns::new(Duration::from_secs(10));
        turns.add(0, "a");
        turns.add(1, "a");
        let later = RetryLater { until: clock.now(), status: 429 };
        let (_, turn) = turns.next(&clock).unwrap();
        assert_eq!(turn.closed(), None);
        turn.close(later);
        drop(turn);
        assert_eq!(turns.next(&clock).unwrap().1.closed(), Some(later));
        assert_eq!(second(&clock), 0, "who does not ask need not wait");
    }
}
