//! `samestory dedupe`: feeds in, one feed out.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{IsTerminal, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::{SignedDuration, Timestamp};
use samestory::address::Owners;
use samestory::feed::write::{Output, OutputKind, urn};
use samestory::feed::{Feed, FeedKind, NamedFeed, write};
use samestory::fold::entries::{Order, Show, entries};
use samestory::fold::memory::Memory;
use samestory::fold::round::{Round, round};
use samestory::fold::{FoldSettings, Keep, Level};
use samestory::pipeline::{ClusterSettings, Stage};
use samestory::problem::Severity;
use samestory::read::feeds::{Feeds, read_feeds};
use samestory::read::{Input, ReadError, ReadSettings};
use samestory::report::fold::{FoldCounts, write_log};

use super::args::{DedupeCommand, DropOption, FeedFormat, KeepOption, LevelOption};
use super::exit::Exit;
use super::screen::Screen;
use super::{fetch, intake, interrupt, output, overrides};

const HOURS_A_DAY: f64 = 24.0;

pub(crate) fn run(command: &DedupeCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let inputs = inputs(command)?;
    let corrections = command.overriding.overrides.iter().chain(&command.owners).map(PathBuf::as_path);
    for target in [command.output.file.as_deref(), command.log.as_deref()] {
        output::refuse_input(target, intake::paths(&inputs.local).chain(corrections.clone()))?;
    }
    if command.log.is_some() && command.log == command.output.file {
        bail!("--log and --output name one file; name another for one of them");
    }
    let asked = command.output.asked_but("xml")?;
    let settings = settings(command, screen)?;
    let owners = Owners::read(&command.owners).or_else(|problems| {
        screen.problems(&problems);
        bail!("nothing was folded, for the files of owners are not clear: {} errors", problems.len())
    })?;
    let now = command.now.unwrap_or_else(Timestamp::now);
    let mut memory = match &command.state {
        Some(folder) => Memory::open(folder, settings.level)?,
        None => Memory::of_one_run(settings.level),
    };
    for target in [&command.log, &command.output.file] {
        output::refuse_input(target.as_deref(), command.state.as_deref())
            .context("the folder of --state is no place for other files")?;
    }
    let (read, fetched) = read(command, &inputs, &mut memory, now, screen)?;
    let is_lost = intake::lost_input(&read.problems) && command.state.is_none();
    if read.feeds.is_empty() && (is_lost || fetched.is_none()) {
        bail!(
            "no feed could be read, so nothing was written; name feeds, a folder with feeds in it, or a list of feeds"
        );
    }

    let working = screen.working("folding items");
    let came_to = round(&mut memory, &read.feeds, &settings, &owners, now, &mut |stage| {
        working.set_message(match stage {
            Stage::Copies => "looking for copies among items",
            Stage::Stories => "grouping items into stories",
        });
    });
    working.finish_and_clear();
    interrupt::check()?;
    tell(command, &settings, &memory, &came_to, screen);
    let counts = FoldCounts::of(&came_to);
    if command.check {
        output::write(command.output.file.as_deref(), screen.colour(), |out| writeln!(out, "{}", counts.in_words()))?;
        return Ok(match (intake::lost_input(&read.problems), counts.folded()) {
            (true, _) => Exit::Failed,
            (false, 0) => Exit::Done,
            (false, _) => Exit::Negative,
        });
    }
    if command.state.is_some() {
        let window = SignedDuration::from_secs_f64(command.remember * HOURS_A_DAY * 3_600.0);
        memory.forget_before(now.saturating_sub(window)?);
    }

    let show = match (command.mark, command.drop, command.new) {
        (true, _, _) => Show::Marked,
        (_, Some(DropOption::Copies), _) => Show::Alone,
        (_, _, true) => Show::Of(&came_to.announced),
        _ => Show::Stories,
    };
    let single = single(&read.feeds, &memory);
    let order = if command.state.is_none() && read.feeds.len() == 1 { Order::OfTheFeed } else { Order::LatestFirst };
    let nothing = Feed::default();
    let written = Output {
        title: title(command, single, &memory),
        // Of many feeds the first by name: it stays while they do.
        home: single
            .or_else(|| memory.feeds.values().find(|feed| feed.home.is_some()))
            .and_then(|feed| feed.home.clone()),
        address: command.address.clone().or_else(|| single.and_then(|feed| feed.address.clone())),
        id: single.map_or_else(|| Some(id(command, &memory)), |feed| feed.id.clone()),
        description: single.and_then(|feed| feed.description.clone()),
        language: single.and_then(|feed| feed.language.clone()),
        updated: None,
        entries: entries(&memory, &nothing, show, order),
        base: single.filter(|_| command.title.is_none() && command.address.is_none()),
    };
    let kind = kind(asked, &read.feeds, &memory);
    output::write(command.output.file.as_deref(), screen.colour(), |out| {
        out.write_all(write::write(&written, kind).as_bytes())
    })?;
    if let Some(path) = &command.log {
        let at = command.state.is_some().then(|| now.to_string());
        append(path, |out| write_log(&memory, &came_to, at.as_deref(), out))?;
    }
    // Last, so that a run which is killed says again what nobody may have heard, and never keeps it to itself.
    if memory.is_changed() {
        let _writing = interrupt::Writing::begin();
        memory.save()?;
    }
    if let Some(fetched) = fetched {
        fetched.save()?;
    }
    let feeds = if read.feeds.len() == 1 { "feed" } else { "feeds" };
    screen.summary(&format!("{} {feeds}, {}", read.feeds.len(), counts.in_words()));
    Ok(if intake::lost_input(&read.problems) { Exit::Failed } else { Exit::Done })
}

/// Tells what was named and is nowhere, and, to those who ask, what took part.
fn tell(command: &DedupeCommand, settings: &FoldSettings, memory: &Memory, came_to: &Round, screen: &Screen) {
    for source in &came_to.unmatched {
        screen.notice(&format!(
            "--prefer {source}: no item is of it; name a source, a feed's title or address, or a domain, as --log has them"
        ));
    }
    let ids = memory.items.keys().map(String::as_str);
    overrides::tell(&settings.clustering.overrides.applied_to(ids), screen);
    let stories: BTreeSet<&str> = memory.items.values().map(|item| item.story.as_str()).collect();
    let (items, stories, feeds) = (memory.items.len(), stories.len(), memory.feeds.len());
    let place = match &command.state {
        Some(folder) => format!(", remembered in `{}`", folder.display()),
        None => String::new(),
    };
    screen.detail(&format!("items {items}, stories {stories}, feeds {feeds}{place}"));
}

/// What was typed, by where it is read from.
struct Inputs {
    local: Vec<Input>,
    addresses: Vec<String>,
}

fn inputs(command: &DedupeCommand) -> anyhow::Result<Inputs> {
    if command.inputs.is_empty() {
        if std::io::stdin().is_terminal() {
            bail!("no feed: name files or folders, or pipe a feed in (`samestory dedupe --help` shows examples)");
        }
        return Ok(Inputs { local: vec![Input::StandardInput], addresses: Vec::new() });
    }
    let is_address = |path: &&PathBuf| {
        let text = path.to_string_lossy().to_ascii_lowercase();
        text.starts_with("http://") || text.starts_with("https://")
    };
    let addresses = command.inputs.iter().filter(is_address).map(|path| path.to_string_lossy().into_owned()).collect();
    let local = command.inputs.iter().filter(|path| !is_address(path)).map(|path| intake::input(path)).collect();
    Ok(Inputs { local, addresses })
}

fn settings(command: &DedupeCommand, screen: &Screen) -> anyhow::Result<FoldSettings> {
    let keep = match (command.keep, command.prefer.is_empty()) {
        (KeepOption::Earliest, true) => Keep::Earliest,
        (KeepOption::Longest, true) => Keep::Longest,
        (KeepOption::Source, false) => Keep::Preferred(command.prefer.clone()),
        (KeepOption::Source, true) => bail!("--keep source needs to know which: name sources with --prefer"),
        (_, false) => bail!("--prefer goes with --keep source"),
    };
    let level = match (command.drop, command.level) {
        (Some(DropOption::Copies), _) | (None, LevelOption::Copy) => Level::Copy,
        (None, LevelOption::Url) => Level::Url,
        (None, LevelOption::Event) => Level::Event,
    };
    let overrides = overrides::read(&command.overriding, screen)?;
    Ok(FoldSettings { level, keep, clustering: ClusterSettings { overrides, ..ClusterSettings::default() } })
}

fn read(
    command: &DedupeCommand,
    inputs: &Inputs,
    memory: &mut Memory,
    now: Timestamp,
    screen: &Screen,
) -> anyhow::Result<(Feeds, Option<fetch::Fetched>)> {
    let settings = ReadSettings {
        encoding: command.encoding.clone(),
        strict: command.strict,
        max_file_bytes: command.max_file_bytes,
        ..ReadSettings::default()
    };
    let mut feeds = if inputs.local.is_empty() { Feeds::default() } else { read_feeds(&inputs.local, &settings)? };
    let mut addresses = inputs.addresses.clone();
    let mut fetched = None;
    addresses.append(&mut feeds.listed);
    if !addresses.is_empty() {
        let order = fetch::Order { addresses: &addresses, options: &command.fetching, state: command.state.as_deref() };
        fetched = Some(fetch::feeds(&order, memory, now, &mut feeds, screen)?);
        if command.strict
            && let Some(lost) = feeds.problems.iter().find(|problem| problem.severity == Severity::Error)
        {
            return Err(ReadError::Strict(Box::new(lost.clone())).into());
        }
    }
    screen.problems(&feeds.problems);
    interrupt::check()?;
    Ok((feeds, fetched))
}

/// The only feed that all entries are of.
fn single<'a>(read: &'a [NamedFeed], memory: &'a Memory) -> Option<&'a Feed> {
    match (read, memory.feeds.len()) {
        ([only], 1) => Some(&only.feed),
        ([], 1) => memory.feeds.values().next(),
        _ => None,
    }
}

fn title(command: &DedupeCommand, single: Option<&Feed>, memory: &Memory) -> String {
    let own = single.and_then(|feed| feed.title.clone());
    command.title.clone().or(own).unwrap_or_else(|| match memory.feeds.len() {
        1 => "Stories of one feed".to_owned(),
        feeds => format!("Stories of {feeds} feeds"),
    })
}

/// The id of a feed of many: that of its memory, which stays, or made of the feeds that it is of.
fn id(command: &DedupeCommand, memory: &Memory) -> String {
    let said = match &command.state {
        Some(_) => memory.set.clone(),
        None => memory.feeds.keys().cloned().collect::<Vec<_>>().join("\n"),
    };
    urn("feed", &said)
}

/// The format asked for, else that of most feeds.
fn kind(asked: Option<FeedFormat>, read: &[NamedFeed], memory: &Memory) -> OutputKind {
    match asked {
        Some(FeedFormat::Rss) => return OutputKind::Rss2,
        Some(FeedFormat::Atom) => return OutputKind::Atom,
        Some(FeedFormat::Json) => return OutputKind::JsonFeed,
        Some(FeedFormat::Jsonl) => return OutputKind::JsonLines,
        None => {}
    }
    let read = read.iter().map(|named| &named.feed).chain(memory.feeds.values());
    let mut counts = [(0, OutputKind::Atom), (0, OutputKind::Rss2), (0, OutputKind::JsonFeed)];
    for feed in read {
        let place = match feed.kind {
            FeedKind::Atom => 0,
            FeedKind::Rss0 | FeedKind::Rss1 | FeedKind::Rss2 => 1,
            FeedKind::JsonFeed => 2,
        };
        counts[place].0 += 1;
    }
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or_default();
    counts.into_iter().find(|(count, _)| *count == most).map_or(OutputKind::Atom, |(_, kind)| kind)
}

/// Appends to a file.
fn append(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<()> {
    let failed =
        || format!("cannot write the log `{}`; see that its folder is there and can be written", path.display());
    let mut file = File::options().create(true).append(true).read(true).open(path).with_context(failed)?;
    // A run that was killed, or had no room, may have left half a line.
    let is_torn = file.seek(SeekFrom::End(-1)).is_ok() && {
        let mut last = [b'\n'];
        file.read(&mut last).is_ok() && last != [b'\n']
    };
    let mut out = std::io::BufWriter::new(file);
    if is_torn {
        out.write_all(b"\n").with_context(failed)?;
    }
    write(&mut out).and_then(|()| out.flush()).with_context(failed)
}
