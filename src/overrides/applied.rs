//! Overrides applied: what rulings mean for the documents of one run.
//!
//! A run may hold a part of a collection only. A ruling reaches through documents that are not there: who says that A and
//! B are one story, and B and C, says it of A and C too, and what is different from B is different from A. Near linear in
//! the overrides and the documents.

use std::collections::BTreeMap;

use super::classes::Classes;
use super::{NamedDocument, Override, Overrides, Ruling};
use crate::problem::{Position, Problem};

/// Two documents of a run that an override joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Joined {
    pub(crate) pair: [usize; 2],
    /// Index of the override.
    pub(crate) entry: usize,
}

/// Documents of a run of which every two are different by an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Apart {
    pub(crate) documents: Vec<usize>,
    /// Index of the override.
    pub(crate) entry: usize,
}

/// Overrides and the documents of one run that they speak of. Does not contradict itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    overrides: Overrides,
    /// For each override, how many of its documents the run holds.
    held: Vec<usize>,
    /// What is the same, without what follows from the rest.
    joined: Vec<Joined>,
    apart: Vec<Apart>,
    missing: Vec<Problem>,
}

impl Overrides {
    /// Finds the documents that they speak of among those of a run, given by their ids, which are unique.
    #[must_use]
    pub fn applied_to<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Applied {
        if self.entries().is_empty() {
            return Applied::default();
        }
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut documents = 0;
        for id in ids {
            numbers.insert(id, documents);
            documents += 1;
        }
        let missing = missing(self.entries(), &numbers);
        let mut nodes = documents;
        let mut named: Vec<Vec<usize>> = Vec::new();
        for entry in self.entries() {
            let mut of_entry = Vec::new();
            for document in &entry.documents {
                let number = *numbers.entry(&document.id).or_insert(nodes);
                nodes += usize::from(number == nodes);
                of_entry.push(number);
            }
            named.push(of_entry);
        }
        let held = named.iter().map(|named| named.iter().filter(|&&number| number < documents).count()).collect();
        let (joined, apart) = resolved(self.entries(), &named, documents, nodes);
        Applied { overrides: self.clone(), held, joined, apart, missing }
    }
}

impl Applied {
    /// The overrides, in order of file and line.
    #[must_use]
    pub fn entries(&self) -> &[Override] {
        self.overrides.entries()
    }

    /// How many overrides name two or more documents of the run.
    #[must_use]
    pub fn applied(&self) -> usize {
        self.held.iter().filter(|&&held| held > 1).count()
    }

    /// A notice for each document that is named and not in the run.
    #[must_use]
    pub fn missing(&self) -> &[Problem] {
        &self.missing
    }

    pub(crate) fn joined(&self) -> &[Joined] {
        &self.joined
    }

    pub(crate) fn apart(&self) -> &[Apart] {
        &self.apart
    }
}

/// A notice for each document that is named and has no number.
fn missing(entries: &[Override], numbers: &BTreeMap<&str, usize>) -> Vec<Problem> {
    let mut missing = Vec::new();
    for entry in entries {
        for NamedDocument { line, id } in entry.documents.iter().filter(|named| !numbers.contains_key(&*named.id)) {
            // What `read` makes of an id that several documents would have begins so.
            let derived = format!("{id}~");
            let lengthened = numbers.range(&*derived..).next().filter(|(other, _)| other.starts_with(&derived));
            let cure = match lengthened {
                Some((other, _)) => format!("several documents would have this id; one of them is `{other}`"),
                None => "nothing to do if the input is a part of the collection, else mend the id".to_owned(),
            };
            let message = format!("the input holds no document with the id `{id}`");
            missing.push(Problem::notice(entry.path.clone(), Position::Line(*line), message, cure));
        }
    }
    missing
}

/// What rulings on `nodes` documents mean for the first `held` of them, which the run holds.
fn resolved(entries: &[Override], named: &[Vec<usize>], held: usize, nodes: usize) -> (Vec<Joined>, Vec<Apart>) {
    let mut classes = Classes::new(nodes);
    // By root, a document of the run in its class, if there is one.
    let mut held_in: Vec<Option<usize>> = (0..nodes).map(|node| (node < held).then_some(node)).collect();
    let stand_in = |node: usize, root: usize, held_in: &[Option<usize>]| {
        if node < held { Some(node) } else { held_in[root] }
    };
    let of_ruling = |ruling| {
        entries
            .iter()
            .zip(named)
            .enumerate()
            .filter_map(move |(at, (entry, named))| (entry.ruling == ruling).then_some((at, named)))
    };
    let mut joined = Vec::new();
    for (entry, named) in of_ruling(Ruling::Same) {
        for nodes in named.windows(2) {
            let roots = [classes.find(nodes[0]), classes.find(nodes[1])];
            if roots[0] == roots[1] {
                continue;
            }
            let pair = [0, 1].map(|at| stand_in(nodes[at], roots[at], &held_in));
            if let [Some(first), Some(second)] = pair {
                joined.push(Joined { pair: [first, second], entry });
            }
            classes.join(roots[0], roots[1]);
            held_in[classes.find(roots[0])] = pair[0].or(pair[1]);
        }
    }
    let apart = of_ruling(Ruling::Different)
        .map(|(entry, named)| {
            let document = |&node: &usize| stand_in(node, classes.find(node), &held_in);
            Apart { documents: named.iter().filter_map(document).collect(), entry }
        })
        .filter(|apart| apart.documents.len() > 1)
        .collect();
    (joined, apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(rulings: &[(&str, &[&str])], ids: &[&str]) -> Applied {
        let entry = |(ruling, documents): &(&str, &[&str])| format!("[[{ruling}]]\ndocuments = {documents:?}\n");
        let text: Vec<String> = rulings.iter().map(entry).collect();
        Overrides::parse(&[("desk.toml".to_owned(), text.concat())]).unwrap().applied_to(ids.iter().copied())
    }

    fn joined(applied: &Applied) -> Vec<([usize; 2], usize)> {
        applied.joined().iter().map(|joined| (joined.pair, joined.entry)).collect()
    }

    #[test]
    fn what_follows_from_others_is_not_joined_again() {
        let rulings: [(&str, &[&str]); 3] =
            [("same", &["a", "b", "c"]), ("different", &["d", "a"]), ("same", &["c", "a", "e"])];
        let applied = applied(&rulings, &["a", "b", "c", "d", "e"]);
        assert_eq!(joined(&applied), [([0, 1], 0), ([1, 2], 0), ([0, 4], 2)]);
        assert_eq!(applied.apart(), [Apart { documents: vec![3, 0], entry: 1 }]);
        assert_eq!(applied.applied(), 3);
    }

    #[test]
    fn rulings_reach_through_documents_that_are_not_there() {
        let rulings: [(&str, &[&str]); 4] =
            [("same", &["a", "x"]), ("same", &["y", "x"]), ("same", &["y", "b"]), ("different", &["x", "z", "c"])];
        let applied = applied(&rulings, &["a", "b", "c"]);
        assert_eq!(joined(&applied), [([0, 1], 2)]);
        let [apart] = applied.apart() else { panic!("{applied:?}") };
        assert!(apart.documents == [0, 2] || apart.documents == [1, 2], "{apart:?}");
        assert_eq!((applied.applied(), applied.missing().len()), (0, 6));
    }

    #[test]
    fn documents_that_are_not_there_are_told_by_line() {
        let applied = applied(&[("same", &["a", "b"]), ("different", &["a", "x"])], &["a", "b", "x~0123abcd"]);
        assert_eq!(applied.applied(), 1, "one document alone has nothing to be different from");
        assert_eq!(applied.apart(), []);
        let [missing] = applied.missing() else { panic!("{:?}", applied.missing()) };
        assert_eq!(missing.location(), "desk.toml:4");
        assert!(missing.message.contains("`x`") && missing.cure.contains("`x~0123abcd`"), "{missing:?}");
    }
}
