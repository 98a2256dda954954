//! Copies: which texts are near-duplicates, by shingles, `MinHash` signatures and exact verification.
//!
//! Knows texts, not documents and not stories. The way of a text: [`word_hashes`] cuts it, [`shingle`] makes runs of
//! words of it, [`signature`] signs these, and [`sketch`] keeps what [`bands`] of the signature say, so that the text can
//! be forgotten; all this is built for several kinds of `machine`, and gives the same on any. What the sources put
//! around their texts, [`boilerplate`], is learned and left out. `equals` collapses equal texts, [`candidates`] proposes
//! pairs whose sketches meet, [`containment`] proposes pairs of a part and a whole, [`batches`] parts what was proposed
//! into pieces that have nothing to do with each other. Only then are texts read a second time ([`source`]), to [`verify`]
//! every proposed pair by counting it out and to [`group`] what belongs together; [`listing`] tells the result of the
//! texts that were given.
//!
//! Promises: every pair and figure given is exact; which pairs are found is a matter of probability, stated by
//! [`bands`] and [`containment`]; nothing depends on the order of the texts or the number of threads (equal texts
//! aside, of which the first given stands for the rest where a listing is shortened); time and memory are linear in the
//! texts, whatever they hold, and what was sampled or left out for that is counted in [`CopyReport`].

use std::io;

use rayon::prelude::*;

use self::bands::Bands;
use self::boilerplate::{Boilerplate, BoilerplatePassage, Discounted};
use self::equals::Equals;
use self::linkage::Grouping;
use self::publishers::Publishers;
use self::sketch::{SketchSettings, Sketcher, Sketches};
use self::source::Texts;
use crate::moment::Moment;

pub mod bands;
pub mod batches;
pub mod boilerplate;
pub mod candidates;
mod compare;
pub mod containment;
mod equals;
pub mod group;
pub mod incremental;
pub mod linkage;
pub mod listing;
mod machine;
mod marks;
pub mod memory;
pub mod publishers;
mod repeats;
mod sets;
pub mod shards;
pub mod shingle;
pub mod signature;
pub mod sketch;
mod sorted_runs;
pub mod source;
mod spread;
pub mod verify;
pub mod word_hashes;

/// A text to compare, with what is needed to tell who copied whom.
#[derive(Debug, Clone, Copy)]
pub struct CopyText<'a> {
    /// The text.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<&'a Moment>,
    /// Who published it; texts of one source are searched for its [`boilerplate`].
    pub source: Option<&'a str>,
}

/// How texts are compared. The defaults serve every collection.
#[derive(Debug, Clone)]
pub struct CopySettings {
    /// Words in a shingle.
    pub shingle_words: usize,
    /// Jaccard similarity of shingle sets from which two texts are copies, in (0, 1]; `None` if no similarity makes them
    /// copies.
    pub similarity: Option<f64>,
    /// Share of the shorter text's shingles found in the longer from which two texts are copies, if it is
    /// [`MINIMUM_SHARED`](verify::MINIMUM_SHARED) of them at least; in (0, 1]; `None` if no share makes them copies.
    pub containment: Option<f64>,
    /// Probability with which a pair at exactly a threshold must become a candidate, in (0, 1).
    pub recall: f64,
    /// Bands instead of those that [`Bands::choose`] takes; their recall is then what it is.
    pub bands: Option<Bands>,
    /// How copies become groups.
    pub grouping: Grouping,
    /// Whether [`boilerplate`] is left out of the comparison.
    pub discounts_boilerplate: bool,
}

impl Default for CopySettings {
    fn default() -> Self {
        Self {
            shingle_words: 5,
            similarity: Some(0.7),
            containment: Some(0.8),
            recall: 0.995,
            bands: None,
            grouping: Grouping::Stars,
            discounts_boilerplate: true,
        }
    }
}

/// Who copied whom, as far as the times tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The second text was published later than the first.
    SecondFromFirst,
    /// The first text was published later than the second.
    FirstFromSecond,
    /// The times are equal, overlap or are missing.
    Unknown,
}

/// Two texts that are copies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CopyPair {
    /// Index of the first text; less than `second`.
    pub first: usize,
    /// Index of the second text.
    pub second: usize,
    /// Exact Jaccard similarity of the two shingle sets.
    pub jaccard: f64,
    /// Exact share of the first's shingles that the second holds.
    pub first_in_second: f64,
    /// Exact share of the second's shingles that the first holds.
    pub second_in_first: f64,
    /// Who copied whom.
    pub direction: Direction,
}

/// The copies among some texts.
#[derive(Debug, Default)]
pub struct Copies {
    /// Verified pairs, sorted by (first, second).
    pub pairs: Vec<CopyPair>,
    /// Every index exactly once, in groups of copies (one member for a text without copies); members ascending, groups
    /// by first member.
    pub groups: Vec<Vec<usize>>,
    /// For each text the first that has the same shingles, as compared: itself, if no text before it has.
    pub firsts: Vec<u32>,
    /// What was left out of the comparison, by source.
    pub boilerplate: Vec<BoilerplatePassage>,
    /// How they were found.
    pub report: CopyReport,
}

/// What the search for copies did.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct CopyReport {
    /// Bands that signatures were cut into.
    pub bands: usize,
    /// Slots in a band.
    pub rows: usize,
    /// Bands that must be equal.
    pub required_bands: usize,
    /// Probability with which a pair at exactly the similarity asked for becomes a candidate; 0 if none was.
    pub similarity_recall: f64,
    /// Probability with which a pair at exactly the containment asked for becomes a candidate; 0 if none was.
    pub containment_recall: f64,
    /// Texts with words that differ from each other in their shingles.
    pub distinct: usize,
    /// Pairs of distinct texts that were counted out.
    pub candidates: usize,
    /// Pairs of distinct texts that proved to be copies.
    pub verified: usize,
    /// Buckets of so many texts that only some of their pairs became candidates.
    pub oversized_buckets: usize,
    /// Shingles by which a text was looked for that so many texts hold that only some of those became candidates.
    pub oversized_probes: usize,
    /// Pairs of copies that are not in [`Copies::pairs`] but implied by them, because one or both have many equals.
    pub implied_pairs: u64,
    /// Sources that texts name.
    pub sources: usize,
    /// Sources of which boilerplate was learned.
    pub boilerplate_sources: usize,
    /// Passages that were learned as boilerplate, each counted for every source of which it was.
    pub boilerplate_passages: usize,
    /// Texts that were compared without boilerplate that they hold.
    pub discounted: usize,
}

impl CopySettings {
    /// The settings with values outside their ranges moved to the nearest inside; what is no number becomes the
    /// default.
    #[must_use]
    pub fn clamped(&self) -> Self {
        let clamp =
            |value: f64, least: f64, default: f64| if value.is_nan() { default } else { value.clamp(least, 1.0) };
        let default = Self::default();
        let threshold = |value: Option<f64>, default: Option<f64>| Some(clamp(value?, 0.01, default.unwrap_or(1.0)));
        Self {
            shingle_words: self.shingle_words.max(1),
            similarity: threshold(self.similarity, default.similarity),
            containment: threshold(self.containment, default.containment),
            recall: clamp(self.recall, 0.0, default.recall),
            bands: self.bands,
            grouping: self.grouping,
            discounts_boilerplate: self.discounts_boilerplate,
        }
    }

    /// How texts are to be sketched to be compared by these settings.
    #[must_use]
    pub fn sketching(&self) -> SketchSettings {
        let settings = self.clamped();
        SketchSettings {
            shingle_words: settings.shingle_words,
            bands: settings
                .similarity
                .map(|similarity| settings.bands.unwrap_or_else(|| Bands::choose(similarity, settings.recall))),
            has_probes: settings.containment.is_some(),
        }
    }
}

/// Finds the copies among `texts`: the call for texts that are in memory. Settings outside their ranges are
/// [clamped](CopySettings::clamped).
///
/// For texts that are elsewhere, [`sketch_all`] and [`find_copies_among`] take them from a [source](Texts) when they are
/// wanted; for files, [`deduplicate`](crate::deduplicate::deduplicate) does all of it, with what `--keep`, `--against`,
/// `--memory` and `--work` say; for texts that come one by one, there is the [incremental] index.
///
/// ```
/// use samestory::copies::{CopySettings, CopyText, find_copies};
///
/// let first = "The night ferry to Moss Island ran aground on the northern reef shortly before two in the morning.";
/// let second = "The night ferry to Moss Island ran aground on the northern reef shortly before three in the morning.";
/// let other = "Growers in the valley expect the smallest apple harvest in thirty years after late frost in April.";
/// let published = "2031-05-02T08:00:00Z".parse().ok();
/// let texts = [first, second, other].map(|text| CopyText { text, published: published.as_ref(), source: None });
///
/// let settings = CopySettings { similarity: Some(0.5), ..CopySettings::default() };
/// let copies = find_copies(&texts, &settings);
/// assert_eq!(copies.groups, [vec![0, 1], vec![2]]);
/// assert!(copies.pairs[0].jaccard > 0.5, "exact, not estimated");
/// ```
#[must_use]
pub fn find_copies(texts: &[CopyText<'_>], settings: &CopySettings) -> Copies {
    // Texts in memory can always be read, and with memory that is not limited nothing goes to disk.
    let sketches = sketch_all(texts.len(), &texts, settings).unwrap_or_else(|_| Sketches::new(settings.sketching()));
    let publishers = texts.iter().map(|text| text.source).collect();
    let published: Vec<Option<&Moment>> = texts.iter().map(|text| text.published).collect();
    find_copies_among(sketches, &texts, &publishers, &published, settings).unwrap_or_default()
}

/// Texts that are sketched together.
const CHUNK: usize = 1024;

/// Sketches the first `count` texts of a source, in parallel.
///
/// # Errors
///
/// If a text cannot be read.
pub fn sketch_all(count: usize, texts: &impl Texts, settings: &CopySettings) -> io::Result<Sketches> {
    let sketching = settings.sketching();
    let chunks: Vec<io::Result<sketch::Chunk>> = (0..count.div_ceil(CHUNK))
        .into_par_iter()
        .map_init(
            || Sketcher::new(sketching),
            |sketcher, chunk| {
                for text in (chunk * CHUNK..count).take(CHUNK) {
                    texts.read(text, &mut |text| sketcher.sketch(text))?;
                }
                Ok(sketcher.take())
            },
        )
        .collect();
    let mut sketches = Sketches::new(sketching);
    for chunk in chunks {
        sketches.push(chunk?)?;
    }
    Ok(sketches)
}

/// Finds the copies among texts that were sketched by the same settings, in the order of their numbers in `texts`.
/// `publishers` says whose they are and `published` when each was; of texts past their ends nothing is known.
///
/// # Errors
///
/// If a text cannot be read again.
pub fn find_copies_among(
    mut sketches: Sketches,
    texts: &impl Texts,
    publishers: &Publishers,
    published: &[Option<&Moment>],
    settings: &CopySettings,
) -> io::Result<Copies> {
    let mut boilerplate = Boilerplate::default();
    if settings.discounts_boilerplate {
        boilerplate = Boilerplate::learn(&sketches, publishers, texts)?;
    }
    if boilerplate.is_empty() {
        let mut copies = compare_all(&sketches, texts, published, settings)?;
        copies.report.sources = publishers.sources();
        return Ok(copies);
    }
    let changed = boilerplate.discount_sketches(&mut sketches, publishers, texts)?;
    let texts = Discounted { texts, publishers, boilerplate: &boilerplate, changed: &changed };
    let mut copies = compare_all(&sketches, &texts, published, settings)?;
    copies.report.sources = publishers.sources();
    copies.report.boilerplate_sources = boilerplate.sources();
    copies.report.boilerplate_passages = boilerplate.passages.len();
    copies.report.discounted = changed.count;
    copies.boilerplate = boilerplate.passages;
    Ok(copies)
}

/// Finds the copies among texts as they are had from `texts`.
fn compare_all(
    sketches: &Sketches,
    texts: &impl Texts,
    published: &[Option<&Moment>],
    settings: &CopySettings,
) -> io::Result<Copies> {
    let settings = &settings.clamped();
    let equals = Equals::among(sketches);
    let required = settings
        .containment
        .map_or(containment::PROBES, |containment| containment::required_probes(containment, settings.recall));
    let similar = candidates::propose(sketches, &equals.is_first)?;
    let contained = containment::propose(sketches, &equals.is_first, texts, required)?;
    let candidates = union(similar.pairs, contained.pairs);

    let batches = batches::part(sketches, &candidates);
    let compared: Vec<io::Result<compare::Compared>> =
        batches.par_iter().map(|batch| compare::compare(batch, sketches, &equals, texts, settings)).collect();
    let mut links = Vec::new();
    let mut groups = Vec::new();
    for batch in compared {
        let batch = batch?;
        links.extend(batch.links);
        groups.extend(batch.groups);
    }
    links.sort_unstable_by_key(|link| (link.longer, link.shorter));

    let listing = listing::list(published, &equals, &links);
    let bands = sketches.settings().bands;
    Ok(Copies {
        pairs: listing.pairs,
        groups: groups_of_texts(sketches.len(), &equals, &groups),
        firsts: equals.firsts(),
        boilerplate: Vec::new(),
        report: CopyReport {
            bands: bands.map_or(0, |bands| bands.bands()),
            rows: bands.map_or(0, |bands| bands.rows()),
            required_bands: bands.map_or(0, |bands| bands.required()),
            similarity_recall: bands
                .zip(settings.similarity)
                .map_or(0.0, |(bands, similarity)| bands.recall_at(similarity)),
            containment_recall: settings
                .containment
                .map_or(0.0, |containment| containment::recall_at(containment, required)),
            distinct: equals.distinct(),
            candidates: candidates.len(),
            verified: links.len(),
            oversized_buckets: similar.oversized,
            oversized_probes: contained.oversized,
            implied_pairs: listing.implied,
            ..CopyReport::default()
        },
    })
}

fn union(mut pairs: Vec<(u32, u32)>, more: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    if more.is_empty() {
        return pairs;
    }
    pairs.extend(more);
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Groups of all texts, of those that were compared and of those that were not; a text without words is alone.
fn groups_of_texts(count: usize, equals: &Equals, groups: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut is_grouped = vec![false; count];
    let mut of_texts: Vec<Vec<usize>> = Vec::new();
    let mut add = |firsts: &[u32], of_texts: &mut Vec<Vec<usize>>| {
        let mut texts: Vec<usize> = firsts.iter().flat_map(|&text| equals.of(text)).collect();
        texts.sort_unstable();
        for &text in &texts {
            is_grouped[text] = true;
        }
        of_texts.push(texts);
    };
    for group in groups {
        add(group, &mut of_texts);
    }
    let mut is_compared = vec![false; count];
    for &text in groups.iter().flatten() {
        is_compared[text as usize] = true;
    }
    for same in equals.groups().filter(|same| !is_compared[same[0].0 as usize]) {
        add(&[same[0].0], &mut of_texts);
    }
    of_texts.sort_unstable();
    // Groups and those that are alone are ascending by themselves, and share no text.
    let mut groups = of_texts.into_iter().peekable();
    let mut all = Vec::new();
    for text in (0..count).filter(|&text| !is_grouped[text]) {
        while let Some(group) = groups.next_if(|group| group[0] < text) {
            all.push(group);
        }
        all.push(vec![text]);
    }
    all.extend(groups);
    all
}

#[cfg(test)]
mod tests;
