//! Fetching feeds over HTTP, politely and without harm to anyone (feature `fetch`).
//!
//! A [`Fetcher`] asks for one feed or for a list of them. What can come of that is an [`Outcome`]; nothing that a server
//! does is an error of the run, and one dead feed stops no other. [`FetchMemory`] remembers between runs what makes the next
//! one cheap: validators for conditional requests (RFC 9110, 13), permanent redirects, and when a server wants to be asked
//! again.
//!
//! The way of one request: [`settings`] say how much it may cost, `turns` when its host may be asked, `request` sends it and
//! follows redirects, `resolve` looks its host up and refuses what is not public ([`reach`]), `headers` and `body` read the
//! answer. What is sent, what is refused and what is remembered is told in `docs/fetching.md`.
//!
//! Promises: at most one request to a host at a time, with an interval between them; nothing but the settings' time and
//! memory, whatever a server sends; no address that is not public, unless that is allowed; outcomes in the order of the list.
//! The clock is given by the caller, and nothing of the environment is read.

mod body;
mod headers;
pub mod memory;
pub mod names;
mod outcome;
pub mod reach;
mod request;
mod resolve;
pub mod settings;
mod turns;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use ureq::unversioned::transport::DefaultConnector;

pub use memory::{Ask, FetchMemory};
pub use names::{file_name, key};
pub use outcome::{Failure, FailureKind, Fresh, NotModified, Outcome, RetryLater, Validators};
pub use resolve::{Names, SystemNames};
pub use settings::{FetchSettings, InvalidSettings, user_agent};

use request::Address;
use resolve::CheckedResolver;
use turns::Turns;

/// What tells the time, and waits.
pub trait Clock: Sync {
    /// The time.
    fn now(&self) -> Timestamp;
    /// Waits for so long.
    fn wait(&self, time: Duration);
}

/// A feed to be asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its address, which may hold a user and a password.
    pub address: String,
    /// Where to ask instead, if it has moved; never with a user or password.
    pub moved_to: Option<String>,
    /// What the answer that is there already came with.
    pub validators: Validators,
}

impl Wanted {
    /// A feed of which nothing is known.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), ..Self::default() }
    }
}

/// A feed that is asked for time and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its address.
    pub address: String,
    /// Whether what was fetched last is still there, so that `not modified` is an answer of use.
    pub is_kept: bool,
}

/// Asks for feeds.
#[derive(Debug)]
pub struct Fetcher {
    agent: ureq::Agent,
    settings: FetchSettings,
}

impl Fetcher {
    /// A fetcher that looks hosts up as the system does.
    ///
    /// # Errors
    ///
    /// When the settings cannot be used.
    pub fn new(settings: FetchSettings) -> Result<Self, InvalidSettings> {
        Self::with_names(settings, Arc::new(SystemNames))
    }

    /// A fetcher that looks hosts up in its own way. What is found is checked like everything else.
    ///
    /// # Errors
    ///
    /// When the settings cannot be used.
    pub fn with_names(settings: FetchSettings, names: Arc<dyn Names>) -> Result<Self, InvalidSettings> {
        let config = settings.configuration()?;
        let resolver = CheckedResolver {
            names,
            allows_private: settings.allows_private,
            allowed: settings.allowed_addresses.clone(),
        };
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
        Ok(Self { agent, settings })
    }

    /// Asks for one feed.
    #[must_use]
    pub fn fetch(&self, wanted: &Wanted, clock: &dyn Clock) -> Outcome {
        let mut outcomes = self.fetch_all(std::slice::from_ref(wanted), clock, |_, outcome| outcome);
        outcomes.pop().unwrap_or_else(Outcome::broken_off)
    }

    /// Asks for feeds, several hosts at once. The outcomes are in the order of `wanted`, whatever comes first.
    ///
    /// Each outcome is given to `arrived` as it comes, with its place in the list, from any thread; what that gives back is in
    /// the result. So bytes can be put away and let go of one by one.
    pub fn fetch_all(
        &self,
        wanted: &[Wanted],
        clock: &dyn Clock,
        arrived: impl Fn(usize, Outcome) -> Outcome + Sync,
    ) -> Vec<Outcome> {
        let addresses: Vec<Result<Address, Failure>> = wanted.iter().map(Address::of).collect();
        let outcomes: Mutex<Vec<Option<Outcome>>> = Mutex::new(wanted.iter().map(|_| None).collect());
        let finish = |place: usize, outcome: Outcome| {
            let outcome = arrived(place, outcome);
            if let Some(slot) = outcomes.lock().unwrap_or_else(PoisonError::into_inner).get_mut(place) {
                *slot = Some(outcome);
            }
        };
        let mut turns = Turns::new(self.settings.host_interval);
        for (place, address) in addresses.iter().enumerate() {
            match address {
                Ok(address) => turns.add(place, address.host()),
                Err(failure) => finish(place, Outcome::Failed(failure.clone())),
            }
        }
        let turns = &turns;
        let work = || {
            while let Some((place, turn)) = turns.next(clock) {
                let Some((wanted, Ok(address))) = wanted.get(place).zip(addresses.get(place)) else { continue };
                // Whatever goes wrong in the depths of one answer, the other feeds are still asked for.
                let outcome = catch_unwind(AssertUnwindSafe(|| self.answer(wanted, address, turn, turns, clock)));
                finish(place, outcome.unwrap_or_else(|_| Outcome::broken_off()));
            }
        };
        let workers = self.settings.hosts_at_once.clamp(1, wanted.len().max(1));
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(work);
            }
        });
        let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(Outcome::broken_off)).collect()
    }

    /// [`fetch_all`](Self::fetch_all) with a memory: asks only whom it may ask now, on condition that something is new, and
    /// remembers what `arrived` makes of the outcomes. So a feed that could not be stored can be given back as failed, and
    /// will be sent as a whole next time.
    pub fn refresh(
        &self,
        memory: &mut FetchMemory,
        feeds: &[Feed],
        clock: &dyn Clock,
        arrived: impl Fn(usize, Outcome) -> Outcome + Sync,
    ) -> Vec<Outcome> {
        let now = clock.now();
        let mut outcomes: Vec<Option<Outcome>> = feeds.iter().map(|_| None).collect();
        let mut places = Vec::new();
        let mut wanted = Vec::new();
        for (place, (feed, slot)) in feeds.iter().zip(&mut outcomes).enumerate() {
            match memory.ask(&feed.address, feed.is_kept, now) {
                Ask::Now(ask) => {
                    places.push(place);
                    wanted.push(ask);
                }
                Ask::Not(outcome) => *slot = Some(arrived(place, outcome)),
            }
        }
        let place_of = |asked: usize| places.get(asked).copied().unwrap_or_default();
        let asked = self.fetch_all(&wanted, clock, |asked, outcome| arrived(place_of(asked), outcome));
        for (&place, outcome) in places.iter().zip(asked) {
            if let Some(feed) = feeds.get(place) {
                memory.note(&feed.address, &outcome, clock.now());
            }
            if let Some(slot) = outcomes.get_mut(place) {
                *slot = Some(outcome);
            }
        }
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(Outcome::broken_off)).collect()
    }
}
