//! The table for people: stories with their documents, look-ups with their passages, explanations in words.
//!
//! Understandable without colour: styles only repeat what the words say. All text from outside passes [`Safe`].

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::counts::{Counts, counted};
use super::explanation::{Explanation, KeptApart, Relation};
use super::terminal::{Safe, fitted, padded};
use crate::copies::CopyPair;
use crate::document::Document;
use crate::index::{Passage, ResultOrder, SearchResults, Totals};
use crate::moment::Moment;
use crate::overrides::{Override, Ruling};
use crate::pipeline::{Clustering, Story};
use crate::problem::Problem;
use crate::story::chain::Chain;
use crate::story::explain::PairEvidence;
use crate::story::fact_evidence::{CountPair, FocusEvidence};
use crate::story::facts::CountAgreement;
use crate::story::focus::DayRelation;
use crate::story::group::Join;
use crate::story::score::PairScore;
use crate::story::shortness::NOTABLE;

pub(super) const HEADING: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const MATCH: Style = AnsiColor::Yellow.on_default().bold();

/// Columns of the time, the programme or source, and the title.
const TIME_COLUMNS: usize = 16;
const SOURCE_COLUMNS: usize = 18;
const TITLE_COLUMNS: usize = 80;

/// Writes the stories of at least `least_documents` documents, then the counts.
///
/// # Errors
///
/// When `out` fails.
pub fn write_clustering(
    clustering: &Clustering,
    problems: &[Problem],
    least_documents: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let is_told_twice = |story: &&Story| story.members.len() > 1;
    let shown = || clustering.stories.iter().filter(|story| story.members.len() >= least_documents);
    for story in shown().filter(is_told_twice) {
        write_story(clustering, story, out)?;
    }
    let mut singles = shown().filter(|story| !is_told_twice(story)).peekable();
    if singles.peek().is_some() {
        writeln!(out, "{HEADING}Stories of one document{HEADING:#}")?;
        for story in singles {
            for &index in &story.members {
                write_document(&clustering.documents[index], "", out)?;
            }
        }
        writeln!(out)?;
    }
    write_counts(&Counts::of(clustering, problems), out)
}

fn write_story(clustering: &Clustering, story: &Story, out: &mut dyn Write) -> io::Result<()> {
    let documents = story.members.len();
    writeln!(out, "{HEADING}{documents} documents{HEADING:#}  {FAINT}{}{FAINT:#}", Safe(&story.id))?;
    for &index in &story.members {
        let note = copy_note(clustering, index);
        write_document(&clustering.documents[index], &note, out)?;
    }
    writeln!(out)
}

/// A document on one line, with a note on the next.
fn write_document(document: &Document, note: &str, out: &mut dyn Write) -> io::Result<()> {
    let row = Row {
        published: document.published,
        source: document.programme.as_deref().or(document.source.as_deref()),
        title: document.heading(),
        id: &document.id,
    };
    row.write(out)?;
    if !note.is_empty() {
        writeln!(out, "  {:TIME_COLUMNS$}  {FAINT}{note}{FAINT:#}", "")?;
    }
    Ok(())
}

/// What the table shows of a document: time, programme or source, title, id.
struct Row<'a> {
    published: Option<Moment>,
    source: Option<&'a str>,
    title: Cow<'a, str>,
    id: &'a str,
}

impl Row<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let time = padded(&self.published.map_or_else(|| "undated".to_owned(), clock), TIME_COLUMNS);
        let source = padded(self.source.unwrap_or("-"), SOURCE_COLUMNS);
        let title = fitted(&self.title, TITLE_COLUMNS);
        writeln!(out, "  {time}  {source}  {title}  {FAINT}{}{FAINT:#}", Safe(self.id))
    }
}

/// Date, hour and minute as printed.
fn clock(moment: Moment) -> String {
    moment
        .to_string()
        .chars()
        .take(TIME_COLUMNS)
        .map(|character| if character == 'T' { ' ' } else { character })
        .collect()
}

/// Which document stands for the copies that this one is among, and how like it is; empty without copies. Says nothing
/// of who copied whom: the longest text stands for the others, not the earliest.
fn copy_note(clustering: &Clustering, index: usize) -> String {
    let group = &clustering.copies.groups[clustering.copies_group_of[index]];
    if group.len() < 2 {
        return String::new();
    }
    let standing = clustering.representatives[clustering.copies_group_of[index]];
    let (first, second) = (index.min(standing), index.max(standing));
    let place =
        clustering.copies.pairs.binary_search_by_key(&(first, second), |pair: &CopyPair| (pair.first, pair.second));
    match place {
        _ if index == standing => format!("text of {} documents", group.len()),
        Ok(place) => {
            let jaccard = clustering.copies.pairs[place].jaccard;
            format!("same text as {} (Jaccard {jaccard:.2})", Safe(&clustering.documents[standing].id))
        }
        Err(_) => format!("same text as {}", Safe(&clustering.documents[standing].id)),
    }
}

fn write_counts(counts: &Counts, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}, {}, {} of them told by two or more documents, {}",
        counted(counts.documents, "document", "documents"),
        counted(counts.stories, "story", "stories"),
        counts.stories_told_twice,
        counted(counts.copy_groups, "group of copies", "groups of copies")
    )
}

/// Writes what a search found: stories, their documents, and where each matches.
///
/// # Errors
///
/// When `out` fails.
pub fn write_search(results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
    for story in &results.stories {
        writeln!(out, "{HEADING}{}{HEADING:#}", Safe(&story.story))?;
        for hit in &story.documents {
            let document = &hit.document;
            let row = Row {
                published: document.published,
                source: document.programme.as_deref().or(document.source.as_deref()),
                title: document.title.as_deref().unwrap_or("(no title)").into(),
                id: &document.id,
            };
            row.write(out)?;
            for passage in &hit.passages {
                write_passage(passage, out)?;
            }
        }
        writeln!(out)?;
    }
    let order = match results.order {
        ResultOrder::Score => "best first",
        ResultOrder::Time => "latest first",
    };
    let Totals { documents, stories } = results.total;
    writeln!(
        out,
        "{} in {} match, {} shown, {order}",
        counted(documents, "document", "documents"),
        counted(stories, "story", "stories"),
        counted(results.stories.len(), "story", "stories")
    )
}

/// The passage with its matches between `[` and `]`, so that they show without colour.
fn write_passage(passage: &Passage, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "      {}", if passage.is_cut_before { "… " } else { "" })?;
    let mut at = 0;
    for range in &passage.matches {
        let (Some(before), Some(matched)) = (passage.text.get(at..range.start), passage.text.get(range.clone())) else {
            continue;
        };
        write!(out, "{}{MATCH}[{}]{MATCH:#}", Safe(before), Safe(matched))?;
        at = range.end;
    }
    writeln!(
        out,
        "{}{}",
        Safe(passage.text.get(at..).unwrap_or_default()),
        if passage.is_cut_behind { " …" } else { "" }
    )
}

/// Writes an explanation in words.
///
/// # Errors
///
/// When `out` fails.
pub fn write_explanation(explanation: &Explanation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Explanation { clustering, pair, .. } = *explanation;
    for (index, represented_by) in pair.into_iter().zip(explanation.represented_by) {
        let note = represented_by.map_or_else(String::new, |standing| {
            format!("told by its copy {}: one text stands for both", Safe(&clustering.documents[standing].id))
        });
        write_document(&clustering.documents[index], &note, out)?;
    }
    let story = explanation.story();
    match explanation.relation {
        Relation::Copies => writeln!(out, "\n{HEADING}copies: one text stands for both{HEADING:#}")?,
        Relation::SameStory => writeln!(out, "\n{HEADING}one story{HEADING:#}  {FAINT}{}{FAINT:#}", Safe(&story.id))?,
        Relation::TwoStories => writeln!(out, "\n{HEADING}two stories{HEADING:#}")?,
    }
    if let Some(groups) = &explanation.stories {
        writeln!(out, "  mean score between them {:.3}, a join needs {:.3}", groups.mean_score, groups.bar)?;
    }
    if let Some(kept_apart_by) = explanation.kept_apart_by {
        writeln!(out, "  kept apart by {}", why_apart(kept_apart_by))?;
    }
    for entry in &explanation.overrides {
        write_override(entry, out)?;
    }
    if let Some(copies) = &explanation.copies {
        write_copy_facts(clustering, copies, out)?;
    } else if explanation.relation == Relation::Copies {
        writeln!(out, "  each is a copy of a third document")?;
    }
    if let Some(evidence) = &explanation.evidence {
        write_evidence(evidence, out)?;
    }
    if let Some((chain, scores)) = &explanation.chain {
        write_chain(clustering, story, chain, scores, out)?;
    }
    if explanation.relation == Relation::SameStory {
        write_joins(clustering, story, out)?;
    }
    Ok(())
}

fn why_apart(kept_apart_by: KeptApart) -> &'static str {
    match kept_apart_by {
        KeptApart::Override => "an override",
        KeptApart::NoLink => "having no link: no document of the one is enough like any of the other",
        KeptApart::ScoreBelowBar => "the score, which is below the bar",
    }
}

/// A ruling with who made it, when and why.
fn write_override(entry: &Override, out: &mut dyn Write) -> io::Result<()> {
    let ruling = match entry.ruling {
        Ruling::Same => "the same",
        Ruling::Different => "different",
    };
    write!(out, "  {HEADING}override{HEADING:#} {}: {ruling}", Safe(&entry.location()))?;
    let said = [("by", &entry.by), ("when", &entry.when), ("why", &entry.why)];
    for (name, text) in said.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?))) {
        write!(out, "; {name}: {}", Safe(text))?;
    }
    writeln!(out)
}

fn write_chain(
    clustering: &Clustering,
    story: &Story,
    chain: &Chain,
    scores: &[f64],
    out: &mut dyn Write,
) -> io::Result<()> {
    let id = |index: usize| Safe(&clustering.documents[index].id);
    writeln!(out, "\n  {HEADING}how the two came together{HEADING:#}")?;
    for (step, score) in chain.steps.iter().zip(scores) {
        writeln!(out, "    {} - {} ({score:.3}), join {}", id(step.from), id(step.to), step.join + 1)?;
    }
    let through = chain.steps.len() - 1;
    let way = match through {
        0 => "directly".to_owned(),
        1 => "through one other".to_owned(),
        _ => format!("through {through} others"),
    };
    writeln!(out, "  {way}; their groups became one at join {}:", chain.met + 1)?;
    write_join(clustering, &story.joins[chain.met], chain.met, out)
}

fn write_joins(clustering: &Clustering, story: &Story, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {HEADING}joins that made the story{HEADING:#}, in order")?;
    for (at, join) in story.joins.iter().enumerate() {
        write_join(clustering, join, at, out)?;
    }
    Ok(())
}

fn write_join(clustering: &Clustering, join: &Join, at: usize, out: &mut dyn Write) -> io::Result<()> {
    let [first, second] =
        [join.strongest.first, join.strongest.second].map(|index| Safe(&clustering.documents[index].id));
    let ([left, right], score, number) = (join.sizes, join.strongest.score, at + 1);
    write!(out, "    {number:>3}  {left} + {right} documents: mean score {:.3}, ", join.mean_score)?;
    match clustering.override_of(join) {
        Some(entry) => write!(out, "joined by override {}", Safe(&entry.location()))?,
        None => write!(out, "needed {:.3}", join.bar)?,
    }
    writeln!(out, "; strongest pair {first} and {second} ({score:.3})")
}

fn write_copy_facts(clustering: &Clustering, copies: &CopyPair, out: &mut dyn Write) -> io::Result<()> {
    let [first, second] = [copies.first, copies.second].map(|index| Safe(&clustering.documents[index].id));
    writeln!(
        out,
        "  Jaccard {:.3}; {second} holds {:.0} % of {first}, {first} holds {:.0} % of {second}",
        copies.jaccard,
        copies.first_in_second * 100.0,
        copies.second_in_first * 100.0
    )
}

/// A score with its parts, in words.
pub(in crate::report) fn told_score(score: &PairScore, corroborated: f64) -> String {
    format!(
        "{:.3} = likeness {:.3} x days {:.2} x named days {:.2} x figures {:.2} x counts {:.2} x outlet {:.2}; with neighbours {:.3}",
        score.score,
        score.similarity,
        score.day_factor,
        score.named_day_factor,
        score.figure_factor,
        score.count_factor,
        score.outlet_factor,
        corroborated
    )
}

fn write_evidence(evidence: &PairEvidence, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  score of the pair {}", told_score(&evidence.score, evidence.corroborated))?;
    match evidence.days_apart {
        Some(days) => writeln!(out, "  {days:.1} days apart")?,
        None => writeln!(out, "  at least one is undated, so time says nothing")?,
    }
    if evidence.shortness >= NOTABLE {
        let shortness = evidence.shortness;
        writeln!(
            out,
            "  short texts (shortness {shortness:.2}): times of day, beginnings of words and more neighbours count"
        )?;
    }
    for (which, parts) in ["first", "second"].iter().zip(&evidence.title_furniture) {
        if !parts.is_empty() {
            writeln!(out, "  left out of the {which} title, as of a desk  {}", Safe(&parts.join(" … ")))?;
        }
    }
    writeln!(out, "\n  {HEADING}for{HEADING:#} (share of the likeness)")?;
    for term in &evidence.shared {
        writeln!(out, "    {:>5.1} %  {}", term.share * 100.0, Safe(&term.text))?;
    }
    if !evidence.figures.is_empty() {
        writeln!(out, "    figures  {}", Safe(&evidence.figures.join(", ")))?;
    }
    for (which, days) in ["first", "second"].iter().zip(&evidence.named_days) {
        if !days.is_empty() {
            writeln!(out, "    days that the {which} names  {}", Safe(&days.join(", ")))?;
        }
    }
    for (which, focus) in [("first", &evidence.focus.first), ("second", &evidence.focus.second)] {
        if let Some(told) = told_focus(focus) {
            writeln!(out, "    the {which} {}", Safe(&told))?;
        }
    }
    write_counts_of(&evidence.counts, true, out)?;
    writeln!(out, "  {HEADING}against{HEADING:#} (strong in one, absent from the other)")?;
    for (which, terms) in [("first", &evidence.only_first), ("second", &evidence.only_second)] {
        writeln!(out, "    {which:6}  {}", Safe(&terms.join(", ")))?;
    }
    if let Some(why) = why_other_day(evidence.focus.relation) {
        let factor = evidence.focus.corroborated_factor;
        writeln!(out, "    days    {why}; score with neighbours x {factor:.2}")?;
    }
    write_counts_of(&evidence.counts, false, out)
}

/// The days that a document is about, and those that it tells of beside it; `None` if it names none.
fn told_focus(focus: &FocusEvidence) -> Option<String> {
    let main = focus.main_day.as_ref().map(|day| format!("is about {day}"));
    let list = |verb: &str, days: &[String]| (!days.is_empty()).then(|| format!("{verb} {}", days.join(", ")));
    let parts = [main, list("recounts", &focus.days_before), list("looks ahead to", &focus.days_ahead)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// How the days speak against one event.
fn why_other_day(relation: DayRelation) -> Option<&'static str> {
    match relation {
        DayRelation::Unknown | DayRelation::OneDay => None,
        DayRelation::Sequel | DayRelation::WeekdaySequel => {
            Some("they are about different days, and the one recounts that of the other")
        }
    }
}

/// The nouns on which two documents agree; those on which they do not, unless they agree on any.
fn write_counts_of(counts: &CountPair, agreeing: bool, out: &mut dyn Write) -> io::Result<()> {
    let is_told = agreeing || counts.agreement == CountAgreement::Different;
    for counted in counts.nouns.iter().filter(|counted| is_told && counted.agrees == agreeing) {
        let [first, second] = [&counted.first, &counted.second].map(|numbers| numbers.join(", "));
        let told = format!("{}: {first} / {second}", counted.noun);
        writeln!(out, "    counts  {}", Safe(&told))?;
    }
    Ok(())
}
