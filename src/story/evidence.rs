//! The evidence of a document: what in it may tell which event it reports.
//!
//! A function of one document alone. Evidence is words, pairs of adjacent words, names and figures, each with how often
//! it occurs (title and lead count more than the tail) and how common it is in the language at large. Sign-offs and
//! hand-overs are left out: stories that have nothing else in common share them. Beside these terms stand the [`Facts`].

use ahash::{AHashMap, AHashSet};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::facts::Facts;
use super::foreign::{frequency_by_length, is_foreign};
use super::forms;
use super::settings::StorySettings;
use super::shortness;
use crate::document::{Document, Paragraph};
use crate::moment::Moment;
use crate::text::frequency::GeneralFrequencies;
use crate::text::korean;
use crate::text::names::{Joint, NameCollector, NameWord};
use crate::text::words::{Unspaced, Word, for_each_word};

/// Frequency assumed for a word that the general tables lack.
pub(super) const UNKNOWN_FREQUENCY: f64 = 2e-8;
/// Frequency of a one-digit figure; each further character makes a figure rarer.
const FIGURE_FREQUENCY: f64 = 2e-5;
/// A word more frequent than this makes no pair with its neighbours.
const PAIR_FREQUENCY: f64 = 2e-3;
/// How much rarer a pair of words is than the rarer of the two.
const PAIR_RARITY: f64 = 0.05;
/// How much rarer a name is than the rarest of its words.
const NAME_RARITY: f64 = 0.2;
/// Words more frequent than this open no name at the start of a sentence.
const COMMON_FREQUENCY: f64 = 1e-5;
/// Weight of the syllable pairs of a Korean stem, which match compounds written together in one report and apart in
/// another, and the frequency added to theirs as they recur in many words.
const SYLLABLE_PAIR_WEIGHT: f64 = 0.6;
const SYLLABLE_PAIR_FREQUENCY: f64 = 5e-5;

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    /// A word, or the stem or a syllable pair of a Korean one.
    Word,
    /// Two adjacent words.
    Bigram,
    /// A name of two words or more.
    Name,
    /// A figure.
    Figure,
    /// The beginning of a word, in short documents.
    Form,
}

/// A term of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Hash of kind and text; equal terms of two documents have equal keys.
    pub key: u64,
    /// What it is.
    pub kind: TermKind,
    /// Occurrences, weighted by where they stand.
    pub count: f32,
    /// Share of running words in general, between 0 and 1.
    pub general_frequency: f32,
}

/// The evidence of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// The terms, ascending by key.
    pub terms: Vec<Term>,
    /// The key of each form with that of each of its words, ascending. A form is in no fewer documents than its words are,
    /// though only short documents have it.
    pub forms: Box<[(u64, u64)]>,
    /// When the document was published.
    pub published: Option<Moment>,
    /// Hash of outlet and programme, for a document that names its programme.
    pub programme: Option<u64>,
    /// Hash of the outlet, for a document that names it.
    pub outlet: Option<u64>,
    /// The days that it names and the figures that it states.
    pub facts: Facts,
}

/// One occurrence of a term while a document is read.
struct Occurrence<'a> {
    kind: TermKind,
    text: &'a str,
    weight: f64,
    general_frequency: f64,
}

impl<'a> Occurrence<'a> {
    /// The [form](forms) of a word, which occurs with it.
    fn form(&self, general: &GeneralFrequencies) -> Option<Occurrence<'a>> {
        let text = forms::form(self.text).filter(|_| self.kind == TermKind::Word)?;
        let general_frequency = forms::frequency(text, general).max(self.general_frequency);
        Some(Occurrence { kind: TermKind::Form, text, weight: self.weight, general_frequency })
    }
}

impl Evidence {
    /// Collects the evidence of a document. Linear in its length.
    #[must_use]
    pub fn of(document: &Document, general: &GeneralFrequencies, settings: &StorySettings) -> Self {
        let mut terms: AHashMap<u64, Term> = AHashMap::new();
        let mut forms: AHashMap<u64, Term> = AHashMap::new();
        let mut words_of_forms: AHashSet<(u64, u64)> = AHashSet::new();
        let short = shortness::most_notable_terms(settings);
        visit_terms(document, general, settings, &mut |occurrence| {
            count(&mut terms, &occurrence);
            if terms.len() as f64 <= short
                && let Some(form) = occurrence.form(general)
            {
                count(&mut forms, &form);
                words_of_forms.insert((key(form.kind, form.text), key(occurrence.kind, occurrence.text)));
            }
        });
        if terms.len() as f64 > short {
            forms.clear();
            words_of_forms.clear();
        }
        let mut words_of_forms: Vec<(u64, u64)> = words_of_forms.into_iter().collect();
        words_of_forms.sort_unstable();
        let mut terms: Vec<Term> = terms.into_values().chain(forms.into_values()).collect();
        terms.sort_unstable_by_key(|term| term.key);
        let outlet = document.source.as_deref().map(|source| xxh3_64(source.to_lowercase().as_bytes()));
        let (published, programme, facts) = (document.published, programme_key(document), Facts::of(document));
        Self { terms, forms: words_of_forms.into(), published, programme, outlet, facts }
    }
}

fn count(terms: &mut AHashMap<u64, Term>, occurrence: &Occurrence<'_>) {
    let &Occurrence { kind, text, weight, general_frequency } = occurrence;
    let key = key(kind, text);
    let new = Term { key, kind, count: 0.0, general_frequency: as_f32(general_frequency) };
    terms.entry(key).or_insert(new).count += as_f32(weight);
}

/// The text of each term of a document by its key, for explanations: evidence itself keeps hashes only.
#[must_use]
pub fn term_texts(
    document: &Document,
    general: &GeneralFrequencies,
    settings: &StorySettings,
) -> AHashMap<u64, String> {
    term_texts_where(document, general, settings, |_| true)
}

/// [`term_texts`] of the terms whose keys are wanted.
pub(super) fn term_texts_where(
    document: &Document,
    general: &GeneralFrequencies,
    settings: &StorySettings,
    is_wanted: impl Fn(u64) -> bool,
) -> AHashMap<u64, String> {
    let mut texts = AHashMap::new();
    visit_terms(document, general, settings, &mut |occurrence| {
        let own = key(occurrence.kind, occurrence.text);
        if is_wanted(own) {
            texts.entry(own).or_insert_with(|| occurrence.text.to_owned());
        }
        if occurrence.kind == TermKind::Word
            && let Some(form) = forms::form(occurrence.text)
        {
            let own = key(TermKind::Form, form);
            if is_wanted(own) {
                texts.entry(own).or_insert_with(|| forms::written(form));
            }
        }
    });
    texts
}

/// The key of a word.
pub(crate) fn word_key(word: &str) -> u64 {
    key(TermKind::Word, word)
}

fn key(kind: TermKind, text: &str) -> u64 {
    xxh3_64_with_seed(text.as_bytes(), kind as u64)
}

fn programme_key(document: &Document) -> Option<u64> {
    let programme = document.programme.as_deref()?;
    let source = document.source.as_deref().unwrap_or_default();
    Some(xxh3_64_with_seed(programme.to_lowercase().as_bytes(), xxh3_64_with_seed(source.to_lowercase().as_bytes(), 0)))
}

fn visit_terms(
    document: &Document,
    general: &GeneralFrequencies,
    settings: &StorySettings,
    visit: &mut impl FnMut(Occurrence<'_>),
) {
    let is_foreign = is_foreign(document, general);
    let mut reader = TermReader { general, settings, is_foreign, words_read: 0, visit };
    if let Some(title) = &document.title {
        reader.read(title, Zone::Title);
    }
    let paragraphs = document.sections.iter().flat_map(|section| &section.paragraphs);
    for paragraph in paragraphs.filter(|paragraph| paragraph.is_evidence()) {
        if let Paragraph::Quote(quote) = paragraph {
            for label in [&quote.speaker, &quote.role].into_iter().flatten() {
                reader.read(label, Zone::Label);
            }
        }
        reader.read(paragraph.text(), Zone::Text);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Zone {
    Title,
    /// The speaker or role of a soundbite: capitals there open no sentence.
    Label,
    Text,
}

struct TermReader<'a, V> {
    general: &'a GeneralFrequencies,
    settings: &'a StorySettings,
    /// The tables know the language of the document too little.
    is_foreign: bool,
    /// Words of the text so far, the title aside.
    words_read: usize,
    visit: &'a mut V,
}

impl<V: FnMut(Occurrence<'_>)> TermReader<'_, V> {
    fn read(&mut self, text: &str, zone: Zone) {
        let mut names = NameCollector::default();
        let mut previous: Option<Neighbour> = None;
        let mut previous_end = 0;
        for_each_word(text, Unspaced::Dictionary, |word| {
            let weight = self.weight(zone);
            let gap = Gap::of(&text[previous_end..word.start], previous.is_none());
            let stem = stem(word.normal);
            let frequency = known_frequency(word.normal, self.general).unwrap_or_else(|| self.unknown_frequency(stem));
            self.emit_word(stem, weight, frequency);
            if let Some(first) = previous.as_ref().filter(|_| gap.joint != Joint::Apart) {
                self.emit_pair(first, stem, frequency, weight);
            }
            if zone != Zone::Title {
                let is_common = zone == Zone::Text && frequency > COMMON_FREQUENCY;
                let ended = names.push(name_word(word, stem, gap, is_common));
                self.emit_name(ended, weight);
            }
            previous = Some(Neighbour { stem: stem.to_owned(), frequency });
            previous_end = word.start + word.original.len();
            self.words_read += usize::from(zone != Zone::Title);
        });
        let weight = self.weight(zone);
        self.emit_name(names.finish(), weight);
    }

    fn unknown_frequency(&self, stem: &str) -> f64 {
        if self.is_foreign { frequency_by_length(stem).max(UNKNOWN_FREQUENCY) } else { UNKNOWN_FREQUENCY }
    }

    fn weight(&self, zone: Zone) -> f64 {
        match zone {
            Zone::Title => self.settings.title_weight,
            _ if self.words_read < self.settings.lead_words => self.settings.lead_weight,
            _ if self.words_read > self.settings.tail_words => self.settings.tail_weight,
            _ => 1.0,
        }
    }

    fn emit_word(&mut self, stem: &str, weight: f64, frequency: f64) {
        let characters = stem.chars().count();
        if stem.starts_with(|character: char| character.is_ascii_digit()) {
            let general_frequency = FIGURE_FREQUENCY / characters as f64;
            (self.visit)(Occurrence { kind: TermKind::Figure, text: stem, weight, general_frequency });
            return;
        }
        if characters < 2 {
            return;
        }
        (self.visit)(Occurrence { kind: TermKind::Word, text: stem, weight, general_frequency: frequency });
        if characters > 2 && stem.chars().all(korean::is_hangul) {
            let starts: Vec<usize> = stem.char_indices().map(|(at, _)| at).chain([stem.len()]).collect();
            for window in starts.windows(3) {
                let pair = &stem[window[0]..window[2]];
                let general_frequency = self.general.frequency(pair).unwrap_or(0.0) + SYLLABLE_PAIR_FREQUENCY;
                let weight = weight * SYLLABLE_PAIR_WEIGHT;
                (self.visit)(Occurrence { kind: TermKind::Word, text: pair, weight, general_frequency });
            }
        }
    }

    fn emit_pair(&mut self, first: &Neighbour, second: &str, frequency: f64, weight: f64) {
        if first.frequency < PAIR_FREQUENCY && frequency < PAIR_FREQUENCY {
            let text = format!("{} {second}", first.stem);
            let general_frequency = first.frequency.min(frequency) * PAIR_RARITY;
            (self.visit)(Occurrence { kind: TermKind::Bigram, text: &text, weight, general_frequency });
        }
    }

    fn emit_name(&mut self, name: Option<String>, weight: f64) {
        let Some(name) = name else { return };
        let frequencies = name.split(' ').map(|word| self.general.frequency(word).unwrap_or(UNKNOWN_FREQUENCY));
        let general_frequency = frequencies.fold(1.0, f64::min) * NAME_RARITY;
        (self.visit)(Occurrence { kind: TermKind::Name, text: &name, weight, general_frequency });
    }
}

/// The word before the one being read.
struct Neighbour {
    stem: String,
    frequency: f64,
}

/// What stands between two words.
#[derive(Clone, Copy)]
struct Gap {
    joint: Joint,
    /// The next word opens a sentence, a line or a quotation.
    opens_sentence: bool,
}

impl Gap {
    fn of(between: &str, is_first: bool) -> Self {
        let is_hyphen = |character| matches!(character, '-' | '\u{2010}' | '\u{2011}');
        let joint = if is_first || !between.chars().all(|character| character.is_whitespace() || is_hyphen(character)) {
            Joint::Apart
        } else if between.chars().all(is_hyphen) {
            Joint::Hyphen
        } else {
            Joint::Space
        };
        Self {
            joint,
            opens_sentence: is_first || between.contains(['.', '!', '?', '\n', ':', '"', '\u{201C}', '\u{201D}']),
        }
    }
}

/// The general frequency of a word, or of what is left of it without endings.
pub(super) fn known_frequency(normal: &str, general: &GeneralFrequencies) -> Option<f64> {
    general.frequency(normal).or_else(|| general.frequency(stem(normal)))
}

fn name_word<'a>(word: Word<'a>, stem: &'a str, gap: Gap, is_common: bool) -> NameWord<'a> {
    NameWord { original: word.original, normal: stem, joint: gap.joint, opens_sentence: gap.opens_sentence, is_common }
}

/// The possessive of English, the particles and the formal verb endings of Korean say nothing about the event.
fn stem(normal: &str) -> &str {
    let bare = normal.strip_suffix("'s").unwrap_or(normal);
    if bare.ends_with(korean::is_hangul) { korean::without_formal_ending(korean::stem(bare)) } else { bare }
}

#[expect(clippy::cast_possible_truncation, reason = "weights need no more than single precision")]
fn as_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Origin, Quote, Section, SectionKind};

    fn document(title: Option<&str>, paragraphs: Vec<Paragraph>) -> Document {
        Document {
            id: "one".to_owned(),
            origin: Origin { path: "one.txt".to_owned(), ordinal: 1, start: 0, end: 0 },
            title: title.map(str::to_owned),
            source: Some("KBS".to_owned()),
            programme: Some("News 9".to_owned()),
            published: None,
            updated: None,
            language: None,
            reporter: None,
            place: None,
            url: None,
            sections: vec![Section { kind: SectionKind::Body, label: None, paragraphs }],
            extra: Vec::new(),
        }
    }

    fn texts(document: &Document) -> Vec<String> {
        let settings = StorySettings::default();
        let mut texts: Vec<String> =
            term_texts(document, GeneralFrequencies::shipped(), &settings).into_values().collect();
        texts.sort_unstable();
        texts
    }

    fn prose(text: &str) -> Paragraph {
        Paragraph::Prose(text.to_owned())
    }

    #[test]
    fn words_pairs_names_and_figures_are_evidence() {
        let texts = texts(&document(None, vec![prose("Divers of Wando Salvage raised 43 crates.")]));
        for expected in ["divers", "salvage", "wando salvage", "43"] {
            assert!(texts.iter().any(|text| text == expected), "{expected} in {texts:?}");
        }
    }

    #[test]
    fn sign_offs_and_hand_overs_are_none() {
        let credits = vec![
            Paragraph::HandOver("Reporter Gu Haneul has the story.".to_owned()),
            Paragraph::SignOff("This is Gu Haneul reporting for KBS News from Tongyeong.".to_owned()),
        ];
        assert!(texts(&document(None, credits)).is_empty());
    }

    #[test]
    fn a_soundbite_brings_its_speaker() {
        let quote =
            Quote { speaker: Some("Noh Eun-sol".to_owned()), text: "We waited.".to_owned(), ..Quote::default() };
        assert!(texts(&document(None, vec![Paragraph::Quote(quote)])).contains(&"noh eun sol".to_owned()));
    }

    #[test]
    fn possessives_and_particles_do_not_hide_a_word() {
        let english = texts(&document(None, vec![prose("Seoul’s ferries")]));
        assert!(english.contains(&"seoul".to_owned()), "{english:?}");
        let korean = texts(&document(None, vec![prose("여객선이 여객선을")]));
        assert!(korean.contains(&"여객선".to_owned()) && !korean.contains(&"여객선이".to_owned()), "{korean:?}");
    }

    #[test]
    fn only_short_documents_have_forms() {
        let forms = |text: &str| {
            let evidence = Evidence::of(
                &document(Some("Divers raise crates"), vec![prose(text)]),
                GeneralFrequencies::shipped(),
                &StorySettings::default(),
            );
            evidence.terms.iter().filter(|term| term.kind == TermKind::Form).count()
        };
        assert_eq!(forms("The divers went down twice."), 4, "of divers, raise, crates and twice");
        let long: Vec<String> = (0..200).map(|number| format!("harbour{number}x")).collect();
        assert_eq!(forms(&long.join(" ")), 0);
    }

    #[test]
    fn the_title_counts_more_than_the_tail() {
        let settings = StorySettings { tail_words: 3, lead_words: 1, ..StorySettings::default() };
        let document = document(Some("Lighthouse"), vec![prose("one two three four five six lantern")]);
        let evidence = Evidence::of(&document, GeneralFrequencies::shipped(), &settings);
        let count = |word: &str| {
            let key = key(TermKind::Word, word);
            evidence.terms.iter().find(|term| term.key == key).map(|term| term.count)
        };
        assert_eq!((count("lighthouse"), count("lantern")), (Some(5.0), Some(0.5)));
    }
}
