//! Traces: what is kept of a document's evidence, so that it can be compared without its text being read again.
//!
//! A trace is two short lists of numbers. The one holds the heaviest terms, each with its weight in the document and how
//! rare it was among those that the document was grouped with; the other all else that a score rests on. Keys are cut and
//! weights rounded: a score of two traces differs from that of the texts by a few per cent of itself at most, and a term of
//! another text is taken for this one's once in some hundred pairs of documents, where it adds a thousandth. Bounded
//! whatever the text: [`MOST_TERMS`] terms, [`MOST_FACTS`] figures and counted nouns.

use std::sync::LazyLock;

use ahash::AHashMap;
use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::background::{Background, Profile, Weighed, rarity_of_share};
use super::facts::Facts;
use super::focus::Focus;
use super::score::PairScore;
use super::settings::StorySettings;
use crate::moment::Moment;
use crate::text::days::NamedDay;

/// Most terms that are kept, the heaviest.
pub(crate) const MOST_TERMS: usize = 384;
/// Most figures that are kept, and most counted nouns.
const MOST_FACTS: usize = 48;

/// Bits of a term's key that are kept, the highest.
const KEY_BITS: u32 = 24;
/// Bits of a key by which it is looked up.
const DIRECTORY_BITS: u32 = 12;
/// Bits of a weight and of a rarity.
const SCALE_BITS: u32 = 7;
const SCALE: u64 = (1 << SCALE_BITS) - 1;
/// The least weight that is told from none, and the natural logarithm of the ratio of two neighbouring weights.
const LEAST_WEIGHT: f64 = 0.01;
const WEIGHT_STEP: f64 = 0.055;
/// Rarities are told in steps of this.
const RARITY_STEP: f64 = 0.1;
/// Figures weigh so many of these at most.
const FIGURE_STEPS: f32 = 20.0;

/// Bits of a fact beside its tag. Tags from 14 on are free for others.
pub(crate) const FACT_BITS: u32 = 40;
pub(crate) const FACT: u64 = (1 << FACT_BITS) - 1;

const LENGTH: u64 = 0;
const NORM: u64 = 1;
const PUBLISHED: u64 = 2;
const PROGRAMME: u64 = 3;
const OUTLET: u64 = 4;
const FIGURE: u64 = 5;
const COUNTED: u64 = 6;
const DAY: u64 = 7;
const MAIN_DAY: u64 = 8;
const DAY_BEFORE: u64 = 9;

/// Times of publication as they are kept: the kind in the highest bits, the offset of the zone in the lowest.
const OFFSET_BITS: u32 = 18;
const OFFSET_BIAS: i32 = 1 << (OFFSET_BITS - 1);
const DATE: u64 = 0;
const LOCAL: u64 = 1;
const INSTANT: u64 = 2;

/// 1 January 1970, from which days are counted.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// What is kept of a document's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Trace {
    /// Key, weight and rarity of each term, ascending.
    pub(crate) terms: Vec<u64>,
    /// Everything else, each with a tag of what it is.
    pub(crate) facts: Vec<u64>,
}

/// A term as a trace tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TracedTerm {
    /// The highest bits of its key.
    pub(crate) key: u32,
    /// By kind and the logarithm of the count.
    pub(crate) weight: f32,
    pub(crate) rarity: f32,
}

/// The evidence of a document as its trace tells it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traced {
    /// Ascending by key.
    pub(crate) terms: Vec<TracedTerm>,
    /// Length of the vector of all terms, whether they are in the trace or not.
    pub(crate) norm: f32,
    /// All but the terms.
    rest: Profile,
}

impl Trace {
    /// The trace of a document among others.
    pub(crate) fn of(document: &Weighed, background: &Background, settings: &StorySettings) -> Self {
        let mut terms: Vec<(f64, u64)> = Vec::new();
        let mut square = 0.0;
        for (key, weight, rarity) in background.rarities(document, settings) {
            let product = f64::from(weight) * rarity;
            square += product * product;
            let (weight, rarity) = (weight_code(weight), rarity_code(rarity));
            if weight > 0 && rarity > 0 {
                let key = cut(key);
                terms.push((product, (u64::from(key) << (2 * SCALE_BITS)) | (weight << SCALE_BITS) | rarity));
            }
        }
        if terms.len() > MOST_TERMS {
            terms.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
            terms.truncate(MOST_TERMS);
        }
        let mut terms: Vec<u64> = terms.into_iter().map(|(_, term)| term).collect();
        terms.sort_unstable();
        // Of terms that are one by what is kept of their keys the heaviest.
        terms.reverse();
        terms.dedup_by_key(|term| *term >> (2 * SCALE_BITS));
        terms.reverse();
        Self { terms, facts: facts(document, square.sqrt()) }
    }

    /// The evidence that a trace tells of, of a document published at a time at the earliest. What makes no sense is
    /// passed over.
    pub(crate) fn read(
        terms: impl Iterator<Item = u64>,
        facts: impl Iterator<Item = u64>,
        earliest: Option<Timestamp>,
    ) -> Traced {
        let term = |term: u64| TracedTerm {
            key: key_of(term),
            weight: weight_of((term >> SCALE_BITS) & SCALE),
            rarity: rarity_of(term & SCALE),
        };
        let mut traced = Traced { terms: terms.map(term).collect(), ..Traced::default() };
        traced.terms.sort_by_key(|term| term.key);
        let (mut days, mut figures, mut counted, mut before) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut main = None;
        for fact in facts {
            let value = fact & FACT;
            match fact >> FACT_BITS {
                LENGTH => traced.rest.length = low(value),
                NORM => traced.norm = f32::from_bits(low(value)),
                PUBLISHED => traced.rest.published = earliest.and_then(|earliest| moment(value, earliest)),
                PROGRAMME => traced.rest.programme = Some(value),
                OUTLET => traced.rest.outlet = Some(value),
                FIGURE => figures.push((value >> 8, (value & 0xff) as f32 / FIGURE_STEPS)),
                COUNTED => counted.push((value >> 20, value & 0xf_ffff)),
                DAY => days.extend(day(value)),
                MAIN_DAY => main = day(value),
                DAY_BEFORE => before.extend(day(value)),
                _ => {}
            }
        }
        figures.sort_by_key(|&(key, _)| key);
        counted.sort_unstable();
        let focus = Focus { main, before: before.into(), ahead: Box::default() };
        traced.rest.facts = Facts { days: days.into(), figures: figures.into(), counted: counted.into(), focus };
        traced
    }
}

/// How many documents of a number of documents have a term.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rarity {
    pub(crate) with: usize,
    pub(crate) documents: usize,
}

impl Rarity {
    /// What is to be expected of a term of which nothing but its frequency is known.
    pub(crate) fn usual(documents: usize) -> Self {
        Self { with: 0, documents }
    }

    /// How much a term of a general frequency tells.
    pub(crate) fn of(self, general_frequency: f64, settings: &StorySettings) -> f64 {
        let general_frequency = as_f32(general_frequency);
        let with = if self.with == 0 { usual(self.documents, general_frequency) } else { self.with };
        rarity_of_share(with, self.documents, general_frequency, settings)
    }
}

impl Traced {
    /// The frequency of a word that is not known.
    pub(crate) const UNKNOWN_FREQUENCY: f64 = super::evidence::UNKNOWN_FREQUENCY;

    /// A document that is in no archive, among others whose traces are known: its terms are as rare as the last of the others
    /// that has them tells. The rest are as rare as they are in the language, unless `documents_with` knows better.
    pub(crate) fn of_new<'a>(
        document: &Weighed,
        others: impl Iterator<Item = &'a Self>,
        documents: usize,
        documents_with: &AHashMap<u64, usize>,
        settings: &StorySettings,
    ) -> Self {
        // Keys ascend here and there.
        let mut known: Vec<(u32, Option<f32>)> = document.weighed_terms().map(|(key, ..)| (cut(key), None)).collect();
        for other in others {
            let mut rest = known.as_mut_slice();
            for term in &other.terms {
                while rest.first().is_some_and(|(key, _)| *key < term.key) {
                    rest = &mut rest[1..];
                }
                for (_, rarity) in rest.iter_mut().take_while(|(key, _)| *key == term.key) {
                    *rarity = Some(term.rarity);
                }
            }
        }
        let mut terms: Vec<TracedTerm> = Vec::new();
        let mut square = 0.0;
        for ((key, weight, general), (_, known)) in document.weighed_terms().zip(known) {
            let rarity = known.map_or_else(
                || {
                    let with = documents_with.get(&key).copied().unwrap_or(0);
                    Rarity { with, documents }.of(f64::from(general), settings)
                },
                f64::from,
            );
            let product = f64::from(weight) * rarity;
            square += product * product;
            if product > 0.0 {
                terms.push(TracedTerm { key: cut(key), weight, rarity: as_f32(rarity) });
            }
        }
        terms.sort_by_key(|term| term.key);
        terms.dedup_by_key(|term| term.key);
        let facts = facts(document, square.sqrt()).into_iter();
        let earliest = document.published().map(|moment| moment.earliest());
        Self { terms, ..Trace::read(std::iter::empty(), facts, earliest) }
    }

    /// The score of two documents as reports of one event.
    pub(crate) fn score(&self, other: &Self, settings: &StorySettings) -> f64 {
        let similarity = self.shared(other).map(|(_, product)| product).sum();
        PairScore::of_similarity(similarity, &self.rest, &other.rest, settings).score
    }

    /// The keys of the terms that two documents share, with what each adds to their similarity.
    pub(crate) fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u32, f64)> + 'a {
        let both = f64::from(self.norm) * f64::from(other.norm);
        let mut rest = other.terms.as_slice();
        self.terms.iter().filter_map(move |term| {
            while rest.first().is_some_and(|it| it.key < term.key) {
                rest = &rest[1..];
            }
            let it = rest.first().filter(|it| it.key == term.key)?;
            Some((term.key, f64::from(term.weight * term.rarity) * f64::from(it.weight * it.rarity) / both))
        })
    }

    /// How many terms the document has.
    pub(crate) fn length(&self) -> u32 {
        self.rest.length
    }

    /// The profiles of some documents among each other. Terms have numbers in the order of their keys.
    pub(crate) fn profiles(documents: &[Self]) -> Vec<Profile> {
        let (shared, starts) = shared_keys(documents);
        let profile = |document: &Self| {
            let mut terms = Vec::with_capacity(document.terms.len());
            for term in &document.terms {
                let range = starts[stretch(term.key)]..starts[stretch(term.key) + 1];
                if let Some(at) = shared[range.clone()].iter().position(|&key| key == term.key) {
                    let number = low((range.start + at) as u64);
                    terms.push((number, term.weight * term.rarity / document.norm));
                }
            }
            Profile { terms, ..document.rest.clone() }
        };
        documents.iter().map(profile).collect()
    }
}

/// The keys that two documents or more have, ascending, and where those of each stretch begin. Keys are hashes, so a
/// stretch holds few of them, and to sort them stretch by stretch is linear.
fn shared_keys(documents: &[Traced]) -> (Vec<u32>, Vec<usize>) {
    let keys = || documents.iter().flat_map(|document| &document.terms).map(|term| term.key);
    let mut ends = vec![0_usize; (1 << DIRECTORY_BITS) + 1];
    for key in keys() {
        ends[stretch(key) + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let mut sorted = vec![0_u32; ends.last().copied().unwrap_or(0)];
    for key in keys() {
        let end = &mut ends[stretch(key)];
        sorted[*end] = key;
        *end += 1;
    }
    let (mut shared, mut starts, mut start) = (Vec::new(), Vec::with_capacity(ends.len()), 0);
    // What was the start of each stretch is its end now.
    for &end in &ends[..1 << DIRECTORY_BITS] {
        starts.push(shared.len());
        let stretch = &mut sorted[start..end];
        stretch.sort_unstable();
        let same = stretch.chunk_by(|one, next| one == next);
        shared.extend(same.filter(|same| same.len() > 1).map(|same| same[0]));
        start = end;
    }
    starts.push(shared.len());
    (shared, starts)
}

/// Where in a directory of keys one stands.
fn stretch(key: u32) -> usize {
    ((key & ((1 << KEY_BITS) - 1)) >> (KEY_BITS - DIRECTORY_BITS)) as usize
}

/// In how many of some documents a term of this general frequency usually occurs.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count")]
fn usual(documents: usize, general_frequency: f32) -> usize {
    1 + (documents as f64 * super::background::expected_share(general_frequency)) as usize
}

/// What is kept of the key of a term.
pub(crate) fn cut(key: u64) -> u32 {
    low(key >> (u64::BITS - KEY_BITS))
}

fn key_of(term: u64) -> u32 {
    low((term >> (2 * SCALE_BITS)) & ((1 << KEY_BITS) - 1))
}

/// The lowest bits of a number.
#[expect(clippy::cast_possible_truncation, reason = "the rest is cut off")]
fn low(value: u64) -> u32 {
    value as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the scale")]
fn weight_code(weight: f32) -> u64 {
    let steps = (f64::from(weight) / LEAST_WEIGHT).ln() / WEIGHT_STEP;
    if steps >= 0.0 { (steps.round() as u64 + 1).min(SCALE) } else { 0 }
}

fn weight_of(code: u64) -> f32 {
    WEIGHTS.get((code & SCALE) as usize).copied().unwrap_or(0.0)
}

/// The weight of each code.
static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let weight = |code: u64| if code == 0 { 0.0 } else { LEAST_WEIGHT * (WEIGHT_STEP * (code - 1) as f64).exp() };
    (0..=SCALE).map(|code| as_f32(weight(code))).collect()
});

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the scale")]
fn rarity_code(rarity: f64) -> u64 {
    ((rarity / RARITY_STEP).round() as u64).min(SCALE)
}

fn rarity_of(code: u64) -> f32 {
    as_f32(code as f64 * RARITY_STEP)
}

#[expect(clippy::cast_possible_truncation, reason = "weights need no more than single precision")]
fn as_f32(value: f64) -> f32 {
    value as f32
}

fn facts(document: &Weighed, norm: f64) -> Vec<u64> {
    let (facts, tagged) = (document.facts(), |tag: u64, value: u64| (tag << FACT_BITS) | (value & FACT));
    let mut all = vec![tagged(LENGTH, u64::from(document.length())), tagged(NORM, u64::from(as_f32(norm).to_bits()))];
    all.extend(document.published().map(|moment| tagged(PUBLISHED, published(&moment))));
    all.extend(document.programme().map(|programme| tagged(PROGRAMME, programme >> (u64::BITS - FACT_BITS))));
    all.extend(document.outlet().map(|outlet| tagged(OUTLET, outlet >> (u64::BITS - FACT_BITS))));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "figures weigh little")]
    let steps = |weight: f32| u64::from((weight * FIGURE_STEPS).round() as u8);
    let figures = facts.figures.iter().take(MOST_FACTS);
    all.extend(figures.map(|&(key, weight)| tagged(FIGURE, ((key >> 32) << 8) | steps(weight))));
    let counted = facts.counted.iter().take(MOST_FACTS);
    all.extend(counted.map(|&(noun, figure)| tagged(COUNTED, ((noun >> 44) << 20) | (figure >> 44))));
    all.extend(facts.days.iter().map(|&day| tagged(DAY, day_code(day))));
    all.extend(facts.focus.main.iter().map(|&day| tagged(MAIN_DAY, day_code(day))));
    all.extend(facts.focus.before.iter().map(|&day| tagged(DAY_BEFORE, day_code(day))));
    all
}

fn published(moment: &Moment) -> u64 {
    let biased = |offset: Offset| u64::try_from(offset.seconds() + OFFSET_BIAS).unwrap_or(0);
    match moment {
        Moment::Date(_) => DATE << OFFSET_BITS,
        Moment::Local(_) => LOCAL << OFFSET_BITS,
        Moment::Instant(_, offset) => (INSTANT << OFFSET_BITS) | biased(*offset),
    }
}

fn moment(value: u64, earliest: Timestamp) -> Option<Moment> {
    let clock = || TimeZone::UTC.to_datetime(earliest);
    match value >> OFFSET_BITS {
        DATE => Some(Moment::Date(clock().date())),
        LOCAL => Some(Moment::Local(clock())),
        INSTANT => {
            let offset = i32::try_from(value & ((1 << OFFSET_BITS) - 1)).ok()? - OFFSET_BIAS;
            Some(Moment::Instant(earliest, Offset::from_seconds(offset).ok()?))
        }
        _ => None,
    }
}

fn day_code(day: NamedDay) -> u64 {
    let small = |number: i8| u64::from(number.unsigned_abs());
    match day {
        NamedDay::Date(date) => {
            let days = (date - EPOCH).get_days();
            u64::from(days.cast_unsigned())
        }
        NamedDay::MonthDay(month, day) => (1 << 32) | (small(month) << 8) | small(day),
        NamedDay::MonthlyDay(day) => (2 << 32) | small(day),
        NamedDay::Weekday(weekday) => (3 << 32) | small(weekday.to_monday_zero_offset()),
    }
}

fn day(value: u64) -> Option<NamedDay> {
    let small = |value: u64| i8::try_from(value & 0x7f).unwrap_or(0);
    match value >> 32 {
        0 => EPOCH.checked_add(low(value).cast_signed().days()).ok().map(NamedDay::Date),
        1 => Some(NamedDay::MonthDay(small(value >> 8), small(value))),
        2 => Some(NamedDay::MonthlyDay(small(value))),
        3 => Weekday::from_monday_zero_offset(small(value)).ok().map(NamedDay::Weekday),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::score::shared_terms;
    use super::*;
    use crate::document::Document;
    use crate::read::{ReadSettings, read_bytes};
    use crate::story::evidence::Evidence;
    use crate::text::frequency::GeneralFrequencies;

    const TEXTS: [&str; 3] = [
        "The night ferry Haedoji ran onto the Gomsae reef off Geomundo on 3 March with 214 people aboard; two cutters took \
         everyone off within ninety minutes and Captain Pi Seong-rok blamed a fogged radar on Tuesday.",
        "All 214 passengers were rescued after the Haedoji struck the Gomsae reef in thick fog. Captain Pi Seong-rok said \
         that his radar had failed. Three divers found a gash on Tuesday.",
        "A chess champion of twelve won the Hanbit Open in Daejeon after nine hours; on Monday she lost to her teacher.",
    ];

    fn documents() -> Vec<Document> {
        let moments = ["2025-03-03T06:30:00+09:00", "2025-03-03", "2025-03-04T00:00:00Z"];
        let lines: Vec<String> = (0..3)
            .map(|at| {
                serde_json::json!({"id": at.to_string(), "title": "Ferry on a reef", "source": "Quay Post",
                    "published": moments[at], "text": TEXTS[at]})
                .to_string()
            })
            .collect();
        read_bytes("x.jsonl", lines.join("\n").into_bytes(), &ReadSettings::default()).unwrap().documents
    }

    fn weighed(documents: &[Document]) -> (Vec<Weighed>, Background) {
        let (general, settings) = (GeneralFrequencies::shipped(), StorySettings::default());
        let weigh = |document: &Document| Weighed::of(Evidence::of(document, general, &settings), &settings);
        let weighed: Vec<Weighed> = documents.iter().map(weigh).collect();
        let background = Background::count(&weighed);
        (weighed, background)
    }

    fn read(trace: &Trace, document: &Document) -> Traced {
        let earliest = document.published.as_ref().map(Moment::earliest);
        Trace::read(trace.terms.iter().copied(), trace.facts.iter().copied(), earliest)
    }

    #[test]
    fn traces_score_as_texts_do() {
        let (documents, settings) = (documents(), StorySettings::default());
        let (weighed, background) = weighed(&documents);
        let traced: Vec<Traced> = weighed
            .iter()
            .zip(&documents)
            .map(|(weighed, document)| read(&Trace::of(weighed, &background, &settings), document))
            .collect();
        let profiles = Traced::profiles(&traced);
        let exact: Vec<Profile> =
            weighed.iter().map(|weighed| background.profile(weighed.clone(), &settings)).collect();
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            let told = PairScore::of(&profiles[one], &profiles[other], &settings);
            let is = PairScore::of(&exact[one], &exact[other], &settings);
            assert!((told.similarity - is.similarity).abs() < 0.05 * is.similarity, "{told:?} {is:?}");
            let factors = |score: &PairScore| {
                [score.day_factor, score.named_day_factor, score.figure_factor, score.count_factor, score.outlet_factor]
            };
            for (told, is) in factors(&told).into_iter().zip(factors(&is)) {
                assert!((told - is).abs() < 1e-6, "{told} {is}");
            }
        }
        assert!(shared_terms(&profiles[0], &profiles[1]).count() > 5);
    }

    #[test]
    fn a_new_document_scores_as_one_that_is_there() {
        let (documents, settings) = (documents(), StorySettings::default());
        let (weighed, background) = weighed(&documents);
        let there = read(&Trace::of(&weighed[0], &background, &settings), &documents[0]);
        let other = read(&Trace::of(&weighed[1], &background, &settings), &documents[1]);
        let all = [there.clone(), other];
        let new = Traced::of_new(&weighed[0], all.iter(), 3, &AHashMap::new(), &settings);
        assert!((f64::from(new.norm / there.norm) - 1.0).abs() < 0.02, "{} {}", new.norm, there.norm);
        let profiles = Traced::profiles(&[new, there]);
        assert!(PairScore::of(&profiles[0], &profiles[1], &settings).similarity > 0.97);
    }

    #[test]
    fn moments_and_days_come_back_as_they_were() {
        let moments =
            ["2025-03-03T09:00:00+09:00", "2025-03-03T00:00:00Z", "2025-03-03", "2025-03-03T12:30:00", "-009998-01-02"];
        for text in moments {
            let Ok(is) = text.parse::<Moment>() else { continue };
            let told = moment(published(&is), is.earliest()).unwrap();
            assert_eq!((told, told.has_clock()), (is, is.has_clock()), "{text}");
        }
        let days = [
            NamedDay::Date(Date::constant(2025, 6, 12)),
            NamedDay::Date(Date::constant(1931, 1, 1)),
            NamedDay::MonthDay(12, 31),
            NamedDay::MonthlyDay(7),
            NamedDay::Weekday(Weekday::Sunday),
        ];
        for is in days {
            assert_eq!(day(day_code(is)), Some(is));
        }
        assert_eq!(day(FACT), None);
    }

    #[test]
    fn whatever_a_text_holds_its_trace_is_short() {
        let words: Vec<String> = (0..20_000).map(|at| format!("w{at}q {at}")).collect();
        let line = serde_json::json!({"id": "long", "text": words.join(" ")}).to_string();
        let documents = read_bytes("x.jsonl", line.into_bytes(), &ReadSettings::default()).unwrap().documents;
        let (weighed, background) = weighed(&documents);
        let trace = Trace::of(&weighed[0], &background, &StorySettings::default());
        assert!(trace.terms.len() <= MOST_TERMS && trace.facts.len() < 200);
        assert!(trace.terms.iter().all(|term| term >> (KEY_BITS + 2 * SCALE_BITS) == 0));
        let traced = read(&trace, &documents[0]);
        assert!(traced.norm.is_finite() && traced.norm > 1.0);
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let all = || [0, u64::MAX, 1 << 63, 0xdead_beef_dead_beef].into_iter();
        let traced = Trace::read(all(), all(), None);
        assert_eq!(traced.terms.len(), 4);
        let _ = Traced::profiles(&[traced.clone(), traced]);
    }
}
