//! Copies: which texts are near-duplicates, by shingles, `MinHash` signatures and exact verification.
//!
//! Knows texts, not documents and not stories. The way of a text: [`shingle`] makes it a set of hashes, `distinct`
//! collapses equal sets, [`signature`] sketches each set, [`candidates`] proposes pairs whose signatures share a band
//! of [`bands`], [`containment`] proposes pairs of a part and a whole, [`verify`] counts every proposed pair out,
//! [`group`] gathers what belongs together, and [`listing`] tells the result of the texts that were given.
//!
//! Promises: every pair and figure given is exact; which pairs are found is a matter of probability, stated by
//! [`bands`] and [`containment`]; nothing depends on the order of the texts or the number of threads (equal texts
//! aside, of which the first given stands for the rest where a listing is shortened); time and memory are linear in the
//! texts, whatever they hold, and what was sampled or left out for that is counted in [`CopyReport`].

use rayon::prelude::*;

use self::bands::Bands;
use self::group::Link;
use self::shingle::Shingles;
use self::signature::Signature;
use crate::moment::Moment;

pub mod bands;
pub mod candidates;
pub mod containment;
mod distinct;
pub mod group;
pub mod incremental;
pub mod listing;
pub mod shingle;
pub mod signature;
pub mod verify;

/// A text to compare, with what is needed to tell who copied whom.
#[derive(Debug, Clone, Copy)]
pub struct CopyText<'a> {
    /// The text.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<&'a Moment>,
}

/// How texts are compared. The defaults serve every collection.
#[derive(Debug, Clone)]
pub struct CopySettings {
    /// Words in a shingle.
    pub shingle_words: usize,
    /// Jaccard similarity of shingle sets from which two texts are copies, in (0, 1].
    pub similarity: f64,
    /// Share of the shorter text's shingles found in the longer from which two texts are copies, in (0, 1].
    pub containment: f64,
    /// Probability with which a pair at exactly `similarity` must become a candidate, in (0, 1).
    pub recall: f64,
}

impl Default for CopySettings {
    fn default() -> Self {
        Self { shingle_words: 5, similarity: 0.7, containment: 0.8, recall: 0.99 }
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
    /// Probability with which a pair at exactly the similarity asked for becomes a candidate.
    pub similarity_recall: f64,
    /// Probability with which a pair at exactly the containment asked for becomes a candidate.
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
}

impl CopySettings {
    /// The settings with values outside their ranges moved to the nearest inside; what is no number becomes the
    /// default.
    #[must_use]
    pub fn clamped(&self) -> Self {
        let clamp =
            |value: f64, least: f64, default: f64| if value.is_nan() { default } else { value.clamp(least, 1.0) };
        let default = Self::default();
        Self {
            shingle_words: self.shingle_words.max(1),
            similarity: clamp(self.similarity, 0.01, default.similarity),
            containment: clamp(self.containment, 0.01, default.containment),
            recall: clamp(self.recall, 0.0, default.recall),
        }
    }
}

/// Finds the copies among `texts`. Settings outside their ranges are [clamped](CopySettings::clamped).
#[must_use]
pub fn find_copies(texts: &[CopyText<'_>], settings: &CopySettings) -> Copies {
    let words = settings.clamped().shingle_words;
    let shingles = texts.par_iter().map(|text| Shingles::of(text.text, words)).collect();
    let published: Vec<Option<&Moment>> = texts.iter().map(|text| text.published).collect();
    find_copies_of(shingles, &published, settings)
}

/// [`find_copies`], where the texts are known by their shingles of [`CopySettings::shingle_words`] words and need not be
/// kept; `published` says of each when it was.
#[must_use]
pub fn find_copies_of(shingles: Vec<Shingles>, published: &[Option<&Moment>], settings: &CopySettings) -> Copies {
    let settings = &settings.clamped();
    let bands = Bands::choose(settings.similarity, settings.recall);
    let required = containment::required_probes(settings.containment, settings.recall);

    let count = shingles.len();
    let distinct = distinct::collapse(shingles);
    let signatures: Vec<Signature> =
        distinct.shingles.par_iter().filter_map(|shingles| Signature::of(shingles.hashes())).collect();

    let similar = candidates::propose(&signatures, bands);
    drop(signatures);
    let contained = containment::propose(&distinct.shingles, required);
    let candidates = union(similar.pairs, contained.pairs);

    let mut links: Vec<Link> = candidates
        .par_iter()
        .filter_map(|&(one, other)| Link::verify(one, other, &distinct.shingles, settings))
        .collect();
    let weights: Vec<usize> = distinct.members.iter().map(Vec::len).collect();
    let grouped = group::group(&distinct.shingles, &weights, &links, settings);
    links.extend(grouped.found);
    links.sort_unstable_by_key(|link| (link.longer, link.shorter));
    links.dedup();

    let sizes: Vec<usize> = distinct.shingles.iter().map(Shingles::len).collect();
    let listing = listing::list(published, &distinct.members, &sizes, &links);
    Copies {
        pairs: listing.pairs,
        groups: groups_of_texts(count, &distinct.members, &grouped.groups),
        report: CopyReport {
            bands: bands.bands(),
            rows: bands.rows(),
            similarity_recall: bands.recall_at(settings.similarity),
            containment_recall: containment::recall_at(settings.containment, required),
            distinct: sizes.len(),
            candidates: candidates.len(),
            verified: links.len(),
            oversized_buckets: similar.oversized,
            oversized_probes: contained.oversized,
            implied_pairs: listing.implied,
        },
    }
}

fn union(mut pairs: Vec<(u32, u32)>, more: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    pairs.extend(more);
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Groups of the texts that the distinct ones stand for; a text without words is alone.
fn groups_of_texts(count: usize, members: &[Vec<usize>], groups: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut is_grouped = vec![false; count];
    let mut of_texts: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| {
            let mut texts: Vec<usize> = group.iter().flat_map(|&text| &members[text as usize]).copied().collect();
            texts.sort_unstable();
            for &text in &texts {
                is_grouped[text] = true;
            }
            texts
        })
        .collect();
    of_texts.extend((0..count).filter(|&text| !is_grouped[text]).map(|text| vec![text]));
    of_texts.sort_unstable();
    of_texts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FERRY: &str = "The night ferry to Moss Island ran aground on the northern reef shortly before two in the \
        morning, and all ninety-one passengers were taken off by fishing boats before the tide turned, the harbour \
        master said. Nobody was hurt. The captain told reporters that a light on the reef had gone out in the storm \
        of last week and had not been repaired, though the harbour office had been told of it twice.";
    const ORCHARD: &str = "Growers in the Ostrava valley expect the smallest apple harvest in thirty years after \
        late frost killed most of the blossom in April, and the cooperative has asked the province for help.";

    fn words(stem: &str, count: usize) -> String {
        (0..count).map(|number| format!("{stem}{number}")).collect::<Vec<_>>().join(" ")
    }

    fn find(texts: &[&str]) -> Copies {
        let texts: Vec<CopyText<'_>> = texts.iter().map(|text| CopyText { text, published: None }).collect();
        find_copies(&texts, &CopySettings::default())
    }

    fn pairs(copies: &Copies) -> Vec<(usize, usize)> {
        copies.pairs.iter().map(|pair| (pair.first, pair.second)).collect()
    }

    #[test]
    fn an_edited_copy_is_found_and_another_story_is_not() {
        let edited = FERRY.replace("Nobody was hurt.", "No one was hurt.").to_uppercase();
        let copies = find(&[FERRY, ORCHARD, &edited]);
        assert_eq!(pairs(&copies), [(0, 2)]);
        assert_eq!(copies.groups, [vec![0, 2], vec![1]]);
        assert!(copies.pairs[0].jaccard > 0.8 && copies.pairs[0].jaccard < 1.0);
        assert_eq!((copies.report.distinct, copies.report.verified), (3, 1));
    }

    #[test]
    fn a_brief_inside_a_long_report_is_found() {
        let brief = &FERRY[..FERRY.find(" Nobody").unwrap()];
        let filler = words("detail", 900);
        let long = format!("{filler} {FERRY} {filler}");
        let copies = find(&[&long, brief, ORCHARD]);
        assert_eq!(pairs(&copies), [(0, 1)]);
        assert!((copies.pairs[0].second_in_first - 1.0).abs() < f64::EPSILON);
        assert!(copies.pairs[0].first_in_second < 0.05);
        assert_eq!(copies.groups, [vec![0, 1], vec![2]]);
    }

    #[test]
    fn equal_headlines_are_copies_and_texts_without_words_are_not() {
        let copies = find(&["Bridge closed", "", "bridge closed!", " … ", "Bridge open"]);
        assert_eq!(pairs(&copies), [(0, 2)]);
        assert_eq!(copies.groups, [vec![0, 2], vec![1], vec![3], vec![4]]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(find(&[]).groups.is_empty());
        assert_eq!(find(&[FERRY]).groups, [[0]]);
    }

    #[test]
    fn settings_out_of_range_are_moved_inside_and_nothing_panics() {
        let texts = [FERRY, FERRY, ORCHARD].map(|text| CopyText { text, published: None });
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1.0, 2.0] {
            for shingle_words in [0, 1, usize::MAX] {
                let settings = CopySettings { shingle_words, similarity: value, containment: value, recall: value };
                let copies = find_copies(&texts, &settings);
                assert!(pairs(&copies).contains(&(0, 1)), "{settings:?}");
            }
        }
    }

    #[test]
    fn ten_thousand_equal_texts_are_one_group_and_few_pairs() {
        let copies = find(&vec![ORCHARD; 10_000]);
        assert_eq!(copies.groups.len(), 1);
        assert_eq!(copies.pairs.len() as u64 + copies.report.implied_pairs, 10_000 * 9_999 / 2);
        assert!(copies.pairs.len() < 10_000);
        assert_eq!(copies.report.candidates, 0);
    }

    #[test]
    fn two_thousand_revisions_of_one_text_stay_one_group_without_comparing_all() {
        let words: Vec<String> = (0..120).map(|number| format!("word{number}")).collect();
        let texts: Vec<String> = (0..2000)
            .map(|revision| {
                let mut words = words.clone();
                words[revision % 115] = format!("changed{revision}");
                words.join(" ")
            })
            .collect();
        let copies = find(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(copies.groups.len(), 1, "{:?}", copies.report);
        assert!(copies.report.oversized_buckets > 0);
        assert!(copies.report.candidates < 2000 * 600, "{:?}", copies.report);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Texts drawn from few sentences overlap in every way there is.
        #[test]
        fn the_order_of_texts_and_the_number_of_threads_change_nothing(
            texts in prop::collection::vec(prop::collection::vec(0_u8..12, 0..9), 1..60),
            seed in any::<prop::sample::Index>(),
        ) {
            let sentence = |sentence: &u8| words(&format!("s{sentence}w"), 14);
            let texts: Vec<String> =
                texts.iter().map(|text| text.iter().map(sentence).collect::<Vec<_>>().join(". ")).collect();
            let straight = find(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let turn = seed.index(texts.len());
            let turned: Vec<&str> = (0..texts.len()).map(|at| texts[(at + turn) % texts.len()].as_str()).collect();
            let turned = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| find(&turned));
            prop_assert_eq!(straight.report, turned.report);

            let original = |at: usize| (at + turn) % texts.len();
            let mut back: Vec<Vec<usize>> =
                turned.groups.iter().map(|group| group.iter().map(|&text| original(text)).collect()).collect();
            for group in &mut back {
                group.sort_unstable();
            }
            back.sort_unstable();
            prop_assert_eq!(&straight.groups, &back);
            let mut back: Vec<(usize, usize)> = pairs(&turned)
                .iter()
                .map(|&(first, second)| (original(first).min(original(second)), original(first).max(original(second))))
                .collect();
            back.sort_unstable();
            prop_assert_eq!(pairs(&straight), back);
        }
    }
}
