//! Corroboration: the score of a pair in the light of the documents nearest to each of the two.
//!
//! Two short or one-sided reports of an event may share little with each other and much with a third. So each document is
//! seen together with its nearest neighbours: it is taken for the weighted sum of itself and them, and two documents
//! score the cosine of their sums. The sums are never made: with the scores as inner products, all that is needed is the
//! matrix `(I + A) S (I + A)ᵀ`, `S` the scores and `A` the weights of the neighbours, sparse both. It is pseudo-relevance
//! feedback (Rocchio 1971) on the graph of links, and a function of each connected component alone.
//!
//! A pair does not corroborate itself: where one of the two is a neighbour of the other, it is left out of the other's
//! sum. So two documents alone keep their score.

use rayon::prelude::*;

use super::background::Profile;
use super::candidates::Link;
use super::score::corroborated_factor;
use super::settings::StorySettings;
use super::shortness::{self, between};
use super::{all_of_each, of_each};

/// A row of a sparse matrix: ascending columns with their values.
type Row = Vec<(u32, f64)>;

/// The links as they are when each document is seen together with its neighbours, sorted by `(first, second)`. Only the
/// first `voices` documents are neighbours of others. Scores below the link floor are no links.
///
/// For m links among n documents with k neighbours each: O(k m) values are summed up.
#[must_use]
pub fn corroborate(profiles: &[Profile], voices: usize, links: &[Link], settings: &StorySettings) -> Vec<Link> {
    let scores = Scores::of(profiles.len(), links);
    let neighbours = all_neighbours(profiles, voices, &scores, settings);
    let seen_by = seen_by(&neighbours);
    let own = of_each(profiles.len(), |document| Own::of(document, &neighbours[document], &scores));
    let view = View { profiles, scores: &scores, neighbours: &neighbours, seen_by: &seen_by, own: &own, settings };
    let mut corroborated: Vec<Link> =
        all_of_each(profiles.len(), |sums: &mut [Sums; 2], second| view.links_before(second, sums));
    corroborated.par_sort_unstable_by_key(|link| (link.first, link.second));
    corroborated
}

/// Most documents that one and the same document is a neighbour of, so that a text that thousands resemble costs no more
/// than others: those that it is nearest to.
const MOST_SEEN_BY: usize = 100;

/// The scores of pairs as a symmetric matrix: 1 for a document with itself, 0 where there is no link.
struct Scores {
    starts: Vec<usize>,
    entries: Row,
}

impl Scores {
    fn of(documents: usize, links: &[Link]) -> Self {
        let mut starts = vec![0; documents + 1];
        for document in links.iter().flat_map(|link| [link.first, link.second]) {
            starts[document + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut entries = vec![(0, 0.0); links.len() * 2];
        let mut filled = starts.clone();
        let mut place = |document: usize, other: usize, score: f64| {
            entries[filled[document]] = (column(other), score);
            filled[document] += 1;
        };
        // Links are sorted: all that come before a document in its row are placed ahead of all that come after.
        for link in links {
            place(link.second, link.first, link.score);
        }
        for link in links {
            place(link.first, link.second, link.score);
        }
        Self { starts, entries }
    }

    fn row(&self, document: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[document]..self.starts[document + 1]]
    }

    fn between(&self, one: u32, other: u32) -> f64 {
        if one == other {
            return 1.0;
        }
        let row = self.row(one as usize);
        row.binary_search_by_key(&other, |&(column, _)| column).map_or(0.0, |at| row[at].1)
    }
}

/// The neighbours of each document with their weights, ascending.
fn all_neighbours(profiles: &[Profile], voices: usize, scores: &Scores, settings: &StorySettings) -> Vec<Row> {
    let mut neighbours: Vec<Row> = of_each(profiles.len(), |document| {
        let near = |&&(other, score): &&(u32, f64)| score >= settings.neighbour_floor && (other as usize) < voices;
        let mut row: Row = scores.row(document).iter().filter(near).copied().collect();
        row.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let shortness = shortness::of_document(&profiles[document], settings);
        row.truncate(most_neighbours(shortness, settings));
        let length = f64::from(profiles[document].length);
        let weight = settings.neighbour_weight * settings.neighbour_terms / (settings.neighbour_terms + length);
        let weight = between(weight, settings.short_neighbour_weight, shortness);
        for (_, score) in &mut row {
            *score *= weight;
        }
        row.sort_unstable_by_key(|&(other, _)| other);
        row
    });
    for (neighbour, mut followers) in (0_u32..).zip(seen_by(&neighbours)) {
        if followers.len() <= MOST_SEEN_BY {
            continue;
        }
        followers.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        for (follower, _) in followers.drain(MOST_SEEN_BY..) {
            neighbours[follower as usize].retain(|&(other, _)| other != neighbour);
        }
    }
    neighbours
}

/// How many neighbours a document of some shortness is seen together with.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two numbers of neighbours")]
fn most_neighbours(shortness: f64, settings: &StorySettings) -> usize {
    between(settings.neighbours as f64, settings.short_neighbours as f64, shortness).round() as usize
}

/// The transpose: for each document, whose neighbour it is, ascending.
fn seen_by(neighbours: &[Row]) -> Vec<Row> {
    let mut seen_by: Vec<Row> = vec![Vec::new(); neighbours.len()];
    for (document, row) in (0_u32..).zip(neighbours) {
        for &(neighbour, weight) in row {
            seen_by[neighbour as usize].push((document, weight));
        }
    }
    seen_by
}

/// What a document is, seen together with its neighbours.
struct Own {
    /// Inner product of the document and its sum.
    with_itself: f64,
    /// Inner product of each neighbour and the sum, in the order of the neighbours.
    with_neighbours: Vec<f64>,
    /// Inner product of the sum with itself.
    square: f64,
}

impl Own {
    fn of(document: usize, neighbours: &Row, scores: &Scores) -> Self {
        let with = |other: u32| {
            let more = neighbours.iter().map(|&(neighbour, weight)| weight * scores.between(neighbour, other));
            scores.between(column(document), other) + more.sum::<f64>()
        };
        let with_itself = with(column(document));
        let with_neighbours: Vec<f64> = neighbours.iter().map(|&(neighbour, _)| with(neighbour)).collect();
        let more = neighbours.iter().zip(&with_neighbours).map(|((_, weight), with)| weight * with);
        Self { with_itself, square: with_itself + more.sum::<f64>(), with_neighbours }
    }
}

/// Sums by document, reused from one document to the next.
#[derive(Default)]
struct Sums {
    sums: Vec<f64>,
    touched: Vec<u32>,
}

impl Sums {
    fn add(&mut self, document: u32, value: f64) {
        let sum = &mut self.sums[document as usize];
        if *sum == 0.0 {
            self.touched.push(document);
        }
        *sum += value;
    }

    fn drain(&mut self, mut visit: impl FnMut(u32, f64)) {
        for document in self.touched.drain(..) {
            visit(document, std::mem::take(&mut self.sums[document as usize]));
        }
    }
}

/// All that a row of the result is made of.
struct View<'a> {
    profiles: &'a [Profile],
    scores: &'a Scores,
    neighbours: &'a [Row],
    seen_by: &'a [Row],
    own: &'a [Own],
    settings: &'a StorySettings,
}

impl View<'_> {
    /// The links of a document to those before it.
    fn links_before(&self, second: usize, [half, whole]: &mut [Sums; 2]) -> Vec<Link> {
        for sums in [&mut *half, &mut *whole] {
            sums.sums.resize(self.own.len(), 0.0);
        }
        for &(document, weight) in self.neighbours[second].iter().chain(&[(column(second), 1.0)]) {
            half.add(document, weight);
            for &(other, score) in self.scores.row(document as usize) {
                half.add(other, weight * score);
            }
        }
        half.drain(|document, value| {
            if (document as usize) < second {
                whole.add(document, value);
            }
            for &(other, weight) in self.seen_by[document as usize].iter().take_while(|row| (row.0 as usize) < second) {
                whole.add(other, weight * value);
            }
        });
        let mut links = Vec::new();
        whole.drain(|first, product| {
            let first = first as usize;
            let factor = || corroborated_factor(&self.profiles[first], &self.profiles[second], self.settings);
            let score = self.score(first, second, product);
            // Most pairs are no link anyway.
            let score = if score >= self.settings.link_floor { score * factor() } else { score };
            if score >= self.settings.link_floor {
                links.push(Link { first, second, score });
            }
        });
        links
    }

    /// Cosine of the sums of two documents, each without the other, from their inner product.
    fn score(&self, first: usize, second: usize, product: f64) -> f64 {
        let [one, other] = [first, second].map(|document| &self.own[document]);
        let (of_one, of_other) = (self.weight(first, second), self.weight(second, first));
        let mut squares = [one.square, other.square];
        let mut product = product;
        for (square, weight, with) in [(0, of_one, other.with_itself), (1, of_other, one.with_itself)] {
            let Some((weight, with_neighbour)) = weight else { continue };
            product -= weight * with;
            squares[square] += weight * (weight - 2.0 * with_neighbour);
        }
        if let (Some((one, _)), Some((other, _))) = (of_one, of_other) {
            product += one * other * self.scores.between(column(first), column(second));
        }
        product / (squares[0] * squares[1]).sqrt()
    }

    /// If `other` is a neighbour of a document: its weight, and its inner product with the document's sum.
    fn weight(&self, document: usize, other: usize) -> Option<(f64, f64)> {
        let row = &self.neighbours[document];
        let at = row.binary_search_by_key(&column(other), |&(neighbour, _)| neighbour).ok()?;
        Some((row[at].1, self.own[document].with_neighbours[at]))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "profiles number fewer than 2^32, as their postings do")]
fn column(document: usize) -> u32 {
    document as u32
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::super::facts::Facts;
    use super::super::focus::Focus;
    use super::*;
    use crate::text::days::NamedDay;

    fn link(first: usize, second: usize, score: f64) -> Link {
        Link { first, second, score }
    }

    fn corroborated(documents: usize, links: &[Link]) -> Vec<Link> {
        corroborate(&vec![Profile::default(); documents], documents, links, &StorySettings::default())
    }

    fn score(links: &[Link], first: usize, second: usize) -> Option<f64> {
        links.iter().find(|link| (link.first, link.second) == (first, second)).map(|link| link.score)
    }

    #[test]
    fn two_documents_alone_keep_their_score() {
        let links = corroborated(3, &[link(0, 2, 0.3)]);
        assert_eq!(links.len(), 1);
        assert!((score(&links, 0, 2).unwrap() - 0.3).abs() < 1e-12);
    }

    #[test]
    fn a_third_document_speaks_for_two_that_resemble_it() {
        let links = corroborated(3, &[link(0, 1, 0.1), link(0, 2, 0.4), link(1, 2, 0.4)]);
        assert!(score(&links, 0, 1).unwrap() > 0.2, "{links:?}");
        let through = corroborated(3, &[link(0, 2, 0.4), link(1, 2, 0.4)]);
        assert!(score(&through, 0, 1).unwrap() > 0.1, "even two that share nothing themselves");
    }

    #[test]
    fn neighbours_of_one_alone_speak_against() {
        let links = corroborated(4, &[link(0, 1, 0.2), link(0, 2, 0.5), link(0, 3, 0.5), link(2, 3, 0.5)]);
        assert!(score(&links, 0, 1).unwrap() < 0.2, "{links:?}");
    }

    #[test]
    fn long_documents_need_their_neighbours_less() {
        let links = [link(0, 1, 0.1), link(0, 2, 0.4), link(1, 2, 0.4)];
        let long = vec![Profile { length: 2000, ..Profile::default() }; 3];
        let of_long = corroborate(&long, 3, &links, &StorySettings::default());
        assert!(score(&of_long, 0, 1) < score(&corroborated(3, &links), 0, 1));
    }

    #[test]
    fn headlines_are_seen_together_with_more_neighbours() {
        let settings = StorySettings::default();
        let links: Vec<Link> = (0..12).flat_map(|one| (one + 1..12).map(move |other| link(one, other, 0.4))).collect();
        let neighbours = |length| {
            let profiles = vec![Profile { length, ..Profile::default() }; 12];
            all_neighbours(&profiles, 12, &Scores::of(12, &links), &settings)[0].clone()
        };
        let (of_headline, of_article) = (neighbours(10), neighbours(400));
        assert_eq!((of_headline.len(), of_article.len()), (settings.short_neighbours, settings.neighbours));
        assert!(of_headline[0].1 > 2.0 * of_article[0].1, "and by more weight");
    }

    #[test]
    fn it_is_the_matrix_product_without_the_pair_itself() {
        // Documents in two dimensions, so that sums can be made: scores are inner products of unit vectors.
        let angles = [0.0_f64, 0.9, 1.2, 0.4, 1.5];
        let cosine = |one: usize, other: usize| (angles[one] - angles[other]).cos();
        let links: Vec<Link> = (0..5)
            .flat_map(|first| (first + 1..5).map(move |second| (first, second)))
            .map(|(a, b)| link(a, b, cosine(a, b)))
            .collect();
        let settings =
            StorySettings { neighbours: 2, short_neighbours: 2, link_floor: 0.0, ..StorySettings::default() };
        let profiles = vec![Profile::default(); 5];
        let scores = Scores::of(5, &links);
        let neighbours = all_neighbours(&profiles, 5, &scores, &settings);
        let sum = |document: usize, without: usize| {
            let mut sum = [angles[document].cos(), angles[document].sin()];
            for &(other, weight) in neighbours[document].iter().filter(|&&(other, _)| other as usize != without) {
                sum[0] += weight * angles[other as usize].cos();
                sum[1] += weight * angles[other as usize].sin();
            }
            sum
        };
        for found in corroborate(&profiles, 5, &links, &settings) {
            let (one, other) = (sum(found.first, found.second), sum(found.second, found.first));
            let expected = (one[0] * other[0] + one[1] * other[1]) / (one[0].hypot(one[1]) * other[0].hypot(other[1]));
            assert!((found.score - expected).abs() < 1e-9, "{found:?} {expected}");
        }
    }

    #[test]
    fn a_repeat_is_nobodys_neighbour() {
        let links = [link(0, 1, 0.1), link(0, 2, 0.4), link(1, 2, 0.4)];
        let with_repeat = corroborate(&vec![Profile::default(); 3], 2, &links, &StorySettings::default());
        assert!((score(&with_repeat, 0, 1).unwrap() - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_text_that_all_resemble_is_the_neighbour_of_some() {
        let documents = MOST_SEEN_BY + 50;
        let links: Vec<Link> = (1..documents).map(|second| link(0, second, 0.3)).collect();
        let scores = Scores::of(documents, &links);
        let profiles = vec![Profile::default(); documents];
        let neighbours = all_neighbours(&profiles, documents, &scores, &StorySettings::default());
        assert_eq!(seen_by(&neighbours)[0].len(), MOST_SEEN_BY);
    }

    #[test]
    fn neighbours_do_not_bring_a_sequel_back() {
        let links = [link(0, 1, 0.1), link(0, 2, 0.4), link(1, 2, 0.4)];
        let about = |day: i8, before: &[NamedDay]| {
            let focus = Focus { main: Some(march(day)), before: before.into(), ..Focus::default() };
            Profile { facts: Facts { focus, ..Facts::default() }, ..Profile::default() }
        };
        let settings = StorySettings::default();
        let with = |before: &[NamedDay]| {
            corroborate(&[about(3, &[]), about(4, before), Profile::default()], 3, &links, &settings)
        };
        let (plain, sequel) = (with(&[]), with(&[march(3)]));
        let factor = score(&sequel, 0, 1).unwrap() / score(&plain, 0, 1).unwrap();
        assert!((factor - settings.sequel_corroborated_factor).abs() < 1e-12, "{factor}");
        assert_eq!(score(&sequel, 0, 2), score(&plain, 0, 2), "others are as they were");
        let weak = [link(0, 1, settings.link_floor * 1.1)];
        let profiles = [about(3, &[]), about(4, &[march(3)])];
        assert!(corroborate(&profiles, 2, &weak, &settings).is_empty(), "a weak one is no link any more");
    }

    fn march(day: i8) -> NamedDay {
        NamedDay::Date(Date::constant(2025, 3, day))
    }
}
