//! What happens: topics, sagas and events of an invented year, and what each is told in.

use super::Scale;
use super::random::Random;
use super::words::{Words, capitalised, name};

/// Seconds of the year that the stream covers.
const YEAR: f64 = 365.0 * 86_400.0;
/// Topics of the news: politics, courts, sport and so on, finely cut. Their number does not grow with the archive.
const TOPICS: usize = 400;
const TOPIC_WORDS: usize = 150;
const TOPIC_PHRASES: usize = 40;
/// Events for which there is a saga: a trial, a war, a championship that goes on for weeks.
const EVENTS_FOR_A_SAGA: usize = 40;
const SAGA_EVENTS: f64 = 0.5;
/// Sagas that go on all year and grow with the archive, and the share of all sagas' events that are theirs.
const LONG_SAGAS: usize = 25;
const LONG_SAGA_EVENTS: f64 = 0.3;
/// People and places known to everybody.
const KNOWN_NAMES: usize = 3_000;
const FIRST_NAMES: usize = 600;
/// Most documents that report one event.
const MOST_REPORTS: usize = 30;
/// Steepness of the number of reports: most events have one to three.
const REPORTS_EXPONENT: f64 = 2.1;

/// What streams tell about, for all events alike.
#[derive(Debug)]
pub(crate) struct World {
    scale: Scale,
    pub(crate) words: Words,
    topics: Vec<Lexicon>,
    known: Vec<String>,
    first_names: Vec<String>,
    /// Chance that an event has so many reports or fewer.
    reports: Vec<f64>,
}

/// Words and phrases that belong to something.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    pub(crate) words: Vec<String>,
    pub(crate) phrases: Vec<String>,
}

/// Something that happened, and what it is told in.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) label: String,
    /// When it happened, in seconds from the start of the year.
    pub(crate) time: f64,
    pub(crate) reports: usize,
    /// The topic's, and the saga's if it belongs to one.
    pub(crate) lexicons: Vec<Lexicon>,
    /// Its own words and figures.
    pub(crate) words: Vec<String>,
    /// People and places in it, the most important first.
    pub(crate) names: Vec<String>,
}

impl World {
    pub(crate) fn new(scale: Scale) -> Self {
        let words = Words::shipped();
        let mut random = Random::of(&[scale.seed, 1]);
        let first_names: Vec<String> = (0..FIRST_NAMES).map(|_| name(&mut random, 2)).collect();
        let known = (0..KNOWN_NAMES).map(|number| full_name(number % 3 == 0, &first_names, &mut random)).collect();
        let topics = (0..TOPICS).map(|_| lexicon(TOPIC_WORDS, TOPIC_PHRASES, &words, &mut random)).collect();
        let mut total = 0.0;
        let mut reports: Vec<f64> = (1..=MOST_REPORTS)
            .map(|count| {
                total += (count as f64).powf(-REPORTS_EXPONENT);
                total
            })
            .collect();
        for share in &mut reports {
            *share /= total;
        }
        Self { scale, words, topics, known, first_names, reports }
    }

    /// Mean number of reports of an event.
    pub(crate) fn mean_reports(&self) -> f64 {
        1.0 + self.reports.iter().map(|share| 1.0 - share).sum::<f64>()
    }

    /// The event of a number; events follow each other in time, all in all.
    pub(crate) fn event(&self, number: usize, events: usize) -> Event {
        let mut random = Random::of(&[self.scale.seed, 2, number as u64]);
        let topic = random.ranked(TOPICS);
        let mut lexicons = vec![self.topics[topic].clone()];
        let mut names = Vec::new();
        let sagas = (events / EVENTS_FOR_A_SAGA).max(1);
        if random.chance(SAGA_EVENTS) {
            let saga = if random.chance(LONG_SAGA_EVENTS) {
                random.ranked(LONG_SAGAS)
            } else {
                // A saga lasts some weeks: its events are those whose numbers, and so times, are near.
                let near = (number * sagas) as f64 / events as f64 + (random.share() - 0.5) * sagas as f64 * 0.1;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the sagas")]
                let near = near.clamp(0.0, (sagas - 1) as f64) as usize;
                LONG_SAGAS + near
            };
            let mut of_saga = Random::of(&[self.scale.seed, 3, saga as u64]);
            lexicons.push(lexicon(60, 15, &self.words, &mut of_saga));
            let people: Vec<String> =
                (0..12).map(|number| full_name(number % 3 == 0, &self.first_names, &mut of_saga)).collect();
            for _ in 0..random.between(1, 3) {
                names.push(people[random.ranked(people.len())].clone());
            }
        }
        for number in 0..random.between(2, 5) {
            names.insert(random.below(names.len() + 1), full_name(number % 2 == 0, &self.first_names, &mut random));
        }
        for _ in 0..random.between(1, 3) {
            names.push(self.known[random.ranked(KNOWN_NAMES)].clone());
        }
        let mut words: Vec<String> =
            (0..random.between(25, 45)).map(|_| self.words.content(&mut random).to_owned()).collect();
        for _ in 0..random.between(4, 10) {
            words.insert(random.below(words.len() + 1), figure(&mut random));
        }
        let share = random.share();
        Event {
            label: format!("event-{number}"),
            time: (number as f64 + random.share()) / events as f64 * YEAR,
            reports: self.reports.partition_point(|&cumulative| cumulative <= share) + 1,
            lexicons,
            words,
            names,
        }
    }
}

fn lexicon(words: usize, phrases: usize, general: &Words, random: &mut Random) -> Lexicon {
    let words: Vec<String> = (0..words).map(|_| general.content(random).to_owned()).collect();
    let phrases = (0..phrases).map(|_| format!("{} {}", random.pick(&words), general.content(random))).collect();
    Lexicon { words, phrases }
}

/// A person of two names, or a place of one.
fn full_name(is_place: bool, first_names: &[String], random: &mut Random) -> String {
    let syllables = random.between(2, 3);
    if is_place {
        return name(random, syllables);
    }
    format!("{} {}", first_names[random.ranked(first_names.len())], name(random, syllables))
}

/// A figure such as news have: small counts often, large ones seldom.
pub(crate) fn figure(random: &mut Random) -> String {
    let digits = [1, 2, 2, 2, 3, 3, 3, 4, 4, 5][random.below(10)];
    let value = random.between(1, 10_usize.pow(digits) - 1);
    match random.below(8) {
        0 => format!("{value}.{}", random.below(10)),
        1 if value > 999 => format!("{},{:03}", value / 1000, value % 1000),
        _ => value.to_string(),
    }
}

/// A headline word, for those who write one.
pub(crate) fn headline_case(words: &[&str]) -> String {
    words.iter().map(|word| capitalised(word)).collect::<Vec<_>>().join(" ")
}
