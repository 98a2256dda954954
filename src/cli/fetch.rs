//! `samestory fetch`: feeds from the network into a folder, if samestory was built with it, else refused with the cure.

use std::path::Path;

use super::args::FetchOptions;

#[cfg(not(feature = "fetch"))]
pub(crate) use absent::{Fetched, feeds, run};
#[cfg(feature = "fetch")]
pub(crate) use present::{Fetched, feeds, run};

/// Feeds that are to be fetched and read at once.
#[cfg_attr(not(feature = "fetch"), expect(dead_code, reason = "this build does not fetch"))]
pub(crate) struct Order<'a> {
    pub(crate) addresses: &'a [String],
    pub(crate) options: &'a FetchOptions,
    /// Where is remembered what makes the next run cheap.
    pub(crate) state: Option<&'a Path>,
}

#[cfg(feature = "fetch")]
mod present {
    use std::collections::BTreeSet;
    use std::fs;
    use std::io::{self, Read};
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, PoisonError};
    use std::time::Duration;

    use anyhow::{Context, bail};
    use jiff::Timestamp;
    use samestory::feed::{self, FeedContext, opml};
    use samestory::fetch::{
        Clock, Failure, FailureKind, Feed, FetchMemory, FetchSettings, Fetcher, Outcome, file_name, key, user_agent,
    };
    use samestory::fold::memory::Memory;
    use samestory::problem::{Position, Problem};
    use samestory::read::feeds::{Feeds, read_feed};
    use samestory::report::fetch::{self as report, FetchedFeed};

    use super::Order;
    use crate::cli::args::{FetchCommand, FetchOptions};
    use crate::cli::exit::Exit;
    use crate::cli::screen::Screen;
    use crate::cli::{interrupt, output};

    /// A list of feeds that is larger is none.
    const MOST_BYTES: u64 = 64 << 20;

    /// Longest time to connect, and longest time without a byte, of the time for a feed.
    const TO_CONNECT: Duration = Duration::from_secs(10);
    const TO_READ: Duration = Duration::from_secs(15);

    /// The time of this machine.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct SystemClock;

    impl Clock for SystemClock {
        fn now(&self) -> Timestamp {
            Timestamp::now()
        }

        fn wait(&self, time: Duration) {
            std::thread::sleep(time);
        }
    }

    /// What the options say.
    pub(crate) fn settings(options: &FetchOptions) -> FetchSettings {
        FetchSettings {
            user_agent: options.user_agent.clone().unwrap_or_else(|| user_agent(options.contact.as_deref())),
            allows_private: options.allow_private,
            allowed_addresses: options.allow_address.clone(),
            connect_timeout: options.timeout.min(TO_CONNECT),
            read_timeout: options.timeout.min(TO_READ),
            total_timeout: options.timeout,
            max_bytes: options.max_size,
            hosts_at_once: usize::from(options.hosts_at_once),
            host_interval: options.per_host_interval,
        }
    }

    pub(crate) fn run(command: &FetchCommand, screen: &Screen) -> anyhow::Result<Exit> {
        let fetcher = Fetcher::new(settings(&command.fetching))?;
        let addresses = addresses(&command.inputs)?;
        let folder = command.folder.as_path();
        let state = command.state.as_deref().unwrap_or(folder);
        fs::create_dir_all(folder)
            .with_context(|| format!("the folder `{}` cannot be made; name another with --output", folder.display()))?;
        let (mut memory, forgotten) = FetchMemory::read(state)?;
        screen.problems(forgotten.as_slice());

        let files: Vec<PathBuf> = addresses.iter().map(|address| folder.join(file_name(address))).collect();
        let feeds: Vec<Feed> = addresses
            .iter()
            .zip(&files)
            .map(|(address, file)| Feed { address: address.clone(), is_kept: file.is_file() })
            .collect();
        let progress = screen.progress("fetching feeds");
        // One file at a time: what stops the program waits for it to be whole.
        let storing = Mutex::new(());
        let outcomes = fetcher.refresh(&mut memory, &feeds, &SystemClock, |place, outcome| {
            progress.inc(1);
            let _storing = storing.lock().unwrap_or_else(PoisonError::into_inner);
            match files.get(place) {
                Some(file) => stored(file, outcome),
                None => outcome,
            }
        });
        progress.finish_and_clear();
        {
            let _writing = interrupt::Writing::begin();
            memory.write(state, SystemClock.now())?;
        }
        interrupt::check()?;

        let results: Vec<FetchedFeed> = addresses
            .iter()
            .zip(files)
            .zip(outcomes)
            .map(|((address, file), outcome)| FetchedFeed {
                failures_in_a_row: memory.get(address).map_or(0, |feed| feed.failures_in_a_row),
                address: key(address),
                file: file.is_file().then_some(file),
                outcome,
            })
            .collect();
        tell(&results, screen);
        if command.json || command.format.is_some() {
            output::write(None, screen.colour(), |out| report::write_json(&results, out))?;
        }
        Ok(if results.iter().any(|feed| feed.outcome.is_failure()) { Exit::Failed } else { Exit::Done })
    }

    /// What makes the next run cheap. It is put away when what was fetched is safe, and not before: a feed that is said to be
    /// as it was is not sent again.
    pub(crate) struct Fetched {
        memory: FetchMemory,
        folder: Option<PathBuf>,
    }

    impl Fetched {
        pub(crate) fn save(mut self) -> anyhow::Result<()> {
            if let Some(folder) = &self.folder {
                let _writing = interrupt::Writing::begin();
                self.memory.write(folder, SystemClock.now())?;
            }
            Ok(())
        }
    }

    /// Fetches feeds and reads them. One that is as it was keeps its items in the memory.
    pub(crate) fn feeds(
        order: &Order<'_>,
        memory: &mut Memory,
        now: Timestamp,
        into: &mut Feeds,
        screen: &Screen,
    ) -> anyhow::Result<Fetched> {
        let client = Fetcher::new(settings(order.options))?;
        let mut seen = BTreeSet::new();
        let addresses: Vec<&String> = order.addresses.iter().filter(|address| seen.insert(key(address))).collect();
        let (mut fetched, forgotten) = match order.state {
            Some(folder) => FetchMemory::read(folder)?,
            None => (FetchMemory::default(), None),
        };
        into.problems.extend(forgotten);
        let asked: Vec<Feed> = addresses
            .iter()
            .map(|&address| Feed { address: address.clone(), is_kept: memory.has_read(&key(address)) })
            .collect();
        let progress = screen.progress("fetching feeds");
        progress.set_length(asked.len() as u64);
        let outcomes = client.refresh(&mut fetched, &asked, &SystemClock, |_, outcome| {
            progress.inc(1);
            outcome
        });
        progress.finish_and_clear();
        interrupt::check()?;
        for (address, outcome) in addresses.into_iter().zip(outcomes) {
            let name = key(address);
            match outcome {
                Outcome::Fresh(fresh) => {
                    match read_feed(&name, Some(&fresh.final_url), &fresh.bytes, fresh.charset.as_deref()) {
                        Ok((feed, mended)) => {
                            into.feeds.push(feed);
                            into.problems.extend(mended);
                        }
                        Err(error) => {
                            let place = error.line.map_or(Position::File, Position::Line);
                            let (message, cure) = (error.fault.to_string(), error.fault.cure());
                            into.problems.push(Problem::error(name, place, message, cure));
                        }
                    }
                }
                Outcome::NotModified(_) | Outcome::RetryLater(_) => memory.is_unchanged(&name, now),
                Outcome::Gone | Outcome::Failed(_) => {
                    let feed = FetchedFeed { failures_in_a_row: 0, address: name.clone(), file: None, outcome };
                    if let Some((message, cure)) = report::failure(&feed) {
                        into.problems.push(Problem::error(name, Position::File, message, cure));
                    }
                }
            }
        }
        into.feeds.sort_by(|one, other| one.path.cmp(&other.path));
        into.problems.sort();
        Ok(Fetched { memory: fetched, folder: order.state.map(Path::to_owned) })
    }

    /// Puts away what was sent; what could not be put away counts as not sent.
    fn stored(file: &Path, outcome: Outcome) -> Outcome {
        let Outcome::Fresh(mut fresh) = outcome else { return outcome };
        let bytes = std::mem::take(&mut fresh.bytes);
        // A page that asks to log in does not take the place of the feed that was there.
        let context = FeedContext { charset: fresh.charset.as_deref(), ..FeedContext::default() };
        let is_list = || opml::read(&String::from_utf8_lossy(&bytes)).is_ok();
        if let Err(error) = feed::read(&bytes, &context)
            && !is_list()
        {
            let reason = format!("what was sent was not stored: {}", error.fault);
            return Outcome::Failed(Failure { kind: FailureKind::Broken, reason, cure: error.fault.cure().to_owned() });
        }
        match output::write_bytes(Some(file), |out| out.write_all(&bytes)) {
            Ok(()) => Outcome::Fresh(fresh),
            Err(error) => Outcome::Failed(Failure {
                kind: FailureKind::NotStored,
                reason: format!("{error:#}"),
                cure: "see that there is room, and that the folder can be written".to_owned(),
            }),
        }
    }

    /// A line for each feed, then how many went how.
    fn tell(results: &[FetchedFeed], screen: &Screen) {
        for feed in results {
            match report::failure(feed) {
                Some((message, cure)) => {
                    screen.problems(&[Problem::error(&feed.address, Position::File, message, cure)]);
                }
                None => screen.summary(&report::line(feed)),
            }
        }
        screen.summary(&report::totals(results));
    }

    /// The feeds that are named, each once, in the order in which they are first named.
    pub(crate) fn addresses(inputs: &[String]) -> anyhow::Result<Vec<String>> {
        let mut addresses = Vec::new();
        for input in inputs {
            if input.contains("://") {
                addresses.push(input.clone());
                continue;
            }
            let listed = listed(&list(input)?).with_context(|| format!("`{input}` lists no feeds"))?;
            if listed.is_empty() {
                bail!("`{input}` lists no feeds; write one address a line, or give OPML");
            }
            addresses.extend(listed);
        }
        let mut seen = BTreeSet::new();
        addresses.retain(|address| seen.insert(key(address)));
        Ok(addresses)
    }

    /// The text of a list of feeds.
    fn list(input: &str) -> anyhow::Result<String> {
        let reader: Box<dyn Read> = if input == "-" {
            Box::new(io::stdin().lock())
        } else {
            let missing = || format!("`{input}` cannot be read; name a file, or an address that begins with https://");
            Box::new(fs::File::open(input).with_context(missing)?)
        };
        let mut bytes = Vec::new();
        reader.take(MOST_BYTES).read_to_end(&mut bytes).with_context(|| format!("`{input}` cannot be read"))?;
        Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
    }

    fn listed(text: &str) -> anyhow::Result<Vec<String>> {
        if text.trim_start().starts_with('<') {
            return opml(text);
        }
        Ok(text.lines().filter_map(address).map(str::to_owned).collect())
    }

    /// The address on a line of a list, as newsboat knows it too: what it has a program for is not fetched, but of a
    /// filter the feed that it is for.
    fn address(line: &str) -> Option<&str> {
        let line = line.trim();
        let bare = line.trim_start_matches('"');
        if bare.starts_with("filter:") {
            let start = bare.rfind("https://").max(bare.rfind("http://"))?;
            return bare.get(start..)?.split('"').next();
        }
        let is_none = ["#", "exec:", "query:", "file:"].iter().any(|sign| bare.starts_with(sign));
        line.split_whitespace().next().filter(|_| !is_none)
    }

    /// The addresses of the feeds of an OPML document.
    fn opml(text: &str) -> anyhow::Result<Vec<String>> {
        Ok(samestory::feed::opml::read(text)?.into_iter().map(|outline| outline.xml_url).collect())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn lists_are_read_line_by_line() {
            let text =
                "# mine\nhttps://example.org/a  \"~Harbour\" tag\n\n  http://example.org/b\r\n#https://example.org/c\n";
            assert_eq!(listed(text).unwrap(), ["https://example.org/a", "http://example.org/b"]);
        }

        #[test]
        fn what_newsboat_runs_a_program_for_is_passed_over() {
            let text = "\"filter:samestory dedupe -q:https://example.org/a\" tag\n\"exec:samestory dedupe https://example.org/b\"\n\
                        file:///home/ann/merged.xml\n\"query:new:unread = \\\"yes\\\"\"\n";
            assert_eq!(listed(text).unwrap(), ["https://example.org/a"]);
        }

        #[test]
        fn a_feed_that_is_named_twice_is_fetched_once() {
            let inputs =
                ["https://example.org/a", "https://EXAMPLE.org/a#x", "https://example.org/b"].map(str::to_owned);
            assert_eq!(addresses(&inputs).unwrap(), ["https://example.org/a", "https://example.org/b"]);
        }
    }
}

#[cfg(not(feature = "fetch"))]
mod absent {
    use anyhow::bail;
    use jiff::Timestamp;
    use samestory::fold::memory::Memory;
    use samestory::read::feeds::Feeds;

    use super::Order;
    use crate::cli::args::FetchCommand;
    use crate::cli::exit::Exit;
    use crate::cli::screen::Screen;

    const ABSENT: &str = "this build of samestory does not reach the network; build it with `--features fetch`, or fetch \
        feeds with another program and name the files";

    pub(crate) fn run(_: &FetchCommand, _: &Screen) -> anyhow::Result<Exit> {
        bail!(ABSENT)
    }

    /// Nothing: nothing can be fetched.
    pub(crate) struct Fetched;

    impl Fetched {
        #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "a build that fetches saves")]
        pub(crate) fn save(self) -> anyhow::Result<()> {
            Ok(())
        }
    }

    pub(crate) fn feeds(
        _: &Order<'_>,
        _: &mut Memory,
        _: Timestamp,
        _: &mut Feeds,
        _: &Screen,
    ) -> anyhow::Result<Fetched> {
        bail!(ABSENT)
    }
}
