//! Folding feeds, whatever is in them: nothing is lost, the order of feeds does not matter, a second time changes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;
use samestory::address::Owners;
use samestory::feed::write::{Output, OutputKind, write};
use samestory::feed::{Feed, FeedContext, Item, NamedFeed, read_text};
use samestory::fold::entries::{Order, Show, entries};
use samestory::fold::memory::Memory;
use samestory::fold::round::{Outcome, Round, round};
use samestory::fold::{FoldSettings, Level};

const NOW: Timestamp = Timestamp::constant(1_737_000_000, 0);

/// An item as a few choices that make collisions likely.
#[derive(Debug, Clone)]
struct Choice {
    guid: Option<u8>,
    link: Option<u8>,
    title: u8,
    text: u8,
    hour: Option<u8>,
}

const TITLES: [&str; 4] =
    ["Sluice opened at Torbeck dam", "Abbey cheese wins gold", "Torbeck dam: homes cleared, 40 families leave", ""];
const TEXTS: [&str; 4] = [
    "Engineers opened the second sluice of the Torbeck dam after the lake had risen by two metres overnight, and forty houses \
     below it were cleared.",
    "The cheese of the monks of Elm Abbey won the gold medal of the fair at Lindau, the first for a cow's milk cheese.",
    "Forty households below Torbeck dam had to leave when a second sluice was opened. The lake had risen two metres.",
    "",
];

fn choice() -> impl Strategy<Value = Choice> {
    let small = |most: u8| proptest::option::of(0..most);
    (small(5), small(5), 0..4_u8, 0..4_u8, small(30)).prop_map(|(guid, link, title, text, hour)| Choice {
        guid,
        link,
        title,
        text,
        hour,
    })
}

fn feeds_of(choices: &[Vec<Choice>]) -> Vec<NamedFeed> {
    choices
        .iter()
        .enumerate()
        .map(|(number, choices)| {
            let item = |(ordinal, choice): (u32, &Choice)| {
                let mut item = Item::default();
                item.ordinal = ordinal;
                item.id = choice.guid.map(|guid| format!("guid-{guid}"));
                item.link = choice.link.map(|link| format!("https://lark.example/{link}?utm_source=feed{number}"));
                item.title = Some(TITLES[usize::from(choice.title)].to_owned()).filter(|title| !title.is_empty());
                TEXTS[usize::from(choice.text)].clone_into(&mut item.text);
                item.content = Some(format!("<p>{}</p>", item.text)).filter(|_| !item.text.is_empty());
                item.published = choice.hour.map(|hour| {
                    let (day, hour) = (14 + hour / 24, hour % 24);
                    format!("2025-01-{day}T{hour:02}:00:00Z").parse().unwrap()
                });
                item
            };
            let mut feed = Feed::default();
            feed.title = Some(format!("Feed {number}"));
            feed.address = Some(format!("https://feed{number}.example/rss"));
            feed.items = (1..).zip(choices).map(item).collect();
            NamedFeed { path: format!("{number}.rss"), feed }
        })
        .collect()
}

fn fold(feeds: &[NamedFeed], level: Level) -> (Memory, Round) {
    let mut memory = Memory::of_one_run(level);
    let settings = FoldSettings { level, ..FoldSettings::default() };
    let round = round(&mut memory, feeds, &settings, &Owners::default(), NOW, &mut |_| ());
    (memory, round)
}

fn written(memory: &Memory, kind: OutputKind, base: Option<&Feed>) -> String {
    let nothing = Feed::default();
    let order = if base.is_some() { Order::OfTheFeed } else { Order::LatestFirst };
    let entries = entries(memory, &nothing, Show::Stories, order);
    let output = Output {
        title: "All".to_owned(),
        home: None,
        address: None,
        id: None,
        description: None,
        language: None,
        updated: None,
        entries,
        base,
    };
    write(&output, kind)
}

fn level() -> impl Strategy<Value = Level> {
    prop_oneof![Just(Level::Url), Just(Level::Copy), Just(Level::Event)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_item_is_lost_across_output_and_log(
        choices in proptest::collection::vec(proptest::collection::vec(choice(), 0..6), 1..4), level in level()
    ) {
        let feeds = feeds_of(&choices);
        let (memory, round) = fold(&feeds, level);
        let items: usize = choices.iter().map(Vec::len).sum();
        prop_assert_eq!(round.events.len() + round.repeats.len(), items);
        let outcomes: BTreeMap<&str, &Outcome> =
            round.events.iter().map(|event| (event.id.as_str(), &event.outcome)).collect();
        prop_assert_eq!(outcomes.len(), round.events.len(), "an id stands twice");
        let nothing = Feed::default();
        let entries = entries(&memory, &nothing, Show::Stories, Order::LatestFirst);
        let announced = outcomes.values().filter(|outcome| matches!(outcome, Outcome::Announced)).count();
        prop_assert_eq!(entries.len(), announced);
        let ids: BTreeSet<_> = entries.iter().map(|entry| entry.id.clone()).collect();
        prop_assert_eq!(ids.len(), entries.len(), "two entries with one id");
        for outcome in outcomes.values() {
            if let Outcome::Folded { into, .. } = outcome {
                prop_assert_eq!(outcomes.get(into.as_str()), Some(&&Outcome::Announced));
            }
        }
    }

    #[test]
    fn the_order_of_feeds_does_not_matter(
        choices in proptest::collection::vec(proptest::collection::vec(choice(), 0..5), 2..4), level in level()
    ) {
        let mut feeds = feeds_of(&choices);
        let (memory, forward) = fold(&feeds, level);
        let text = written(&memory, OutputKind::Atom, None);
        feeds.reverse();
        let (memory, backward) = fold(&feeds, level);
        prop_assert_eq!(forward.events, backward.events);
        prop_assert_eq!(text, written(&memory, OutputKind::Atom, None));
    }

    #[test]
    fn a_second_time_changes_nothing(
        choices in proptest::collection::vec(proptest::collection::vec(choice(), 0..6), 1..4), level in level(),
        kind in prop_oneof![Just(OutputKind::Rss2), Just(OutputKind::Atom), Just(OutputKind::JsonFeed)]
    ) {
        let (memory, _) = fold(&feeds_of(&choices), level);
        let once = written(&memory, kind, None);
        let feed = read_text(&once, &FeedContext { path: "once", ..FeedContext::default() }).unwrap();
        let (memory, again) = fold(&[NamedFeed { path: "once".to_owned(), feed: feed.clone() }], level);
        prop_assert!(again.repeats.is_empty() && again.events.iter().all(|event| event.outcome == Outcome::Announced));
        prop_assert_eq!(written(&memory, kind, Some(&feed)), once);
    }

    #[test]
    fn nothing_new_says_nothing_and_what_was_told_apart_stays_apart(
        choices in proptest::collection::vec(proptest::collection::vec(choice(), 1..5), 2..5)
    ) {
        let feeds = feeds_of(&choices);
        let mut memory = Memory::of_one_run(Level::Event);
        let mut announced = BTreeSet::new();
        for until in 1..=feeds.len() {
            let settings = FoldSettings::default();
            let round = round(&mut memory, &feeds[..until], &settings, &Owners::default(), NOW, &mut |_| ());
            for story in &round.announced {
                prop_assert!(announced.insert(story.clone()) || round.events.iter().any(|event| {
                    event.outcome == Outcome::Updated { is_news: true }
                }), "{} twice", story);
            }
        }
        let stories: BTreeSet<String> = memory.items.values().map(|item| item.story.clone()).collect();
        prop_assert_eq!(stories, announced);
        let settings = FoldSettings::default();
        let round = round(&mut memory, &feeds, &settings, &Owners::default(), NOW, &mut |_| ());
        prop_assert!(round.events.is_empty() && round.announced.is_empty());
    }
}
