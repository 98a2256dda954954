//! How outlets tell what happened: reports in words of their own, agency copies, and texts that only change figures.

use super::random::Random;
use super::words::{Words, capitalised};
use super::world::{Event, World, figure, headline_case};

/// Seconds in an hour and a day.
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
/// Mean time between an event and a report of it.
const MEAN_DELAY: f64 = 9.0 * HOUR;
/// Share of the words that an outlet publishes at each hour of the day, against its busiest.
const HOURS: [f64; 24] = [
    0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0, 1.0, 0.9, 0.9, 0.95, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6,
    0.5, 0.4, 0.3,
];
/// What is published on a day of the weekend, against another day. The invented year begins on a Wednesday.
const WEEKEND: f64 = 0.55;
/// Words of the text in which most of an event's own words stand.
const LEAD: usize = 70;

/// A text as published.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) title: String,
    /// Paragraphs of words; sentences begin with a capital and end with a point.
    pub(crate) paragraphs: Vec<String>,
    pub(crate) outlet: usize,
    /// Seconds from the start of the year.
    pub(crate) time: f64,
}

/// A report in words of its own: a part of the event's words, names and figures among the words of its topic.
pub(crate) fn written(world: &World, event: &Event, outlet: usize, random: &mut Random) -> Report {
    let told = Telling {
        words: event.words.iter().filter(|_| random.chance(0.5)).map(String::as_str).collect(),
        names: event
            .names
            .iter()
            .enumerate()
            .filter(|(at, _)| *at == 0 || random.chance(0.6))
            .map(|(_, name)| name.as_str())
            .collect(),
        event,
        general: &world.words,
    };
    let length = random.between(60, 200) + random.between(60, 200);
    let mut paragraphs = Vec::new();
    let mut written = 0;
    while written < length {
        let mut sentences = Vec::new();
        for _ in 0..random.between(1, 3) {
            let words = random.between(9, 26);
            sentences.push(told.sentence(words, written < LEAD, random));
            written += words;
        }
        paragraphs.push(sentences.join(" "));
    }
    Report { title: told.title(random), paragraphs, outlet, time: published(event.time, MEAN_DELAY, random) }
}

struct Telling<'a> {
    words: Vec<&'a str>,
    names: Vec<&'a str>,
    event: &'a Event,
    general: &'a Words,
}

impl<'a> Telling<'a> {
    fn sentence(&self, words: usize, is_lead: bool, random: &mut Random) -> String {
        let mut sentence = String::with_capacity(words * 7);
        for _ in 0..words {
            if !sentence.is_empty() {
                sentence.push_str(if random.chance(0.06) { ", " } else { " " });
            }
            sentence.push_str(self.word(is_lead, random));
        }
        sentence.push('.');
        capitalised(&sentence)
    }

    fn word(&self, is_lead: bool, random: &mut Random) -> &'a str {
        let own = if is_lead { 0.11 } else { 0.035 };
        let lexicon = &self.event.lexicons[random.below(self.event.lexicons.len())];
        let share = random.share();
        if share < own && !self.words.is_empty() {
            self.words[random.ranked(self.words.len())]
        } else if share < own * 1.5 {
            self.names[random.ranked(self.names.len())]
        } else if share < own * 1.5 + 0.14 {
            &lexicon.words[random.ranked(lexicon.words.len())]
        } else if share < own * 1.5 + 0.18 {
            &lexicon.phrases[random.ranked(lexicon.phrases.len())]
        } else {
            self.general.running(random)
        }
    }

    fn title(&self, random: &mut Random) -> String {
        let mut words = vec![self.names[random.ranked(self.names.len())]];
        for _ in 0..random.between(4, 8) {
            words.push(if random.chance(0.5) { self.word(true, random) } else { self.general.running(random) });
        }
        let at = random.below(words.len());
        words.swap(0, at);
        headline_case(&words)
    }
}

/// The same text in another outlet: a dateline, a few words changed, perhaps the end cut off.
pub(crate) fn copied(original: &Report, outlet: usize, random: &mut Random) -> Report {
    let mut paragraphs = original.paragraphs.clone();
    if paragraphs.len() > 3 && random.chance(0.4) {
        paragraphs.pop();
    }
    for _ in 0..random.between(0, 4) {
        let at = random.below(paragraphs.len());
        let mut words: Vec<&str> = paragraphs[at].split(' ').collect();
        let changed = random.below(words.len());
        words[changed] = random.pick::<&str>(&["said", "reported", "local", "early", "around", "officials"]);
        paragraphs[at] = words.join(" ");
    }
    if random.chance(0.3) {
        paragraphs.push(format!("This report is from outlet {outlet} and its partners."));
    }
    Report { title: original.title.clone(), paragraphs, outlet, time: published(original.time, 2.0 * HOUR, random) }
}

/// A daily text of fixed words and changing figures: the weather, the markets.
pub(crate) fn templated(world: &World, seed: u64, template: usize, day: usize) -> Report {
    let mut fixed = Random::of(&[seed, 5, template as u64]);
    let mut random = Random::of(&[seed, 6, template as u64, day as u64]);
    let (outlet, hour) = (fixed.below(super::OUTLETS), fixed.between(5, 18));
    let mut paragraphs = Vec::new();
    for _ in 0..fixed.between(5, 9) {
        let mut words: Vec<String> = Vec::new();
        for _ in 0..fixed.between(12, 30) {
            words.push(if fixed.chance(0.25) {
                figure(&mut random)
            } else if fixed.chance(0.2) {
                world.words.content(&mut fixed).to_owned()
            } else {
                world.words.running(&mut fixed).to_owned()
            });
        }
        paragraphs.push(capitalised(&words.join(" ")) + ".");
    }
    let title = [world.words.content(&mut fixed), world.words.content(&mut fixed), "report"];
    Report { title: headline_case(&title), paragraphs, outlet, time: day as f64 * DAY + hour as f64 * HOUR }
}

/// A time after another at which outlets publish.
fn published(after: f64, mean_delay: f64, random: &mut Random) -> f64 {
    loop {
        let time = after - mean_delay * (1.0 - random.share()).ln();
        let (day, hour) = ((time / DAY).floor(), (time % DAY / HOUR).floor());
        let weekend = if matches!((day + 2.0) % 7.0, 5.0..) { WEEKEND } else { 1.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an hour of the day")]
        if random.chance(weekend * HOURS[hour as usize % HOURS.len()]) {
            return time;
        }
    }
}
