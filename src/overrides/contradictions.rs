//! Contradictions: documents that are different by one override and the same by others.
//!
//! "The same" is closed: A with B and B with C makes A with C, in whatever files they stand. So a contradiction can be a
//! chain, and whoever is to mend it must see all of it. Linear in the overrides, and in the chains that are told, of which
//! there are [`MOST_TOLD`] at most.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use super::classes::Classes;
use super::{Override, Ruling};
use crate::problem::{Position, Problem};

/// Contradictions that are told one by one; of more, the number is told.
const MOST_TOLD: usize = 20;

/// All contradictions, one for each override that says "different" of documents which others say are the same.
pub(super) fn find(entries: &[Override]) -> Vec<Problem> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids: Vec<&str> = Vec::new();
    let mut named: Vec<Vec<usize>> = Vec::new();
    for entry in entries {
        let number = |id| {
            *numbers.entry(id).or_insert_with(|| {
                ids.push(id);
                ids.len() - 1
            })
        };
        named.push(entry.documents.iter().map(|document| document.id.as_str()).map(number).collect());
    }
    let mut classes = Classes::new(ids.len());
    for (_, documents) in entries.iter().zip(&named).filter(|(entry, _)| entry.ruling == Ruling::Same) {
        for pair in documents.windows(2) {
            classes.join(pair[0], pair[1]);
        }
    }
    let mut found: Vec<(usize, [usize; 2])> = Vec::new();
    for (at, (entry, documents)) in entries.iter().zip(&named).enumerate() {
        if entry.ruling == Ruling::Different {
            let mut first_of_class: BTreeMap<usize, usize> = BTreeMap::new();
            let repeated = documents.iter().find_map(|&document| {
                let first = *first_of_class.entry(classes.find(document)).or_insert(document);
                (first != document).then_some([first, document])
            });
            found.extend(repeated.map(|pair| (at, pair)));
        }
    }

    let links = Links::of(entries, &named, ids.len());
    let mut problems: Vec<Problem> = found
        .iter()
        .take(MOST_TOLD)
        .map(|&(at, pair)| contradiction(&entries[at], pair.map(|id| ids[id]), &links.chain(pair), entries, &ids))
        .collect();
    if let Some((at, _)) = found.get(MOST_TOLD) {
        let message = format!("{} more overrides contradict others, this the first of them", found.len() - MOST_TOLD);
        let cure = "mend those that are told, then try again";
        problems.push(Problem::error(entries[*at].path.clone(), Position::Line(entries[*at].line), message, cure));
    }
    problems
}

/// Which override says "the same" of which documents, both ways.
struct Links<'a> {
    named: &'a [Vec<usize>],
    entries_of: Vec<Vec<usize>>,
}

impl<'a> Links<'a> {
    fn of(entries: &[Override], named: &'a [Vec<usize>], documents: usize) -> Self {
        let mut entries_of = vec![Vec::new(); documents];
        for (at, _) in entries.iter().enumerate().filter(|(_, entry)| entry.ruling == Ruling::Same) {
            for &document in &named[at] {
                entries_of[document].push(at);
            }
        }
        Self { named, entries_of }
    }

    /// The shortest chain of overrides from one document to another, each with the document that it leads to.
    fn chain(&self, [from, to]: [usize; 2]) -> Vec<(usize, usize)> {
        let mut reached_by: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut is_followed = vec![false; self.named.len()];
        let mut waiting = VecDeque::from([from]);
        while let Some(document) = waiting.pop_front().filter(|_| !reached_by.contains_key(&to)) {
            for &entry in &self.entries_of[document] {
                if std::mem::replace(&mut is_followed[entry], true) {
                    continue;
                }
                for &next in &self.named[entry] {
                    if next != from && !reached_by.contains_key(&next) {
                        reached_by.insert(next, (document, entry));
                        waiting.push_back(next);
                    }
                }
            }
        }
        let mut chain = Vec::new();
        let mut at = to;
        while let Some(&(before, entry)) = reached_by.get(&at) {
            chain.push((entry, at));
            at = before;
        }
        chain.reverse();
        chain
    }
}

fn contradiction(
    different: &Override,
    [first, second]: [&str; 2],
    chain: &[(usize, usize)],
    entries: &[Override],
    ids: &[&str],
) -> Problem {
    let by: Vec<String> = chain.iter().map(|&(entry, _)| entries[entry].location()).collect();
    let mut message =
        format!("`{first}` and `{second}` are different by this override and the same by {}", by.join(" and "));
    if chain.len() > 1 {
        let through: Vec<String> = chain.iter().map(|&(_, document)| format!("`{}`", ids[document])).collect();
        let _ = write!(message, " (`{first}`, {})", through.join(", "));
    }
    Problem::error(
        different.path.clone(),
        Position::Line(different.line),
        message,
        "take one of these overrides back; nothing is grouped until then",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Overrides;
    use super::*;

    fn errors(text: &str) -> Vec<Problem> {
        match Overrides::parse(&[("o.toml".to_owned(), text.to_owned())]) {
            Ok(_) => Vec::new(),
            Err(error) => error.problems,
        }
    }

    fn entry(ruling: &str, documents: &[&str]) -> String {
        format!("[[{ruling}]]\ndocuments = {documents:?}\n")
    }

    #[test]
    fn what_is_the_same_by_a_chain_cannot_be_different() {
        let text = [
            entry("same", &["a", "b"]),
            entry("same", &["c", "x", "d"]),
            entry("different", &["d", "y", "a"]),
            entry("same", &["c", "b"]),
            entry("same", &["q", "r"]),
        ];
        let errors = errors(&text.concat());
        let [error] = errors.as_slice() else { panic!("{errors:?}") };
        assert_eq!(error.location(), "o.toml:5");
        assert_eq!(
            error.message,
            "`d` and `a` are different by this override and the same by o.toml:3 and o.toml:7 and o.toml:1 \
             (`d`, `c`, `b`, `a`)"
        );
    }

    #[test]
    fn different_documents_of_one_list_need_no_chain() {
        let errors = errors(&[entry("different", &["a", "b", "c"]), entry("same", &["c", "a"])].concat());
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].message, "`a` and `c` are different by this override and the same by o.toml:3");
    }

    #[test]
    fn what_touches_without_closing_is_no_contradiction() {
        let text = [entry("same", &["a", "b"]), entry("different", &["b", "c"]), entry("same", &["c", "d"])];
        assert_eq!(errors(&text.concat()), []);
    }

    #[test]
    fn many_contradictions_in_one_large_story_are_quick_and_counted() {
        let ids: Vec<String> = (0..5000).map(|id| format!("d{id}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut text = entry("same", &ids);
        for pair in ids.windows(2) {
            text.push_str(&entry("different", pair));
        }
        let errors = errors(&text);
        assert_eq!(errors.len(), MOST_TOLD + 1);
        assert!(errors.iter().any(|error| error.message.starts_with("4979 more overrides")), "{errors:?}");
    }
}
